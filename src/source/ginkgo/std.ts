import { posix } from 'node:path';
import { DURATIONS } from './durations.ts';
import { sprint, sprintf } from './format.ts';
import type { Interpreter } from './interpreter.ts';
import { MAX_TEXT } from './operators.ts';
import {
  type Builtin,
  booleanValue,
  lazyValue,
  listValue,
  numberValue,
  textValue,
  unknownValue,
  type Value,
} from './values.ts';

/** Value of a name of Go's own library that texts and labels are made with; nothing else of the library is read. */
export function stdMember(interpreter: Interpreter, importPath: string, name: string): Value | undefined {
  if (importPath === 'runtime' && name === 'GOARCH') return textValue(interpreter.program.target.arch);
  if (importPath === 'runtime' && name === 'GOOS') return textValue(interpreter.program.target.os);
  if (importPath === 'time' && Object.hasOwn(DURATIONS, name))
    return {
      kind: 'number',
      value: DURATIONS[name] ?? 0,
      float: false,
      type: { packagePath: 'time', name: 'Duration' },
    };
  const key = `${importPath}.${name}`;
  const plain = Object.hasOwn(PURE_FUNCTIONS, key) ? PURE_FUNCTIONS[key] : undefined;
  if (plain !== undefined)
    return { kind: 'builtin', name, call: lazily(interpreter, pureBuiltin(interpreter, key, plain)) };
  const formats = Object.hasOwn(FORMATS, key) ? FORMATS[key] : undefined;
  if (formats === undefined && PURE_PACKAGES.has(importPath) && !name.includes('can'))
    return {
      kind: 'builtin',
      name,
      call: (_args, frame, node) =>
        unknownValue(
          interpreter.positionOf(node, frame),
          `${importPath}.${name} is not known before the suite runs`,
        ),
    };
  return formats === undefined
    ? undefined
    : { kind: 'builtin', name, call: lazily(interpreter, formats(interpreter)) };
}

/** Has a function wait until its arguments are needed, where they are not made yet. */
const lazily =
  (interpreter: Interpreter, call: Builtin): Builtin =>
  (args, frame, node) =>
    args.some(({ kind }) => kind === 'lazy')
      ? lazyValue(() => interpreter.force(call(args, frame, node)), 'string')
      : call(args, frame, node);

/** Packages whose functions change nothing that they are given, but for those that scan. */
const PURE_PACKAGES = new Set(
  'errors fmt log os path path/filepath strconv strings time unicode unicode/utf8'.split(' '),
);

type Plain = string | number | boolean | readonly string[];

const PURE_FUNCTIONS: Readonly<Record<string, (...args: never[]) => Plain>> = {
  'strings.Contains': (a: string, b: string) => a.includes(b),
  'strings.HasPrefix': (a: string, b: string) => a.startsWith(b),
  'strings.HasSuffix': (a: string, b: string) => a.endsWith(b),
  'strings.Join': (parts: readonly string[], by: string) => parts.join(by),
  'strings.ReplaceAll': (a: string, from: string, to: string) => a.replaceAll(from, () => to),
  'strings.Split': (a: string, by: string) => a.split(by),
  'strings.ToLower': (a: string) => a.toLowerCase(),
  'strings.ToUpper': (a: string) => a.toUpperCase(),
  'strings.TrimSpace': (a: string) => a.trim(),
  'strings.TrimPrefix': (a: string, b: string) => (a.startsWith(b) ? a.slice(b.length) : a),
  'strings.TrimSuffix': (a: string, b: string) => (b !== '' && a.endsWith(b) ? a.slice(0, -b.length) : a),
  'strings.Repeat': (a: string, times: number) => a.repeat(Math.max(0, Math.min(times, 1000))),
  'strconv.Itoa': (value: number) => String(value),
  'strconv.FormatBool': (value: boolean) => String(value),
  'path.Join': (...parts: string[]) => joined(parts),
  'path/filepath.Join': (...parts: string[]) => joined(parts),
  'path.Base': (a: string) => posix.basename(a),
  'path/filepath.Base': (a: string) => posix.basename(a),
};

/** Parts joined to a path as Go does, which leaves out empty ones, and gives an empty path for nothing. */
const joined = (parts: readonly string[]): string => {
  const kept = parts.filter((part) => part !== '');
  return kept.length === 0 ? '' : posix.join(...kept).replace(/(?<=.)\/$/, '');
};

function pureBuiltin(interpreter: Interpreter, name: string, use: (...args: never[]) => Plain): Builtin {
  return (args, frame, node) => {
    const values = args.map((arg) => plainOf(interpreter, arg));
    if (values.includes(undefined))
      return unknownValue(interpreter.positionOf(node, frame), `what ${name} is given is not known`);
    const result = use(...(values as never[]));
    if (typeof result === 'string' && result.length > MAX_TEXT)
      return unknownValue(
        interpreter.positionOf(node, frame),
        `${name} gives a text of ${result.length} characters`,
      );
    if (typeof result === 'string') return textValue(result);
    if (typeof result === 'number') return numberValue(result);
    return typeof result === 'boolean'
      ? booleanValue(result)
      : listValue(result.map((each) => textValue(each)));
  };
}

function plainOf(interpreter: Interpreter, arg: Value): Plain | undefined {
  const value = interpreter.force(arg);
  if (value.kind === 'text' || value.kind === 'number' || value.kind === 'boolean') return value.value;
  if (value.kind !== 'list') return undefined;
  const items = value.items.map((item) => interpreter.force(item));
  return items.every((item) => item.kind === 'text')
    ? items.map((item) => (item.kind === 'text' ? item.value : ''))
    : undefined;
}

const FORMATS: Readonly<Record<string, (interpreter: Interpreter) => Builtin>> = {
  'fmt.Sprintf': (interpreter) => (args, frame, node) => {
    const [first, ...rest] = args;
    const at = interpreter.positionOf(node, frame);
    const format = first === undefined ? unknownValue(at, 'the format is missing') : interpreter.force(first);
    if (format.kind === 'text') return sprintf(interpreter, format.value, rest, at);
    return format.kind === 'unknown' ? format : unknownValue(at, 'the format is not known');
  },
  'fmt.Sprint': (interpreter) => (args, frame, node) => {
    const at = interpreter.positionOf(node, frame);
    // Between operands of which neither is a text, Go puts a space: only one operand is certain here.
    const [only, ...others] = args;
    if (only === undefined || others.length > 0)
      return unknownValue(at, 'fmt.Sprint with several operands is not followed');
    const said = sprint(interpreter, only, at);
    return typeof said === 'string' ? textValue(said) : said;
  },
};
