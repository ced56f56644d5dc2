import { inline } from '../markdown.ts';
import { oneLine } from '../terminal.ts';

export type TableFormat = 'table' | 'markdown' | 'json';

/** Rows of texts in columns, aligned for a terminal or as a table of Markdown. */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  format: TableFormat,
): string {
  if (format === 'markdown')
    return [head, head.map(() => '---'), ...rows]
      .map((row) => `| ${row.map((cell) => inline(cell)).join(' | ')} |\n`)
      .join('');
  const cells = [head, ...rows].map((row) => row.map((cell) => oneLine(cell)));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  return cells
    .map(
      (row) =>
        `${row
          .map((cell, column) =>
            column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
          )
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
