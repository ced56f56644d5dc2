import { childOf } from '../go/syntax.ts';
import type { Interpreter } from './interpreter.ts';
import { zeroOf } from './types-of.ts';
import {
  alias,
  type Builtin,
  copied,
  type ListValue,
  NIL,
  numberValue,
  unknownValue,
  type Value,
} from './values.ts';

/** The functions of the language itself that a declaration may use. */
export function languageBuiltin(interpreter: Interpreter, name: string): Value | undefined {
  const call = Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
  return call === undefined ? undefined : { kind: 'builtin', name, call: call(interpreter) };
}

const BUILTINS: Readonly<Record<string, (interpreter: Interpreter) => Builtin>> = {
  append: (interpreter) => (args, frame, node) => {
    const [first, ...rest] = args;
    const to = first === undefined ? NIL : interpreter.force(first);
    const added = rest.map(copied);
    if (to.kind === 'nil') return { kind: 'list', items: added, array: false };
    if (to.kind !== 'list')
      return to.kind === 'unknown'
        ? to
        : unknownValue(interpreter.positionOf(node, frame), 'what is appended to is not known');
    const longer: ListValue = {
      kind: 'list',
      items: [...to.items, ...added],
      array: false,
      ...(to.type === undefined ? {} : { type: to.type }),
    };
    // Where there is room, Go appends in place: a second time over what was appended the first time.
    if (to.exact === true || added.length === 0) return longer;
    alias(to, longer);
    if (to.appended === undefined) to.appended = longer;
    else {
      const doubt = unknownValue(
        interpreter.positionOf(node, frame),
        'it is appended twice to the same list',
      );
      to.appended.items.fill(doubt, to.items.length);
      longer.items.fill(doubt, to.items.length);
    }
    return longer;
  },
  len: (interpreter) => (args, frame, node) => {
    const value = interpreter.force(args[0] ?? NIL);
    if (value.kind === 'list') return numberValue(value.items.length);
    if (value.kind === 'map' && value.invalidated === undefined) return numberValue(value.entries.size);
    if (value.kind === 'text') return numberValue(Buffer.byteLength(value.value));
    return value.kind === 'nil'
      ? numberValue(0)
      : unknownValue(interpreter.positionOf(node, frame), 'the length is not known');
  },
  make: (interpreter) => (_args, frame, node) => {
    const [typeNode, size] = childOf(node, 'arguments')?.children ?? [];
    const type = typeNode === undefined ? undefined : interpreter.typeOf(typeNode, frame);
    const length = size === undefined ? numberValue(0) : interpreter.value(size, frame);
    if (type?.kind === 'map') return { kind: 'map', entries: new Map() };
    if (type?.kind === 'list' && length.kind === 'number' && length.value <= MAX_LENGTH) {
      const zero =
        zeroOf(type.element) ??
        unknownValue(interpreter.positionOf(node, frame), 'the elements are not set yet');
      return { kind: 'list', items: Array.from({ length: length.value }, () => zero), array: false };
    }
    return unknownValue(interpreter.positionOf(node, frame), 'what is made is not known');
  },
  new: (interpreter) => (_args, frame, node) => {
    const [typeNode] = childOf(node, 'arguments')?.children ?? [];
    const type = typeNode === undefined ? undefined : interpreter.typeOf(typeNode, frame);
    const zero = type === undefined ? undefined : zeroOf(type);
    if (zero?.kind === 'struct') return { ...zero, pointer: true };
    return zero === undefined
      ? unknownValue(interpreter.positionOf(node, frame), 'what is made is not known')
      : { kind: 'address', variable: { value: zero, doubt: interpreter.doubt } };
  },
  panic: () => () => NIL,
  print: () => () => NIL,
  println: () => () => NIL,
};

/** Items of the longest list that is made; one of a hostile length is not. */
const MAX_LENGTH = 100_000;
