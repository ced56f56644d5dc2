import { type Interpreter } from './interpreter.ts';
import { createMutationAnalysis } from './mutation-analysis.ts';
import type { Program } from './program.ts';
import type { ValueDeclaration } from './source-file.ts';
import type { Position } from './types.ts';
import { fileFrame, zeroOf } from './types-of.ts';
import { functionValue, lazyValue, resultAt, unknownValue, type Value } from './values.ts';

/** Part of a machine that evaluates what a declaration is given. */
type Reader = Pick<Interpreter, 'value' | 'typeOf'>;

/** What the packages of a program declare, each value made once. */
export type Members = {
  readonly member: (reader: Reader, importPath: string, name: string, at: Position) => Value;
  readonly initialise: (reader: Reader, declaration: ValueDeclaration) => void;
};

export function createMembers(program: Program): Members {
  const values = new Map<ValueDeclaration, Value>();
  const initials = new Map<ValueDeclaration, Value>();
  const evaluating = new Set<ValueDeclaration>();
  const mutations = createMutationAnalysis(program);

  const initialOf = (reader: Reader, declaration: ValueDeclaration): Value => {
    const known = initials.get(declaration);
    if (known !== undefined) return known;
    evaluating.add(declaration);
    try {
      const value = initialValue(reader, declaration);
      initials.set(declaration, value);
      return value;
    } finally {
      evaluating.delete(declaration);
    }
  };
  const currentOf = (reader: Reader, declaration: ValueDeclaration): Value => {
    const { constant, name, file, node } = declaration;
    const assigned = constant ? undefined : mutations.assignedAt(declaration);
    if (assigned !== undefined) return unknownValue(assigned, `${name} is assigned here, too`);
    if (evaluating.has(declaration))
      return unknownValue(file.positionOf(node.start), 'the value refers to itself');
    const value = initialOf(reader, declaration);
    if (value.kind !== 'list' && value.kind !== 'map' && value.kind !== 'struct') return value;
    const mutated = mutations.mutatedAt(declaration, value.kind === 'map' ? undefined : value.type?.name);
    return mutated === undefined ? value : unknownValue(mutated, `${name} may be changed here`);
  };
  const valueOf = (reader: Reader, declaration: ValueDeclaration): Value => {
    const value = values.get(declaration) ?? currentOf(reader, declaration);
    values.set(declaration, value);
    return value;
  };
  const declared = (reader: Reader, importPath: string, name: string, at: Position): Value => {
    const declarations = program.declarationsOf(importPath);
    const value = declarations?.values.get(name);
    if (value !== undefined) return valueOf(reader, value);
    const declaration = declarations?.functions.get(name);
    if (declaration !== undefined) return functionValue(declaration);
    const type = declarations?.types.get(name);
    const resolved = type === undefined ? undefined : reader.typeOf(type.node, fileFrame(type.file));
    if (resolved === undefined) return unknownValue(at, whyUndeclared(importPath, name));
    const typeName = { packagePath: importPath, name };
    return {
      kind: 'type',
      type: { kind: 'named', name: typeName, foreign: false, underlying: () => resolved },
    };
  };
  return {
    member: (reader, importPath, name, at) => {
      // What declares no specs can't hold anything that Ginkgo knows: it is read when a text needs it.
      if (program.graph.packages.get(importPath)?.reachesGinkgo !== true)
        return lazyValue(() => declared(reader, importPath, name, at));
      return declared(reader, importPath, name, at);
    },
    initialise: (reader, declaration) => void initialOf(reader, declaration),
  };
}

const whyUndeclared = (importPath: string, name: string): string =>
  importPath.includes('.')
    ? `${importPath}.${name} is declared where the source can't be read`
    : `${importPath}.${name} is not known before the suite runs`;

function initialValue(reader: Reader, declaration: ValueDeclaration): Value {
  const { file, expression, node, name, constant, iota, of, index } = declaration;
  const frame = fileFrame(file, constant ? iota : undefined);
  const type = declaration.type === undefined ? undefined : reader.typeOf(declaration.type, frame);
  const at = () => file.positionOf(node.start);
  if (expression === undefined)
    return (
      (type === undefined ? undefined : zeroOf(type)) ??
      unknownValue(at(), `${name} has no value before the suite runs`)
    );
  const value = reader.value(expression, frame);
  if (of > 1) return resultAt(value, index, at());
  return type?.kind === 'named' && (value.kind === 'text' || value.kind === 'number')
    ? { ...value, type: type.name }
    : value;
}
