import { numberValue, type Value } from './values.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

const ESCAPE = /\\(?:([abfnrtv\\'"])|([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/y;

/** What a literal of Go means, with its quotes; `undefined` for one that Go refuses. */
export function goString(literal: string): string | undefined {
  const inside = literal.slice(1, -1);
  if (literal.startsWith('`')) return inside.replaceAll('\r', '');
  if (!inside.includes('\\')) return inside;
  const parts: Buffer[] = [];
  let start = 0;
  for (let at = inside.indexOf('\\'); at >= 0; at = inside.indexOf('\\', start)) {
    parts.push(Buffer.from(inside.slice(start, at)));
    ESCAPE.lastIndex = at;
    const match = ESCAPE.exec(inside);
    if (match === null) return undefined;
    const [whole, simple, octal, byte, short, long] = match;
    const code = Number.parseInt(short ?? long ?? '0', 16);
    if (code > 0x10ffff) return undefined;
    if (simple !== undefined) parts.push(Buffer.from(ESCAPES[simple] ?? ''));
    else if (octal !== undefined || byte !== undefined)
      parts.push(
        Buffer.from([octal === undefined ? Number.parseInt(byte ?? '', 16) : Number.parseInt(octal, 8)]),
      );
    else parts.push(Buffer.from(String.fromCodePoint(code)));
    start = at + whole.length;
  }
  return Buffer.concat([...parts, Buffer.from(inside.slice(start))]).toString('utf8');
}

/** Value of a literal that is a number or a rune; `undefined` where JavaScript's numbers can't hold it. */
export function goNumber(literal: string): Value | undefined {
  if (literal.startsWith("'")) {
    const rune = goString(literal);
    return rune === undefined ? undefined : numberValue(rune.codePointAt(0) ?? 0);
  }
  const plain = literal.replaceAll('_', '').toLowerCase();
  const float = !/^0[xob]/.test(plain) && /[.e]/.test(plain);
  const value = Number(/^0[0-7]+$/.test(plain) ? `0o${plain.slice(1)}` : plain);
  if (!Number.isFinite(value) || (!float && !Number.isSafeInteger(value))) return undefined;
  return numberValue(value, float);
}
