/** Characters of Go's `unicode.IsSpace`: unlike JavaScript's `trim`, it has U+0085 and lacks U+FEFF. */
const GO_SPACE = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const LEADING = new RegExp(`^${GO_SPACE}+`);
const TRAILING = new RegExp(`${GO_SPACE}+$`);
const ASCII = /^\p{ASCII}*$/u;

/** A text as Go's `strings.TrimSpace` trims it. */
export const goTrimSpace = (text: string): string => text.replace(LEADING, '').replace(TRAILING, '');

/**
 * A text as Go's `strings.ToLower` makes it: rune by rune, each to one rune, without context. JavaScript's own differs
 * for a final sigma and for `İ`, which it makes two code points.
 */
export function goToLower(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return Array.from(text, (rune) => String.fromCodePoint(rune.toLowerCase().codePointAt(0) ?? 0)).join('');
}
