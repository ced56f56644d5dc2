import { childOf, type GoNode } from '../go/syntax.ts';
import { bindParameters, call, lost } from './calls.ts';
import { createDeclarers } from './declarers.ts';
import { evaluate } from './expressions.ts';
import { GaveUp } from './gave-up.ts';
import { type Machine } from './machine.ts';
import type { Program } from './program.ts';
import { createChanges } from './reassigned.ts';
import { textOf, type ValueDeclaration } from './source-file.ts';
import type { SpecTree } from './spec-tree.ts';
import { execute } from './statements.ts';
import type { Position } from './types.ts';
import { fileFrame, typeOf, zeroOf } from './types-of.ts';
import { copied, type Frame, type FunctionValue, inner, later, unknown, type Value } from './values.ts';

/** Deeper than people nest functions; a recursion that the source does not end is given up there. */
const MAX_DEPTH = 120;

/** The parts that read a suite's declarations, put together. */
export function createMachine(program: Program, tree: SpecTree): Machine {
  const values = new Map<ValueDeclaration, Value>();
  const initials = new Map<ValueDeclaration, Value>();
  const evaluating = new Set<ValueDeclaration>();
  const changes = createChanges(program);

  const valueOf = (declaration: ValueDeclaration): Value => {
    const known = values.get(declaration);
    if (known !== undefined) return known;
    const { file, node } = declaration;
    const assigned = declaration.constant ? undefined : changes.assigned(declaration);
    const value =
      assigned !== undefined
        ? unknown(assigned, `${declaration.name} is assigned here, too`)
        : evaluating.has(declaration)
          ? unknown(file.positionOf(node.start), 'the value refers to itself')
          : unlessTouched(declaration, initialOf(declaration));
    values.set(declaration, value);
    return value;
  };
  const unlessTouched = (declaration: ValueDeclaration, value: Value): Value => {
    if (value.kind !== 'list' && value.kind !== 'map' && value.kind !== 'struct') return value;
    const type = value.kind === 'map' ? undefined : value.type?.name;
    const touched = changes.touched(declaration, type);
    return touched === undefined ? value : unknown(touched, `${declaration.name} may be changed here`);
  };
  const initialOf = (declaration: ValueDeclaration): Value => {
    const known = initials.get(declaration) ?? initialValue(declaration);
    initials.set(declaration, known);
    return known;
  };
  const initialValue = (declaration: ValueDeclaration): Value => {
    const { file, expression, node } = declaration;
    const frame = fileFrame(file, declaration.constant ? declaration.iota : undefined);
    const type = declaration.type === undefined ? undefined : machine.typeOf(declaration.type, frame);
    if (expression === undefined)
      return (
        (type === undefined ? undefined : zeroOf(type)) ??
        unknown(file.positionOf(node.start), `${declaration.name} has no value before the suite runs`)
      );
    evaluating.add(declaration);
    try {
      const value = machine.value(expression, frame);
      if (declaration.of > 1)
        return value.kind === 'tuple'
          ? (value.items[declaration.index] ??
              unknown(file.positionOf(node.start), 'the call gives fewer values'))
          : value.kind === 'unknown'
            ? value
            : unknown(file.positionOf(node.start), 'the call gives one value only');
      return type?.kind === 'named' && (value.kind === 'text' || value.kind === 'number')
        ? { ...value, type: type.name }
        : value;
    } finally {
      evaluating.delete(declaration);
    }
  };

  const machine: Machine = {
    program,
    tree,
    doubt: undefined,
    depth: 0,
    budget: undefined,
    steps: 0,
    evaluate: (node, frame) => deeper(machine, node, frame, () => evaluate(machine, node, frame)),
    value: (node, frame) => machine.force(machine.evaluate(node, frame)),
    force: (value) => {
      let at = value;
      while (at.kind === 'deferred') at = at.force();
      return at;
    },
    call: (callee, args, frame, node) => call(machine, callee, args, frame, node),
    run: (callee, args, caller) => run(machine, callee, args, caller),
    execute: (statements, frame) => execute(machine, statements, frame),
    typeOf: (node, frame) => typeOf(machine, node, frame),
    member: (importPath, name, at) => {
      // What declares no specs can't hold anything that Ginkgo knows: it is read when a text needs it.
      if (program.graph.packages.get(importPath)?.reaches !== true)
        return later(() => memberNow(importPath, name, at));
      return memberNow(importPath, name, at);
    },
    initialise: (declaration) => void initialOf(declaration),
    ...createDeclarers(program),
    positionOf: (node, frame) => frame.file.positionOf(node.start),
    inDoubt: (cause, action) => {
      const before = machine.doubt;
      machine.doubt ??= cause;
      try {
        return action();
      } finally {
        machine.doubt = before;
      }
    },
    write: (cell, value) => {
      cell.value =
        machine.doubt === undefined || machine.doubt === cell.doubt
          ? value
          : { kind: 'unknown', cause: machine.doubt };
    },
  };
  const memberNow = (importPath: string, name: string, at: Position): Value => {
    const declarations = program.declarationsOf(importPath);
    const value = declarations?.values.get(name);
    if (value !== undefined) return valueOf(value);
    const declaration = declarations?.functions.get(name);
    if (declaration !== undefined)
      return { kind: 'function', node: declaration.node, file: declaration.file, declaration };
    const type = declarations?.types.get(name);
    if (type !== undefined) {
      const resolved = machine.typeOf(type.node, fileFrame(type.file));
      if (resolved !== undefined)
        return {
          kind: 'type',
          type: {
            kind: 'named',
            name: { packagePath: importPath, name },
            foreign: false,
            underlying: () => resolved,
          },
        };
    }
    return unknown(
      at,
      importPath.includes('.')
        ? `${importPath}.${name} is declared where the source can't be read`
        : `${importPath}.${name} is not known before the suite runs`,
    );
  };
  return machine;
}

