import type { Node } from 'web-tree-sitter';
import { withGoTree } from '../../source/go/parse.ts';
import { registrationsIn } from './registrations.ts';

/**
 * Puts the spaces right that gofmt aligns, after an edit: values of the maps of `SupportByArch`, and comments at
 * the ends of lines next to a line that changed. The rest of the text is as it was.
 *
 * @param isChanged whether the edit changed a line, by its number from 0.
 */
export async function alignAsGofmt(text: string, isChanged: (row: number) => boolean): Promise<string> {
  const aligned = await withGoTree(text, (root) => alignValues(text, root, isChanged));
  return withGoTree(aligned, (root) => alignComments(aligned, root, isChanged));
}

/**
 * Aligns the values of neighbouring lines as gofmt does; an empty line, a comment or a value of several lines ends
 * a block.
 */
function alignValues(text: string, root: Node, isChanged: (row: number) => boolean): string {
  const lines = text.split('\n');
  for (const { support } of registrationsIn(root).registrations) {
    if (support === undefined) continue;
    const rows = Map.groupBy(support.elements, ({ startRow }) => startRow);
    const isAlone = (row: number): boolean => {
      const [element, ...others] = rows.get(row) ?? [];
      return (
        element !== undefined &&
        others.length === 0 &&
        element.endRow === row &&
        row !== support.body.startRow
      );
    };
    for (const block of neighbours([...rows.keys()].filter(isAlone))) {
      if (!block.some(isChanged)) continue;
      const width = Math.max(...block.map((row) => rows.get(row)?.[0]?.key.length ?? 0));
      for (const row of block) {
        const { key } = rows.get(row)?.[0] ?? { key: '' };
        lines[row] = (lines[row] ?? '').replace(
          /^(\s*)([^:]+):\s*/,
          (_, indent) => `${indent}${key}:${' '.repeat(width - key.length + 1)}`,
        );
      }
    }
  }
  return lines.join('\n');
}

/** Aligns the comments behind code on neighbouring lines, so that they stand below each other. */
function alignComments(text: string, root: Node, isChanged: (row: number) => boolean): string {
  const lines = text.split('\n');
  const columns = new Map(
    root
      .descendantsOfType('comment')
      .filter(({ startPosition: { row, column } }) => (lines[row] ?? '').slice(0, column).trim() !== '')
      .map(({ startPosition: { row, column } }) => [row, column]),
  );
  // The last line of a statement of several lines is no neighbour of the next statement.
  const isEnd = (row: number): boolean => /^\s*[})]/.test(lines[row] ?? '');
  for (const block of neighbours([...columns.keys()].filter((row) => !isEnd(row)))) {
    if (!block.some(isChanged)) continue;
    const parts = block.map((row) => {
      const line = lines[row] ?? '';
      return { row, code: line.slice(0, columns.get(row)).trimEnd(), comment: line.slice(columns.get(row)) };
    });
    const width = Math.max(...parts.map(({ code }) => code.length));
    for (const { row, code, comment } of parts) lines[row] = `${code.padEnd(width)} ${comment}`;
  }
  return lines.join('\n');
}

/** Runs of numbers that follow each other. */
function neighbours(rows: readonly number[]): readonly (readonly number[])[] {
  const blocks: number[][] = [];
  for (const row of rows.toSorted((a, b) => a - b)) {
    const last = blocks.at(-1);
    if (last?.at(-1) === row - 1) last.push(row);
    else blocks.push([row]);
  }
  return blocks;
}
