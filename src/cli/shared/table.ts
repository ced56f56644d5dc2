import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { inline } from '../../core/markdown.ts';
import { oneLine } from '../../core/terminal.ts';
import type { Context } from './context.ts';
import { hyperlink } from './hyperlink.ts';

/** Form in which a table is printed; `json` is up to the command, whose document says more. */
export type TableFormat = 'table' | 'markdown' | 'json' | 'tsv';

/** Text of a cell, perhaps with the absolute path of the file that it names. */
type PrintedCell = string | { readonly text: string; readonly path: string | undefined };

type PrintedRow = readonly PrintedCell[];

const cellText = (cell: PrintedCell): string => (typeof cell === 'string' ? cell : cell.text);

/**
 * Prints rows: aligned and wrapped to the width of a terminal, whole where there is none, or in a form for other
 * programs. All forms say the same.
 */
export function printTable(
  { print, columns }: Pick<Context, 'print' | 'columns'>,
  head: readonly string[],
  rows: readonly PrintedRow[],
  format: TableFormat,
): void {
  print(formatTable(head, rows, format, columns));
}

/**
 * Formats rows as a text.
 *
 * @param columns width of the terminal; nothing is wrapped where there is none.
 */
export function formatTable(
  head: readonly string[],
  rows: readonly PrintedRow[],
  format: TableFormat,
  columns?: number,
): string {
  if (format === 'markdown')
    return [head, head.map(() => '---'), ...rows.map((row) => row.map(cellText))]
      .map((row) => `| ${row.map(inline).join(' | ')} |\n`)
      .join('');
  if (format === 'tsv')
    return [head, ...rows]
      .map((row) => `${row.map((cell) => oneLine(cellText(cell))).join('\t')}\n`)
      .join('');
  return aligned(head, rows, columns);
}

const GAP = '  ';
/** Width in columns below which a column can't be read. */
const MIN_WIDTH = 8;
const NUMBER = /^[\d.,]*( [%x]| ?MB)?$/;

function aligned(head: readonly string[], rows: readonly PrintedRow[], columns: number | undefined): string {
  const all = [head, ...rows].map((row) =>
    row.map((cell) => ({
      text: oneLine(cellText(cell)),
      path: typeof cell === 'string' ? undefined : cell.path,
    })),
  );
  const isNumber = head.map((_, column) => rows.every((row) => NUMBER.test(cellText(row[column] ?? ''))));
  const natural = head.map((_, column) =>
    Math.max(...all.map((row) => stringWidth(row[column]?.text ?? ''))),
  );
  const widths = fit(natural, columns);
  return all
    .flatMap((row) => {
      const wrapped = row.map(({ text }, column) => wrap(text, widths[column] ?? 0));
      const height = Math.max(1, ...wrapped.map((lines) => lines.length));
      return Array.from({ length: height }, (_, line) =>
        row
          .map(({ path }, column) => {
            const text = wrapped[column]?.[line] ?? '';
            const space = ' '.repeat(Math.max(0, (widths[column] ?? 0) - stringWidth(text)));
            const shown = path === undefined || columns === undefined ? text : hyperlink(text, path);
            return isNumber[column] === true && column > 0 ? space + shown : shown + space;
          })
          .join(GAP)
          .trimEnd(),
      );
    })
    .map((line) => `${line}\n`)
    .join('');
}

const wrap = (text: string, width: number): readonly string[] =>
  stringWidth(text) <= width ? [text] : wrapAnsi(text, width, { hard: true, trim: true }).split('\n');

/** Widths of columns that fit a terminal: the widest give way, all to the same width. */
function fit(natural: readonly number[], columns: number | undefined): readonly number[] {
  const room = (columns ?? Number.POSITIVE_INFINITY) - GAP.length * (natural.length - 1);
  const widthBy = (limit: number): number => natural.reduce((sum, width) => sum + Math.min(width, limit), 0);
  let limit = Math.max(...natural);
  while (limit > MIN_WIDTH && widthBy(limit) > room) limit -= 1;
  return natural.map((width) => Math.min(width, limit));
}