/** Counts how deep expressions nest, which ends before JavaScript's own stack does. */
function deeper(machine: Machine, node: GoNode, frame: Frame, action: () => Value): Value {
  if (machine.depth > MAX_DEPTH * 10)
    return unknown(machine.positionOf(node, frame), 'the code nests too deeply');
  machine.depth += 1;
  try {
    return action();
  } finally {
    machine.depth -= 1;
  }
}

function run(
  machine: Machine,
  callee: FunctionValue,
  args: readonly Value[],
  caller: Frame | undefined,
): Value {
  const body = childOf(callee.node, 'body');
  const at = () => callee.file.positionOf(callee.node.start);
  if (body === undefined) return lost(machine, args, { at: at(), because: 'the function has no body in Go' });
  if (depthOf(caller) >= MAX_DEPTH) {
    const because = `functions call each other more than ${MAX_DEPTH} deep`;
    machine.tree.refuse({ at: at(), because });
    throw new GaveUp(because);
  }
  const frame: Frame = {
    file: callee.file,
    scope: inner(callee.scope),
    caller,
    at: undefined,
    helper: false,
    doubt: undefined,
    results: resultsOf(callee).flatMap(({ names }) => names),
  };
  for (const { name, value } of zeroResults(machine, callee, frame))
    frame.scope.cells.set(name, { value, doubt: machine.doubt });
  bindParameters(machine, callee, args.map(copied), frame);
  const completion = withinStack(() =>
    machine.execute(machine.program.statementsOf(callee.file, body), frame),
  );
  if (frame.doubt !== undefined) return { kind: 'unknown', cause: frame.doubt };
  return completion.kind === 'return' ? completion.value : { kind: 'nil' };
}

/** Code can nest deeper than we can follow. */
function withinStack<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof RangeError) throw new GaveUp('the code nests too deeply to be followed');
    throw error;
  }
}

/** The results of a function that have names, by their type. */
const resultsOf = ({ node, file }: FunctionValue) => {
  const result = childOf(node, 'result');
  return (result?.type === 'parameter_list' ? result.children : []).map((parameter) => ({
    type: childOf(parameter, 'type'),
    names: parameter.children.filter(({ field }) => field === 'name').map((name) => textOf(file, name)),
  }));
};

const zeroResults = (machine: Machine, callee: FunctionValue, frame: Frame) =>
  resultsOf(callee).flatMap(({ type, names }) => {
    const resolved = type === undefined ? undefined : machine.typeOf(type, frame);
    const value: Value = (resolved === undefined ? undefined : zeroOf(resolved)) ?? { kind: 'nil' };
    return names.map((name) => ({ name, value }));
  });

function depthOf(frame: Frame | undefined): number {
  let depth = 0;
  for (let at = frame; at !== undefined; at = at.caller) depth += 1;
  return depth;
}
