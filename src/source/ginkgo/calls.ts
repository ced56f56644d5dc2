import { childOf, type GoNode } from '../go/syntax.ts';
import { splitName } from './dsl-names.ts';
import { type Interpreter } from './interpreter.ts';
import { assignedIn } from './mutation-analysis.ts';
import { declareUnknown, siteOf } from './nodes.ts';
import { nodeText } from './source-file.ts';
import type { Cause } from './types.ts';
import { convert } from './types-of.ts';
import {
  type Frame,
  type FunctionValue,
  findVariable,
  invalidateItems,
  type LazyValue,
  lazyValue,
  NIL,
  type UnknownValue,
  unknownValue,
  type Value,
} from './values.ts';

/** Evaluates `f(x)` and `T(x)`; also `f(g())` where `g` gives several values, and `f(list...)`. */
export function evaluateCall(interpreter: Interpreter, node: GoNode, frame: Frame): Value {
  const callee = childOf(node, 'function') ?? childOf(node, 'type') ?? node.children[0];
  if (callee === undefined) return NIL;
  const type = callee.type === 'func_literal' ? undefined : interpreter.typeOf(callee, frame);
  if (type !== undefined && !isShadowed(callee, frame)) {
    const operand = childOf(node, 'operand') ?? childOf(node, 'arguments')?.children[0];
    return interpreter.call(
      { kind: 'type', type },
      operand === undefined ? [] : [interpreter.evaluate(operand, frame)],
      frame,
      node,
    );
  }
  const target = interpreter.evaluate(callee, frame);
  const args =
    target.kind === 'builtin' && (target.name === 'new' || target.name === 'make')
      ? []
      : argumentsOf(interpreter, target, node, frame);
  const before = frame.at;
  frame.at = node;
  try {
    return interpreter.call(target, args, frame, node);
  } finally {
    frame.at = before;
  }
}

/** Whether a local variable has the name that is called, which may be that of a type. */
const isShadowed = (callee: GoNode, frame: Frame): boolean => {
  const variable =
    callee.type === 'identifier' ? findVariable(frame.scope, nodeText(frame.file, callee)) : undefined;
  return variable !== undefined && variable.value.kind !== 'type';
};

function argumentsOf(interpreter: Interpreter, callee: Value, node: GoNode, frame: Frame): readonly Value[] {
  const nodes = childOf(node, 'arguments')?.children ?? [];
  const [only] = nodes;
  if (nodes.length === 1 && only?.type === 'call_expression') {
    const value = interpreter.evaluate(only, frame);
    const forced = value.kind === 'lazy' && mayBeSeveral(value, callee) ? interpreter.force(value) : value;
    return forced.kind === 'tuple' ? forced.items : [forced];
  }
  return nodes.flatMap((each) => {
    if (each.type !== 'variadic_argument') return [interpreter.evaluate(each, frame)];
    const [operand] = each.children;
    const value = operand === undefined ? NIL : interpreter.value(operand, frame);
    if (value.kind === 'list') return value.items;
    if (value.kind === 'nil') return [];
    return [
      value.kind === 'unknown'
        ? value
        : unknownValue(interpreter.positionOf(each, frame), 'the list of arguments is not known'),
    ];
  });
}

/**
 * Whether a call may give several results: those are written in parentheses; where they are not known, as of another
 * package, it goes by what the caller takes.
 */
function mayBeSeveral({ result }: LazyValue, callee: Value): boolean {
  if (result !== undefined) return result.startsWith('(');
  if (callee.kind === 'builtin') return splitName(callee.name) !== undefined;
  return callee.kind === 'function' && (childOf(callee.node, 'parameters')?.children.length ?? 0) > 1;
}

