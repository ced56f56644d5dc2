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

/** `start` and `end` are offsets in code points; `text` is empty for operators. */
export type Token = {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  readonly text: string;
};

const SYMBOLS: Readonly<Record<string, TokenKind>> = {
  '!': 'not',
  ',': 'or',
  '(': 'open',
  ')': 'close',
};

/** Gives the tokens of a label filter one after the other, as Ginkgo 2.28 cuts them; then `eof` for ever. */
export function createScanner(expression: string): () => Token {
  const runes = Array.from(expression);
  let at = 0;
  let last: Token | undefined;

  const fail = (position: number, reason: string): never => {
    throw new LabelFilterError(expression, position, reason);
  };

  /** Text up to one of the characters, or the end. Does not move. */
  const peekUntil = (stops: string): readonly string[] => {
    let end = at;
    while (end < runes.length && !stops.includes(runes[end] as string)) end += 1;
    return runes.slice(at, end);
  };

  const take = (stops: string): string => {
    const taken = peekUntil(stops);
    at += taken.length;
    return taken.join('');
  };

  const token = (kind: TokenKind, start: number, text = ''): Token => ({ kind, start, end: at, text });

  const scanDouble = (kind: 'and' | 'or', symbol: string): Token => {
    if (runes[at + 1] !== symbol)
      fail(at, `found a single '${symbol}', expected '${symbol}${symbol}' between two labels`);
    at += 2;
    return token(kind, at - 2);
  };

  const scanRegexp = (): Token => {
    const start = at;
    at += 1;
    const source = take('/');
    // Ginkgo accepts a regular expression whose closing slash is missing.
    at = Math.min(at + 1, runes.length);
    return token('regexp', start, source);
  };

  const scanSetOperation = (): Token => {
    const start = at;
    const name = peekUntil(' )').join('');
    if (!Object.hasOwn(SET_OPERATIONS, goToLower(name)))
      fail(
        start,
        `found the set operation '${name}', expected one of ${Object.values(SET_OPERATIONS).join(', ')}`,
      );
    at += Array.from(name).length;
    return token('setOperation', start, name);
  };

  const scanSetArgument = (operation: string): Token => {
    const start = at;
    const takesNone = goToLower(operation) === 'isempty';
    const argument = runes[at] === '{' ? takeBraces() : goTrimSpace(take('&|!,()/'));
    if (takesNone && argument !== '') fail(start, `isEmpty takes no argument, found '${argument}'`);
    if (!takesNone && argument === '')
      fail(
        start,
        runes[at] === '/'
          ? 'found a regular expression, expected plain values: set operations take no others'
          : `the set operation '${operation}' needs an argument such as {a, b}`,
      );
    return token('setArgument', start, argument);
  };

  const takeBraces = (): string => {
    const open = at;
    at += 1;
    const argument = take('}');
    if (at >= runes.length) fail(open, "found '{' without a closing '}'");
    at += 1;
    return argument;
  };

  const scanLabel = (): Token => {
    const start = at;
    const head = peekUntil('&|!,()/:');
    at += head.length;
    let text = goTrimSpace(head.join(''));
    if (runes[at] === ':') {
      if (runes[at + 1] === ' ') {
        if (text === '') fail(at, "found ': ' without the key of a label set before it");
        at += 1;
        return token('setKey', start, text);
      }
      const colon = at;
      const tail = goTrimSpace(take('&|!,()/'));
      if (tail === ':') fail(colon, `found '${text}:' without a value, or a set operation after a space`);
      text += tail;
    }
    refuseOperationWithoutKey(text, head.length);
    return token('label', start, goTrimSpace(text));
  };

  /** Ginkgo counts this position in bytes of the label, from where its first part would begin: so do we. */
  const refuseOperationWithoutKey = (label: string, headLength: number): void => {
    const lower = goToLower(label);
    for (const [name, operation] of Object.entries(SET_OPERATIONS)) {
      const index = lower.indexOf(` ${name}`);
      if (index > 0)
        fail(
          at - headLength + Buffer.byteLength(lower.slice(0, index)) + 1,
          `found the set operation ${operation} without a key: write 'key: ${operation} …', with the colon`,
        );
    }
  };

  const scan = (): Token => {
    while (runes[at] === ' ') at += 1;
    const rune = runes[at];
    if (rune === undefined) return token('eof', at);
    if (last?.kind === 'setKey') return scanSetOperation();
    if (last?.kind === 'setOperation') return scanSetArgument(last.text);
    if (rune === '&') return scanDouble('and', '&');
    if (rune === '|') return scanDouble('or', '|');
    if (rune === '/') return scanRegexp();
    const symbol = SYMBOLS[rune];
    if (symbol === undefined) return scanLabel();
    at += 1;
    return token(symbol, at - 1);
  };

  return () => {
    last = scan();
    return last;
  };
}
