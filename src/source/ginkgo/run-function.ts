import { childOf, type GoNode } from '../go/syntax.ts';
import { BudgetExceeded } from './budget-exceeded.ts';
import { callUnknown } from './calls.ts';
import { type Interpreter } from './interpreter.ts';
import { nodeText } from './source-file.ts';
import { zeroOf } from './types-of.ts';
import {
  childScope,
  copied,
  type Frame,
  type FunctionValue,
  type ListValue,
  unknownValue,
  type Value,
} from './values.ts';

/**
 * Depth to which calls may nest, which is deeper than people nest functions; a recursion that the source does not end
 * is given up there.
 */
const MAX_CALL_DEPTH = 120;

/** Does what a function says, in a frame of its own. */
export function runFunction(
  interpreter: Interpreter,
  callee: FunctionValue,
  args: readonly Value[],
  caller: Frame | undefined,
): Value {
  const body = childOf(callee.node, 'body');
  const at = () => callee.file.positionOf(callee.node.start);
  if (body === undefined)
    return callUnknown(interpreter, args, { at: at(), because: 'the function has no body in Go' });
  if (depthOf(caller) >= MAX_CALL_DEPTH) {
    const because = `functions call each other more than ${MAX_CALL_DEPTH} deep`;
    interpreter.tree.refuse({ at: at(), because });
    throw new BudgetExceeded(because);
  }
  const frame: Frame = {
    file: callee.file,
    scope: childScope(callee.scope),
    caller,
    at: undefined,
    helper: false,
    doubt: undefined,
    results: resultsOf(callee).flatMap(({ names }) => names),
  };
  for (const { name, value } of zeroResults(interpreter, callee, frame))
    frame.scope.variables.set(name, { value, doubt: interpreter.doubt });
  bindParameters(interpreter, callee, args.map(copied), frame);
  const completion = withinStack(() =>
    interpreter.execute(interpreter.program.statementsOf(callee.file, body), frame),
  );
  if (frame.doubt !== undefined) return { kind: 'unknown', cause: frame.doubt };
  return completion.kind === 'return' ? completion.value : { kind: 'nil' };
}

/** Gives up code that nests deeper than we can follow. */
function withinStack<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof RangeError) throw new BudgetExceeded('the code nests too deeply to be followed');
    throw error;
  }
}

/** The results of a function that have names, by their type. */
const resultsOf = ({ node, file }: FunctionValue) => {
  const result = childOf(node, 'result');
  return (result?.type === 'parameter_list' ? result.children : []).map((parameter) => ({
    type: childOf(parameter, 'type'),
    names: parameter.children.filter(({ field }) => field === 'name').map((name) => nodeText(file, name)),
  }));
};

const zeroResults = (interpreter: Interpreter, callee: FunctionValue, frame: Frame) =>
  resultsOf(callee).flatMap(({ type, names }) => {
    const resolved = type === undefined ? undefined : interpreter.typeOf(type, frame);
    const value: Value = (resolved === undefined ? undefined : zeroOf(resolved)) ?? { kind: 'nil' };
    return names.map((name) => ({ name, value }));
  });

function depthOf(frame: Frame | undefined): number {
  let depth = 0;
  for (let at = frame; at !== undefined; at = at.caller) depth += 1;
  return depth;
}

/** Gives the parameters of a function their values, in the scope of the call. */
function bindParameters(
  interpreter: Interpreter,
  callee: FunctionValue,
  args: readonly Value[],
  frame: Frame,
): void {
  const declare = (name: GoNode | undefined, value: Value) => {
    if (name === undefined) return;
    frame.scope.variables.set(nodeText(callee.file, name), { value, doubt: interpreter.doubt });
  };
  const receiver = childOf(callee.node, 'receiver')?.children[0];
  if (receiver !== undefined && callee.receiver !== undefined)
    declare(childOf(receiver, 'name'), callee.receiver);
  const missing = (node: GoNode): Value =>
    unknownValue(callee.file.positionOf(node.start), 'the caller is not known, nor what it passes here');
  let at = 0;
  for (const parameter of childOf(callee.node, 'parameters')?.children ?? []) {
    const names = parameter.children.filter(({ field }) => field === 'name');
    if (parameter.type === 'variadic_parameter_declaration') {
      const items = args.slice(at);
      const value: ListValue = { kind: 'list', items, array: false };
      declare(names[0], args.length < at ? missing(parameter) : value);
      return;
    }
    for (const name of names.length > 0 ? names : [undefined]) {
      declare(name, args[at] ?? missing(parameter));
      at += 1;
    }
  }
}
