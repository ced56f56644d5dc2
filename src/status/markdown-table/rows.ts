import type { StatusDocumentSettings } from '../../lanes/schema-types.ts';
import { type FoundHold, readHold } from '../hold.ts';
import type { Hold, StatusEntry, StatusProblem } from '../types.ts';
import { readStanding, vocabularyOf } from '../vocabulary.ts';
import { type RawRow, trimmed } from './long-tables.ts';
import { isComment, type Markdown, type StatusTable, statusTables } from './parse.ts';
import type { Range } from './ranges.ts';

/** A row, and where its status is written. */
export type TableRow = { readonly entry: StatusEntry; readonly range: Range | undefined };

/** Pattern of words that may be set in bold, in italics, or as code. */
const DECORATION = /^([*_`]*)(.*?)([*_`]*)$/s;

export function readRows(
  markdown: Markdown,
  settings: StatusDocumentSettings,
): { readonly rows: readonly TableRow[]; readonly problems: readonly StatusProblem[] } {
  const problems: StatusProblem[] = [];
  const general = generalHolds(markdown, problems);
  const rows = statusTables(markdown).flatMap((table) =>
    table.rows.map((row) => readRow(markdown, table, row, settings, general, problems)),
  );
  const twins = Map.groupBy(rows, ({ entry }) => entry.feature);
  return {
    problems,
    rows: rows.map((row) => {
      const [first, ...others] = twins.get(row.entry.feature) ?? [];
      if (first === undefined || others.length === 0) return row;
      const message = `found ${row.entry.feature} in ${others.length + 1} rows, first in line ${first.entry.place.line}, expected one: remove the others`;
      if (row !== first) problems.push({ place: row.entry.place, message });
      return { ...row, entry: { ...row.entry, refusal: message } };
    }),
  };
}

function readRow(
  markdown: Markdown,
  table: StatusTable,
  row: RawRow,
  settings: StatusDocumentSettings,
  general: readonly FoundHold[],
  problems: StatusProblem[],
): TableRow {
  const place = markdown.placeAt(row.start);
  const rangeAt = (column: number): Range | undefined => {
    const cell = row.cells[column];
    return cell === undefined ? undefined : withoutComments(markdown, cell);
  };
  const textAt = (column: number): string => textIn(markdown, rangeAt(column));
  const feature = textAt(table.feature).replace(DECORATION, '$2');
  const range = undecorated(markdown, rangeAt(table.status));
  const text = textIn(markdown, range);
  const standing = readStanding(text.replaceAll('\\|', '|'), vocabularyOf(settings));
  const refusal =
    row.cells.length < table.columns && range === undefined
      ? `found ${row.cells.length} cells, expected ${table.columns}: the status is missing`
      : range === undefined
        ? 'found an empty status, expected one'
        : standing === undefined
          ? `found the status ${JSON.stringify(text)}, which the document’s vocabulary lacks`
          : null;
  if (refusal !== null) problems.push({ place, message: `${feature}: ${refusal}` });
  const own = Array.from(markdown.text.slice(row.start, row.end).matchAll(COMMENT), ({ 0: comment, index }) =>
    holdIn(comment, markdown.placeAt(row.start + index), problems),
  ).filter((found) => found !== undefined);
  const hold: Hold | null =
    [...own, ...general.filter((each) => each.feature === null || each.feature === feature)]
      .map((each) => each.hold)
      .toSorted((a, b) => b.until.localeCompare(a.until))[0] ?? null;
  return {
    range,
    entry: {
      feature,
      arch: settings.arch ?? '',
      status: standing?.status ?? null,
      qualifier: standing?.qualifier ?? null,
      text,
      graduation: table.graduation < 0 ? null : textAt(table.graduation),
      place,
      hold,
      refusal,
    },
  };
}

const COMMENT = /<!--.*?-->/g;

const COMMENT_BEFORE = /^<!--.*?-->/;
const COMMENT_BEHIND = /<!--[^>]*-->$/;

/** Range of a cell's text, without the comments around it; `undefined` when nothing is left. */
function withoutComments({ text }: Markdown, cell: Range): Range | undefined {
  let { start, end } = cell;
  for (;;) {
    const inner = text.slice(start, end);
    const before = COMMENT_BEFORE.exec(inner)?.[0].length ?? 0;
    const behind = before > 0 ? 0 : (COMMENT_BEHIND.exec(inner)?.[0].length ?? 0);
    if (before + behind === 0) return start === end ? undefined : { start, end };
    ({ start, end } = trimmed(text, { start: start + before, end: end - behind }));
  }
}

const textIn = ({ text }: Markdown, range: Range | undefined): string =>
  range === undefined ? '' : text.slice(range.start, range.end);

function undecorated(markdown: Markdown, range: Range | undefined): Range | undefined {
  if (range === undefined) return undefined;
  const [, before = '', , after = ''] = DECORATION.exec(textIn(markdown, range)) ?? [];
  const inner = { start: range.start + before.length, end: range.end - after.length };
  return inner.start < inner.end ? inner : range;
}

/** Holds outside of tables: about the feature that they name, or about the whole document. */
const generalHolds = (markdown: Markdown, problems: StatusProblem[]): readonly FoundHold[] =>
  markdown.blocks
    .filter((block) => isComment(block))
    .flatMap((block) => holdIn(block.value, markdown.placeOf(block), problems) ?? []);

function holdIn(
  comment: string,
  place: StatusEntry['place'],
  problems: StatusProblem[],
): FoundHold | undefined {
  const read = readHold(comment, place);
  if (read !== undefined && read.problem !== null) problems.push(read.problem);
  return read?.found;
}
