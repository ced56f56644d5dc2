import type { GoNode } from '../go/syntax.ts';
import { call } from './calls.ts';
import { createDeclarers } from './declarers.ts';
import { evaluate } from './expressions.ts';
import { type Interpreter } from './interpreter.ts';
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
export function createInterpreter(program: Program, tree: SpecTree): Interpreter {
  const members = createMembers(program);
  const interpreter: Interpreter = {
    program,
    tree,
    doubt: undefined,
    depth: 0,
    budget: undefined,
    steps: 0,
    evaluate: (node, frame) => deeper(interpreter, node, frame, () => evaluate(interpreter, node, frame)),
    value: (node, frame) => interpreter.force(interpreter.evaluate(node, frame)),
    force: (value) => {
      let at = value;
      while (at.kind === 'lazy') at = at.force();
      return at;
    },
    call: (callee, args, frame, node) => call(interpreter, callee, args, frame, node),
    run: (callee, args, caller) => runFunction(interpreter, callee, args, caller),
    execute: (statements, frame) => executeStatements(interpreter, statements, frame),
    typeOf: (node, frame) => typeOf(interpreter, node, frame),
    member: (importPath, name, at) => members.member(interpreter, importPath, name, at),
    initialise: (declaration) => members.initialise(interpreter, declaration),
    ...createDeclarers(program),
    positionOf: (node, frame) => frame.file.positionOf(node.start),
    inDoubt: (cause, action) => {
      const before = interpreter.doubt;
      interpreter.doubt ??= cause;
      try {
        return action();
      } finally {
        interpreter.doubt = before;
      }
    },
    write: (variable, value) => {
      variable.value =
        interpreter.doubt === undefined || interpreter.doubt === variable.doubt
          ? value
          : { kind: 'unknown', cause: interpreter.doubt };
    },
  };
  return interpreter;
}

/** Counts how deep expressions nest, which ends before JavaScript's own stack does. */
function deeper(interpreter: Interpreter, node: GoNode, frame: Frame, action: () => Value): Value {
  if (interpreter.depth > MAX_DEPTH)
    return unknownValue(interpreter.positionOf(node, frame), 'the code nests too deeply');
  interpreter.depth += 1;
  try {
    return action();
  } finally {
    interpreter.depth -= 1;
  }
}
