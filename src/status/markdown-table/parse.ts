import type { Html, Nodes, Root, RootContent, Table, TableRow } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import type { Place } from '../types.ts';
import { type Cut, cutLongTables, linesOf, type RawRow, trimmed } from './long-tables.ts';

/** A document with exact offsets, in UTF-16 units. Whatever Markdown allows is understood as GitHub does. */
export type Markdown = {
  readonly text: string;
  readonly blocks: readonly RootContent[];
  /** Offset at which a node starts in the text. */
  readonly startOf: (node: Nodes) => number;
  readonly endOf: (node: Nodes) => number;
  readonly placeAt: (offset: number) => Place;
  readonly placeOf: (node: Nodes) => Place;
  /** Rows of a table, its header first. */
  readonly rowsOf: (table: Table) => readonly RawRow[];
  /** Characters with which the document ends its lines. */
  readonly lineEnd: string;
};

/** Document that was parsed last: an edit reads the same text several times. */
let latest: Markdown | undefined;

export function parseMarkdown(text: string): Markdown {
  if (latest?.text === text) return latest;
  const { rest, cuts } = cutLongTables(text);
  const shortened = interpret(text, rest, cuts);
  // What looked like a row may be within a block of code.
  const areRows = cuts.every((cut) => shortened.blocks.some((block) => endsBefore(block, cut, rest)));
  latest = areRows ? shortened : interpret(text, text, []);
  return latest;
}

const endsBefore = (block: RootContent, { at }: Cut, rest: string): boolean =>
  block.type === 'table' && rest.slice((block.position?.end.offset ?? 0) + markOf(rest), at).trim() === '';

/** Length of a text's byte order mark, which the parser leaves out of its offsets. */
const markOf = (text: string): number => (text.startsWith('\uFEFF') ? 1 : 0);

function interpret(text: string, rest: string, cuts: readonly Cut[]): Markdown {
  const mark = markOf(rest);
  const root: Root = fromMarkdown(rest.slice(mark), {
    extensions: [gfmTable()],
    mdastExtensions: [gfmTableFromMarkdown()],
  });
  const inText = (offset: number): number =>
    cuts.reduce((sum, { at, length }) => (offset + mark >= at ? sum + length : sum), offset + mark);
  const positionOf = (node: Nodes) => {
    if (node.position === undefined) throw new Error('the parser gave no position');
    return node.position;
  };
  const startOf = (node: Nodes): number => inText(positionOf(node).start.offset ?? 0);
  const endOf = (node: Nodes): number => inText(positionOf(node).end.offset ?? 0);
  const lines = linesOf(text);
  const placeAt = (offset: number): Place => {
    let low = 0;
    for (let high = lines.length - 1; low < high; ) {
      const middle = Math.ceil((low + high) / 2);
      if ((lines[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (lines[low]?.start ?? 0) + 1 };
  };
  const rowOf = (row: TableRow): RawRow => ({
    start: startOf(row),
    end: endOf(row),
    cells: row.children.map(({ children }) => {
      const [first] = children;
      const last = children.at(-1);
      return first === undefined || last === undefined
        ? { start: startOf(row), end: startOf(row) }
        : trimmed(text, { start: startOf(first), end: endOf(last) });
    }),
  });
  return {
    text,
    blocks: root.children,
    startOf,
    endOf,
    placeAt,
    placeOf: (node) => placeAt(startOf(node)),
    rowsOf: (table) => [
      ...table.children.map(rowOf),
      ...cuts.filter((cut) => endsBefore(table, cut, rest)).flatMap(({ rows }) => rows),
    ],
    lineEnd: /\r?\n/.exec(text)?.[0] ?? '\n',
  };
}

export const isComment = (node: Nodes): node is Html => node.type === 'html' && node.value.startsWith('<!--');

/** Text of a node and everything within it. */
export function plainText(node: Nodes): string {
  if ('value' in node) return isComment(node) ? '' : node.value;
  return 'children' in node ? node.children.map((child) => plainText(child)).join('') : '';
}

/** A table with a column that tells features and one that tells their status. Columns are numbers from 0. */
export type StatusTable = {
  readonly rows: readonly RawRow[];
  readonly columns: number;
  readonly feature: number;
  readonly status: number;
  /** Column of the graduation; -1 where there is none. */
  readonly graduation: number;
};

const FEATURE = /^(devices?|features?|feature gates?)$/i;
const STATUS = /^status\b/i;
const GRADUATION = /^graduation$/i;

export function statusTables(markdown: Markdown): readonly StatusTable[] {
  return markdown.blocks
    .filter((block): block is Table => block.type === 'table')
    .flatMap((table) => {
      const titles = table.children[0]?.children.map((cell) => plainText(cell).trim()) ?? [];
      const column = (pattern: RegExp): number => titles.findIndex((title) => pattern.test(title));
      const found = { feature: column(FEATURE), status: column(STATUS), graduation: column(GRADUATION) };
      return found.feature < 0 || found.status < 0
        ? []
        : [{ rows: markdown.rowsOf(table).slice(1), columns: titles.length, ...found }];
    });
}
