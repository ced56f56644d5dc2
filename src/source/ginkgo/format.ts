import { formatDuration } from './durations.ts';
import type { Interpreter } from './interpreter.ts';
import type { Position } from './types.ts';
import { type TypeName, textValue, type UnknownValue, unknownValue, type Value } from './values.ts';

const VERB = /%(?<flags>[-+# 0]*)(?<width>\d+)?(?:\.(?<precision>\d+))?(?<verb>[a-zA-Z%])/g;

/** Result of `fmt.Sprintf`, as far as it is certain; anything else is unknown. */
export function sprintf(
  interpreter: Interpreter,
  format: string,
  args: readonly Value[],
  at: Position,
): Value {
  let next = 0;
  let failed: UnknownValue | undefined;
  if (/%(?![-+# 0]*\d*(?:\.\d+)?[a-zA-Z%])/.test(format))
    return unknownValue(at, `the format "${format}" is not understood`);
  const formatted = format.replaceAll(VERB, (whole, ...rest) => {
    const { flags = '', width, precision, verb = '' } = rest.at(-1) as Record<string, string | undefined>;
    if (verb === '%') return '%';
    const arg = args[next];
    next += 1;
    const piece =
      arg === undefined
        ? undefined
        : formatOne(interpreter, interpreter.force(arg), verb, flags, Number(width ?? 0), precision, at);
    if (typeof piece !== 'string') {
      failed ??= piece ?? unknownValue(at, `the format "${format}" has no argument for ${whole}`);
      return '…';
    }
    return pad(piece, width === undefined ? 0 : Number(width), flags);
  });
  if (failed !== undefined) return failed;
  return next === args.length
    ? textValue(formatted)
    : unknownValue(at, `the format "${format}" leaves arguments over`);
}

const MAX_WIDTH = 1000;

/** Pads a piece as Go does, which counts runes. */
function pad(piece: string, wanted: number, flags: string): string {
  const missing = Math.max(0, Math.min(wanted, MAX_WIDTH) - Array.from(piece).length);
  if (flags.includes('-')) return piece + ' '.repeat(missing);
  if (!flags.includes('0')) return ' '.repeat(missing) + piece;
  const sign = /^[-+]/.test(piece) ? piece.slice(0, 1) : '';
  return sign + '0'.repeat(missing) + piece.slice(sign.length);
}

/** A value as `fmt.Sprint` and `%v` have it. */
export const sprint = (interpreter: Interpreter, value: Value, at: Position): string | UnknownValue =>
  formatOne(interpreter, interpreter.force(value), 'v', '', 0, undefined, at);

function formatOne(
  interpreter: Interpreter,
  value: Value,
  verb: string,
  flags: string,
  width: number,
  precision: string | undefined,
  at: Position,
): string | UnknownValue {
  const refuse = () =>
    value.kind === 'unknown'
      ? value
      : unknownValue(at, `what %${verb} makes of this value is not known before the suite runs`);
  const isNumber = value.kind === 'number';
  // Zeros, signs and precisions mean different things for different values: only what is plain is followed.
  if (
    flags !== '' &&
    flags !== '-' &&
    !(isNumber && 'dxXobf'.includes(verb) && (flags === '+' || flags === '0'))
  )
    return refuse();
  if (value.kind === 'list' && (flags !== '' || width > 0 || precision !== undefined)) return refuse();
  if (precision !== undefined && !(value.kind === 'text' && 'sv'.includes(verb)) && verb !== 'f')
    return refuse();
  const named =
    value.kind === 'text' || value.kind === 'number' || value.kind === 'list' ? value.type : undefined;
  if (named !== undefined && 'vsqxX'.includes(verb)) {
    const said = byMethod(interpreter, value, named);
    if (said !== undefined)
      return said === null || !'vs'.includes(verb) || precision !== undefined ? refuse() : said;
  }
  switch (value.kind) {
    case 'text': {
      const cut =
        precision === undefined ? value.value : Array.from(value.value).slice(0, Number(precision)).join('');
      if (verb === 's' || verb === 'v') return cut;
      // Go escapes what can't be printed in other ways than JSON.
      if (verb === 'q' && /^[ !#-[\]-~]*$/.test(value.value)) return `"${value.value}"`;
      return verb === 'x' ? Buffer.from(value.value).toString('hex') : refuse();
    }
    case 'number':
      return formatNumber(value.value, value.float, verb, flags, precision) ?? refuse();
    case 'boolean':
      return verb === 't' || verb === 'v' ? String(value.value) : refuse();
    case 'nil':
      return verb === 'v' ? '<nil>' : refuse();
    case 'list': {
      const items = value.items.map((item) =>
        formatOne(interpreter, interpreter.force(item), verb, '', 0, undefined, at),
      );
      const failed = items.find((item) => typeof item !== 'string');
      return failed ?? `[${items.filter((item) => typeof item === 'string').join(' ')}]`;
    }
    default:
      return refuse();
  }
}

/** Text of a value whose type prints itself; `undefined` when the type does not, `null` when that can't be known. */
function byMethod(
  interpreter: Interpreter,
  value: Value,
  type: TypeName | undefined,
): string | null | undefined {
  if (type === undefined || type.packagePath.startsWith('github.com/onsi/ginkgo')) return undefined;
  if (type.packagePath === 'time' && value.kind === 'number') return formatDuration(value.value);
  const declarations = interpreter.program.declarationsOf(type.packagePath);
  if (declarations === undefined) return null;
  const method =
    declarations.methods.get(`${type.name}.Error`) ?? declarations.methods.get(`${type.name}.String`);
  if (method === undefined) return undefined;
  const said = interpreter.force(
    interpreter.run(
      { kind: 'function', node: method.node, file: method.file, receiver: value, declaration: method },
      [],
      undefined,
    ),
  );
  return said.kind === 'text' ? said.value : null;
}

function formatNumber(
  value: number,
  float: boolean,
  verb: string,
  flags: string,
  precision: string | undefined,
): string | undefined {
  const sign = flags.includes('+') && value >= 0 ? '+' : '';
  if (float) {
    if (verb === 'f') return sign + value.toFixed(Number(precision ?? 6));
    // Go switches to exponents at other sizes than JavaScript does.
    const plain = value === 0 || (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e21);
    return (verb === 'v' || verb === 'g') && plain && precision === undefined
      ? sign + String(value)
      : undefined;
  }
  if (precision !== undefined) return undefined;
  switch (verb) {
    case 'd':
    case 'v':
      return sign + String(value);
    case 'x':
      return sign + value.toString(16);
    case 'X':
      return sign + value.toString(16).toUpperCase();
    case 'o':
      return sign + value.toString(8);
    case 'b':
      return sign + value.toString(2);
    case 'c':
      return value >= 0 && value < 0xd800 ? String.fromCodePoint(value) : undefined;
    default:
      return undefined;
  }
}
