import type { GoNode } from '../go/syntax.ts';
import { call } from './calls.ts';
import { createDeclarers } from './declarers.ts';
import { evaluate } from './expressions.ts';
import { type Machine } from './interpreter.ts';
import { createMembers } from './members.ts';
import type { Program } from './program.ts';
import { runFunction } from './run-function.ts';
import type { SpecTree } from './spec-tree.ts';
import { executeStatements } from './statements.ts';
import { typeOf } from './types-of.ts';
import { type Frame, unknownValue, type Value } from './values.ts';

/** Depth to which expressions may nest, which is deeper than people nest them. */
const MAX_DEPTH = 1200;

/** Puts together the parts that read a suite's declarations. */
export function createMachine(program: Program, tree: SpecTree): Machine {
  const members = createMembers(program);
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
    run: (callee, args, caller) => runFunction(machine, callee, args, caller),
    execute: (statements, frame) => executeStatements(machine, statements, frame),
    typeOf: (node, frame) => typeOf(machine, node, frame),
    member: (importPath, name, at) => members.member(machine, importPath, name, at),
    initialise: (declaration) => members.initialise(machine, declaration),
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
  return machine;
}

/** Counts how deep expressions nest, which ends before JavaScript's own stack does. */
function deeper(machine: Machine, node: GoNode, frame: Frame, action: () => Value): Value {
  if (machine.depth > MAX_DEPTH)
    return unknownValue(machine.positionOf(node, frame), 'the code nests too deeply');
  machine.depth += 1;
  try {
    return action();
  } finally {
    machine.depth -= 1;
  }
}
