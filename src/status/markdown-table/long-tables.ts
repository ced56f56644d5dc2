import type { Range } from './ranges.ts';

/** Cells of a row, each without the space around it. */
export type RawRow = Range & { readonly cells: readonly Range[] };

/** Rows that were taken out of a text, and where: an offset in what is left. */
export type Cut = { readonly at: number; readonly length: number; readonly rows: readonly RawRow[] };

/** Number of rows above which a table is shortened for the parser, which takes 0.1 ms a row. */
const LONG = 100;

/** Pattern of a line that is a row and nothing else: it begins like no other block, and has a delimiter. */
const PLAIN_ROW = /^ {0,3}(?![#>\s<`~+*-]|\d+[.)])[^\r\n]*\|/;
const DELIMITERS = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** Takes most rows of long tables out of a text; what is left of each is still a table. */
export function cutLongTables(text: string): { readonly rest: string; readonly cuts: readonly Cut[] } {
  const cuts: Cut[] = [];
  let rest = '';
  let kept = 0;
  const lines = linesOf(text);
  for (let index = 1; index < lines.length; index += 1) {
    if (
      !DELIMITERS.test(textIn(text, lines[index] as Range)) ||
      !textIn(text, lines[index] as Range).includes('-')
    )
      continue;
    // The first row stays, so that the table is seen to have a body.
    const first = index + 2;
    let end = first;
    while (end < lines.length && PLAIN_ROW.test(textIn(text, lines[end] as Range))) end += 1;
    const from = lines[first]?.start;
    if (end - first < LONG || from === undefined) continue;
    const until = lines[end]?.start ?? text.length;
    rest += text.slice(kept, from);
    cuts.push({
      at: rest.length,
      length: until - from,
      rows: lines.slice(first, end).map((line) => ({ ...line, cells: cellsOf(text, line) })),
    });
    kept = until;
    index = end - 1;
  }
  return { rest: rest + text.slice(kept), cuts };
}

const textIn = (text: string, { start, end }: Range): string => text.slice(start, end);

/** Lines of a text, without their ends. */
export function linesOf(text: string): readonly Range[] {
  const lines: Range[] = [];
  let start = 0;
  for (const { index, 0: end } of text.matchAll(/\r?\n/g)) {
    lines.push({ start, end: index });
    start = index + end.length;
  }
  return [...lines, { start, end: text.length }];
}

/**
 * Cells of a row, split as GitHub does: at every pipe that is not escaped, also within code; the outermost pipes
 * are optional.
 */
function cellsOf(text: string, { start, end }: Range): readonly Range[] {
  const cells: Range[] = [];
  let from = start;
  for (let at = start; at < end; at += 1) {
    if (text.charAt(at) === '\\') at += 1;
    else if (text.charAt(at) === '|') {
      cells.push(trimmed(text, { start: from, end: at }));
      from = at + 1;
    }
  }
  const last = trimmed(text, { start: from, end });
  const [first] = cells;
  const body = first !== undefined && first.start === first.end ? cells.slice(1) : cells;
  return last.start === last.end ? body : [...body, last];
}

export function trimmed(text: string, { start, end }: Range): Range {
  let from = start;
  let to = end;
  while (from < to && /\s/.test(text.charAt(from))) from += 1;
  while (to > from && /\s/.test(text.charAt(to - 1))) to -= 1;
  return { start: from, end: to };
}
