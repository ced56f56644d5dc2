import { childOf, type GoNode } from '../go/syntax.ts';
import { type Interpreter } from './interpreter.ts';
import { nodeText } from './source-file.ts';
import type { Position } from './types.ts';
import {
  booleanValue,
  type Frame,
  findVariable,
  lazyValue,
  NIL,
  numberValue,
  unknownValue,
  type Value,
} from './values.ts';

export function evaluateBinary(interpreter: Interpreter, node: GoNode, frame: Frame): Value {
  const [left, operator, right] = [childOf(node, 'left'), childOf(node, 'operator'), childOf(node, 'right')];
  if (left === undefined || right === undefined || operator === undefined)
    return unknownValue(interpreter.positionOf(node, frame), 'the expression is incomplete');
  const sign = nodeText(frame.file, operator);
  const [first, second] = [interpreter.evaluate(left, frame), () => interpreter.evaluate(right, frame)];
  if (sign === '&&' || sign === '||') {
    // The right side of these may not run; nor need it be known where the left one decides.
    const a = interpreter.force(first);
    if (a.kind === 'boolean' && a.value === (sign === '||')) return a;
    return joined(sign, a, interpreter.force(second()), interpreter.positionOf(node, frame));
  }
  const other = second();
  const join = () =>
    joined(sign, interpreter.force(first), interpreter.force(other), interpreter.positionOf(node, frame));
  return first.kind === 'lazy' || other.kind === 'lazy' ? lazyValue(join) : join();
}

function joined(sign: string, a: Value, b: Value, at: Position): Value {
  const result = combine(sign, a, b);
  if (result !== undefined) return result;
  return a.kind === 'unknown'
    ? a
    : b.kind === 'unknown'
      ? b
      : unknownValue(at, `the result of ${sign} is not known`);
}

/**
 * Length of the longest text that is made: nobody reads a longer one, and doubling one is how a hostile source fills
 * the memory.
 */
export const MAX_TEXT = 64 * 1024;

/** The result of an operator; `undefined` where it can't be told. */
export function combine(sign: string, a: Value, b: Value): Value | undefined {
  if (sign === '==' || sign === '!=') {
    const same = equal(a, b);
    return same === undefined ? undefined : booleanValue(same === (sign === '=='));
  }
  if (a.kind === 'boolean' && b.kind === 'boolean')
    return sign === '&&'
      ? booleanValue(a.value && b.value)
      : sign === '||'
        ? booleanValue(a.value || b.value)
        : undefined;
  if (a.kind === 'text' && b.kind === 'text') {
    const type = a.type ?? b.type;
    if (sign === '+' && a.value.length + b.value.length > MAX_TEXT) return undefined;
    if (sign === '+')
      return { kind: 'text', value: a.value + b.value, ...(type === undefined ? {} : { type }) };
    const order = Buffer.compare(Buffer.from(a.value), Buffer.from(b.value));
    return ordered(sign, order);
  }
  if (a.kind === 'number' && b.kind === 'number') {
    const compared = ordered(sign, a.value - b.value);
    if (compared !== undefined) return compared;
    const float = a.float || b.float;
    const value = calculate(sign, a.value, b.value, float);
    if (value === undefined || !(float ? Number.isFinite(value) : Number.isSafeInteger(value)))
      return undefined;
    const type = a.type ?? b.type;
    return { ...numberValue(value, float), ...(type === undefined ? {} : { type }) } as Value;
  }
  return undefined;
}

const ordered = (sign: string, order: number): Value | undefined => {
  switch (sign) {
    case '<':
      return booleanValue(order < 0);
    case '<=':
      return booleanValue(order <= 0);
    case '>':
      return booleanValue(order > 0);
    case '>=':
      return booleanValue(order >= 0);
    default:
      return undefined;
  }
};

function calculate(sign: string, a: number, b: number, float: boolean): number | undefined {
  switch (sign) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : float ? a / b : Math.trunc(a / b);
    case '%':
      return b === 0 ? undefined : a % b;
    case '<<':
      return a * 2 ** b;
    case '>>':
      return Math.floor(a / 2 ** b);
    default:
      return undefined;
  }
}

/** Whether two values are the same; `undefined` where that can't be told. */
export function equal(a: Value, b: Value): boolean | undefined {
  if (a.kind === 'nil' || b.kind === 'nil') {
    if (a.kind === b.kind) return true;
    const other = a.kind === 'nil' ? b : a;
    return ['text', 'number', 'boolean', 'function', 'struct', 'address', 'map'].includes(other.kind) ||
      (other.kind === 'list' && other.items.length > 0)
      ? false
      : undefined;
  }
  if (
    (a.kind === 'text' && b.kind === 'text') ||
    (a.kind === 'number' && b.kind === 'number') ||
    (a.kind === 'boolean' && b.kind === 'boolean')
  )
    return a.value === b.value;
  return undefined;
}

const pointerTo = (value: Value): Value => (value.kind === 'struct' ? { ...value, pointer: true } : value);

export function evaluateUnary(interpreter: Interpreter, node: GoNode, frame: Frame): Value {
  const [operator, operand] = [childOf(node, 'operator'), childOf(node, 'operand')];
  if (operator === undefined || operand === undefined) return NIL;
  const sign = nodeText(frame.file, operator);
  const at = () => interpreter.positionOf(node, frame);
  if (sign === '&') {
    if (operand.type === 'identifier') {
      const variable = findVariable(frame.scope, nodeText(frame.file, operand));
      return variable === undefined
        ? unknownValue(at(), 'a variable is changed behind its address')
        : { kind: 'address', variable };
    }
    const value = interpreter.evaluate(operand, frame);
    if (value.kind === 'lazy') return lazyValue(() => pointerTo(interpreter.force(value)));
    return pointerTo(value);
  }
  const value = interpreter.value(operand, frame);
  if (sign === '*') {
    if (value.kind === 'address') return interpreter.force(value.variable.value);
    return value.kind === 'struct' ? { ...value, pointer: false, fields: new Map(value.fields) } : value;
  }
  if (value.kind === 'boolean' && sign === '!') return booleanValue(!value.value);
  if (value.kind === 'number' && (sign === '-' || sign === '+'))
    return { ...value, value: sign === '-' ? -value.value : value.value };
  return value.kind === 'unknown' ? value : unknownValue(at(), `the result of ${sign} is not known`);
}
