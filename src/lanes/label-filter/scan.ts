import { SET_OPERATIONS } from './ast.ts';
import { LabelFilterError } from './error.ts';
import { goToLower, goTrimSpace } from './go-text.ts';

type TokenKind =
  | 'open'
  | 'close'
  | 'not'
  | 'and'
  | 'or'
  | 'regexp'
  | 'label'
  | 'setKey'
  | 'setOperation'
  | 'setArgument'
  | 'eof';

/** A token of a label filter. `start` and `end` are offsets in code points; `text` is empty for operators. */
export type Token = {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  readonly text: string;
};

/** A label filter and its code points, which the offsets of tokens and errors count. */
export type FilterText = { readonly expression: string; readonly runes: readonly string[] };

const SYMBOLS: Readonly<Record<string, TokenKind>> = {
  '!': 'not',
  ',': 'or',
  '(': 'open',
  ')': 'close',
};

/** Characters that end a label, or an argument without braces. */
const LABEL_STOPS = '&|!,()/';
const KEY_STOPS = `${LABEL_STOPS}:`;

export const errorAt = ({ expression }: FilterText, position: number, reason: string): LabelFilterError =>
  new LabelFilterError(expression, position, reason);

/**
 * The token after `previous`, or the first one, as Ginkgo 2.28 cuts them; after the last one `eof` for ever.
 *
 * @throws LabelFilterError for what no token begins with, or what can't stand after `previous`.
 */
export function scanToken(filter: FilterText, previous?: Token): Token {
  let start = previous?.end ?? 0;
  while (filter.runes[start] === ' ') start += 1;
  const rune = filter.runes[start];
  if (rune === undefined) return token('eof', start, start);
  if (previous?.kind === 'setKey') return scanSetOperation(filter, start);
  if (previous?.kind === 'setOperation') return scanSetArgument(filter, start, previous.text);
  if (rune === '&') return scanDouble(filter, start, 'and', '&');
  if (rune === '|') return scanDouble(filter, start, 'or', '|');
  if (rune === '/') return scanRegexp(filter, start);
  const symbol = SYMBOLS[rune];
  return symbol === undefined ? scanLabel(filter, start) : token(symbol, start, start + 1);
}

const token = (kind: TokenKind, start: number, end: number, text = ''): Token => ({ kind, start, end, text });

/** Offset of the first of the characters from `start` on, or of the end. */
function offsetOf(stops: string, { runes }: FilterText, start: number): number {
  let at = start;
  while (at < runes.length && !stops.includes(runes[at] as string)) at += 1;
  return at;
}

const textBetween = ({ runes }: FilterText, start: number, end: number): string =>
  runes.slice(start, end).join('');

function scanDouble(filter: FilterText, start: number, kind: 'and' | 'or', symbol: string): Token {
  if (filter.runes[start + 1] !== symbol)
    throw errorAt(
      filter,
      start,
      `found a single '${symbol}', expected '${symbol}${symbol}' between two labels`,
    );
  return token(kind, start, start + 2);
}

function scanRegexp(filter: FilterText, start: number): Token {
  const close = offsetOf('/', filter, start + 1);
  // Ginkgo accepts a regular expression whose closing slash is missing.
  const end = Math.min(close + 1, filter.runes.length);
  return token('regexp', start, end, textBetween(filter, start + 1, close));
}

function scanSetOperation(filter: FilterText, start: number): Token {
  const end = offsetOf(' )', filter, start);
  const name = textBetween(filter, start, end);
  if (!Object.hasOwn(SET_OPERATIONS, goToLower(name)))
    throw errorAt(
      filter,
      start,
      `found the set operation '${name}', expected one of ${Object.values(SET_OPERATIONS).join(', ')}`,
    );
  return token('setOperation', start, end, name);
}

function scanSetArgument(filter: FilterText, start: number, operation: string): Token {
  const argument = filter.runes[start] === '{' ? scanBraces(filter, start) : scanPlainArgument(filter, start);
  const takesNone = goToLower(operation) === 'isempty';
  if (takesNone === (argument.text === '')) return argument;
  const reason = takesNone
    ? `isEmpty takes no argument, found '${argument.text}'`
    : filter.runes[argument.end] === '/'
      ? 'found a regular expression, expected plain values: set operations take no others'
      : `the set operation '${operation}' needs an argument such as {a, b}`;
  throw errorAt(filter, start, reason);
}

function scanPlainArgument(filter: FilterText, start: number): Token {
  const end = offsetOf(LABEL_STOPS, filter, start);
  return token('setArgument', start, end, goTrimSpace(textBetween(filter, start, end)));
}

function scanBraces(filter: FilterText, start: number): Token {
  const close = offsetOf('}', filter, start + 1);
  if (close >= filter.runes.length) throw errorAt(filter, start, "found '{' without a closing '}'");
  return token('setArgument', start, close + 1, textBetween(filter, start + 1, close));
}

function scanLabel(filter: FilterText, start: number): Token {
  const { runes } = filter;
  const colon = offsetOf(KEY_STOPS, filter, start);
  const head = goTrimSpace(textBetween(filter, start, colon));
  if (runes[colon] === ':' && runes[colon + 1] === ' ') {
    if (head === '') throw errorAt(filter, colon, "found ': ' without the key of a label set before it");
    return token('setKey', start, colon + 1, head);
  }
  // Without a colon both end at the same place, and the tail is empty.
  const end = offsetOf(LABEL_STOPS, filter, colon);
  const tail = goTrimSpace(textBetween(filter, colon, end));
  if (tail === ':')
    throw errorAt(filter, colon, `found '${head}:' without a value, or a set operation after a space`);
  refuseOperationWithoutKey(filter, head + tail, end - (colon - start));
  return token('label', start, end, goTrimSpace(head + tail));
}

/**
 * Throws for a set operation without a key. Ginkgo counts its position in bytes of the label, from where the first part
 * would begin: so do we.
 */
function refuseOperationWithoutKey(filter: FilterText, label: string, start: number): void {
  const lower = goToLower(label);
  for (const [name, operation] of Object.entries(SET_OPERATIONS)) {
    const index = lower.indexOf(` ${name}`);
    if (index > 0)
      throw errorAt(
        filter,
        start + Buffer.byteLength(lower.slice(0, index)) + 1,
        `found the set operation ${operation} without a key: write 'key: ${operation} …', with the colon`,
      );
  }
}
