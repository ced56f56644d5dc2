import { childOf, type GoNode } from '../go/syntax.ts';
import { DECLARES, isGinkgo, splitName } from './dsl-names.ts';
import type { Program } from './program.ts';
import { type FunctionDeclaration, nodeText, type SourceFile } from './source-file.ts';
import { findVariable, type Scope, type Value } from './values.ts';

/** Names that are called, `It(`, `ginkgo.It(`, `x.run(`, also with type arguments. */
const CALLS = /([\p{L}_][\p{L}\p{Nd}_]*)(?:\.([\p{L}_][\p{L}\p{Nd}_]*))?\s*(?:\[[^\]\n]*\])?\(/gu;

const importsGinkgo = ({ dotImports, imports }: SourceFile): boolean =>
  dotImports.some(isGinkgo) || [...imports.values()].some(isGinkgo);

const isDeclaring = (name: string): boolean => splitName(name) !== undefined || name === 'RunSpecs';

export type Declarers = {
  readonly mayDeclare: (value: Value) => boolean;
  /** Whether a method of this name may declare specs, of a value that nobody knows. */
  readonly mayDeclareAsMethod: (name: string) => boolean;
};

/**
 * Tells whether calling a function may declare specs: whether it calls one of Ginkgo's functions that do, by itself or
 * by another. It goes by names, and rather says yes: whatever may declare is read, and nothing else.
 */
export function createDeclarers(program: Program): Declarers {
  const answers = new Map<GoNode, boolean>();
  const byName = new Map<string, ReadonlyMap<string, readonly FunctionDeclaration[]>>();

  const declaresIn = (file: SourceFile, node: GoNode, scope: Scope | undefined): boolean => {
    const known = answers.get(node);
    if (known !== undefined) return known;
    // A recursion declares what its other parts declare.
    answers.set(node, false);
    const body = childOf(node, 'body') ?? node;
    const text = nodeText(file, body);
    const found = (importsGinkgo(file) && DECLARES.test(text)) || callsDeclarer(file, text, scope);
    answers.set(node, found);
    return found;
  };
  const callsDeclarer = (file: SourceFile, text: string, scope: Scope | undefined): boolean => {
    for (const [, first = '', second] of text.matchAll(CALLS))
      if (second === undefined ? named(file, first, scope) : selected(file, first, second)) return true;
    return false;
  };
  const named = (file: SourceFile, name: string, scope: Scope | undefined): boolean => {
    const local = findVariable(scope, name)?.value;
    if (local !== undefined)
      return local.kind === 'function' && declaresIn(local.file, local.node, local.scope);
    if (file.dotImports.some(isGinkgo) && isDeclaring(name)) return true;
    return [file.packagePath, ...file.dotImports].some((importPath) => inPackage(importPath, name));
  };
  const selected = (file: SourceFile, first: string, second: string): boolean => {
    const importPath = file.imports.get(first);
    if (importPath === undefined) return asMethod(file.packagePath, second);
    return isGinkgo(importPath) ? isDeclaring(second) : inPackage(importPath, second);
  };
  const inPackage = (importPath: string, name: string): boolean => {
    if (program.graph.packages.get(importPath)?.reachesGinkgo !== true) return false;
    const declarations = program.declarationsOf(importPath);
    const declared = declarations?.functions.get(name);
    if (declared !== undefined) return declaresIn(declared.file, declared.node, undefined);
    const value = declarations?.values.get(name);
    return value?.expression !== undefined && declaresIn(value.file, value.expression, undefined);
  };
  /** Whether a method of a value whose type nobody knows may declare specs: any method of that name in the package. */
  const asMethod = (importPath: string, name: string): boolean => {
    const methods =
      byName.get(importPath) ??
      Map.groupBy(program.declarationsOf(importPath)?.methods.values() ?? [], (method) => method.name);
    byName.set(importPath, methods);
    return methods.get(name)?.some((method) => declaresIn(method.file, method.node, undefined)) === true;
  };
  return {
    mayDeclare: (value) => {
      if (value.kind === 'builtin') return isDeclaring(value.name);
      return value.kind === 'function' && declaresIn(value.file, value.node, value.scope);
    },
    mayDeclareAsMethod: (name) =>
      [...program.graph.packages.values()].some(
        ({ importPath, reachesGinkgo }) => reachesGinkgo && asMethod(importPath, name),
      ),
  };
}