/** Calls a value, whatever it is. */
export function call(
  interpreter: Interpreter,
  callee: Value,
  args: readonly Value[],
  frame: Frame,
  node: GoNode,
): Value {
  switch (callee.kind) {
    case 'builtin':
      return callee.call(args, frame, node);
    case 'function':
      if (isWorthRunning(interpreter, callee, args)) return interpreter.run(callee, args, frame);
      return callLazily(interpreter, callee, args, frame);
    case 'lazy': {
      for (const arg of args)
        invalidate(arg, {
          at: interpreter.positionOf(node, frame),
          because: 'it was passed to a function that may change it',
        });
      if (args.some((arg) => interpreter.mayDeclare(arg)) || mayBeDeclarer(interpreter, node, frame))
        return call(interpreter, interpreter.force(callee), args, frame, node);
      return lazyValue(() =>
        interpreter.force(call(interpreter, interpreter.force(callee), args, frame, node)),
      );
    }
    case 'type': {
      const value = interpreter.force(args[0] ?? NIL);
      if (value.kind === 'unknown') return value;
      return (
        convert(value, callee.type) ??
        unknownValue(interpreter.positionOf(node, frame), 'the result of the conversion is not known')
      );
    }
    default: {
      const cause =
        callee.kind === 'unknown'
          ? callee.cause
          : {
              at: interpreter.positionOf(node, frame),
              because: 'what is called here is not known before the suite runs',
            };
      if (mayBeDeclarer(interpreter, node, frame)) declareUnknown(interpreter, siteOf(node, frame), cause);
      return callUnknown(interpreter, args, cause);
    }
  }
}

/** Whether what a call names may be one of the suite's functions that declare specs, though nobody knows which. */
function mayBeDeclarer(interpreter: Interpreter, node: GoNode, frame: Frame): boolean {
  const callee = childOf(node, 'function');
  if (callee === undefined) return false;
  const isValue = (importPath: string, name: string): boolean =>
    interpreter.program.graph.packages.get(importPath)?.reachesGinkgo === true &&
    interpreter.program.declarationsOf(importPath)?.values.has(name) === true;
  if (callee.type === 'identifier') {
    const name = nodeText(frame.file, callee);
    return findVariable(frame.scope, name) !== undefined || isValue(frame.file.packagePath, name);
  }
  if (callee.type !== 'selector_expression') return true;
  const [operand, field] = [childOf(callee, 'operand'), childOf(callee, 'field')];
  const name = field === undefined ? '' : nodeText(frame.file, field);
  const imported = operand === undefined ? undefined : frame.file.imports.get(nodeText(frame.file, operand));
  return imported === undefined ? interpreter.mayDeclareAsMethod(name) : isValue(imported, name);
}

/** Result of a function that can't be read, which may call the functions that it is given, or not. */
export function callUnknown(interpreter: Interpreter, args: readonly Value[], cause: Cause): Value {
  const result: Value = { kind: 'unknown', cause };
  for (const arg of args) {
    if (arg.kind === 'function' && interpreter.mayDeclare(arg))
      interpreter.inDoubt(cause, () => interpreter.run(arg, [], undefined));
    invalidate(arg, cause);
  }
  return result;
}

/** Forgets what a function can reach by a pointer, in a list or a map, or by calling a closure. */
function invalidate(value: Value, cause: Cause): void {
  const nothing: UnknownValue = { kind: 'unknown', cause };
  if (value.kind === 'address') value.variable.value = nothing;
  if (value.kind === 'list') invalidateItems(value, nothing);
  if (value.kind === 'map') value.invalidated = cause;
  if (value.kind === 'struct' && value.pointer)
    for (const name of value.fields.keys()) value.fields.set(name, nothing);
  if (value.kind === 'function' && value.scope !== undefined)
    for (const name of assignedIn(nodeText(value.file, value.node))) {
      const variable = findVariable(value.scope, name.split('.')[0] ?? '');
      if (variable !== undefined) variable.value = nothing;
    }
}

/**
 * Whether a function has to run at once: it declares specs, or may change what its caller sees. Others can wait until
 * their result is needed.
 */
const isWorthRunning = (interpreter: Interpreter, callee: FunctionValue, args: readonly Value[]): boolean =>
  callee.scope !== undefined ||
  interpreter.mayDeclare(callee) ||
  [...args, ...(callee.receiver === undefined ? [] : [callee.receiver])].some(
    (arg) =>
      ['address', 'list', 'map'].includes(arg.kind) ||
      (arg.kind === 'struct' && arg.pointer) ||
      (arg.kind === 'function' && arg.scope !== undefined),
  );

function callLazily(
  interpreter: Interpreter,
  callee: FunctionValue,
  args: readonly Value[],
  frame: Frame,
): Value {
  const result = childOf(callee.node, 'result');
  return lazyValue(
    () => interpreter.force(interpreter.run(callee, args, frame)),
    result === undefined ? '' : nodeText(callee.file, result),
  );
}
