import { InputError } from '../../core/errors.ts';
import type { Changes, Edit, StatusFormat } from '../types.ts';
import { vocabularyOf, writeStanding } from '../vocabulary.ts';
import { editLanes, editProse, type MovedRow } from './edit-prose.ts';
import { parseMarkdown } from './parse.ts';
import { laneClaims, proseClaims } from './prose.ts';
import { readRows, type TableRow } from './rows.ts';

/** GFM tables with a column of features and one of their status, and the prose that goes with them. */
export const markdownTable: StatusFormat = {
  read: async (text, settings) => {
    const markdown = parseMarkdown(text);
    const { rows, problems } = readRows(markdown, settings);
    const entries = rows.map(({ entry }) => entry);
    return {
      entries,
      prose: proseClaims(markdown, new Set(entries.map(({ feature }) => feature))),
      lanes: laneClaims(markdown),
      problems,
    };
  },

  edits: async (text, settings, { rows: changes, lanes }) => {
    const markdown = parseMarkdown(text);
    const { rows } = readRows(markdown, settings);
    const entries = rows.map(({ entry }) => entry);
    const vocabulary = vocabularyOf(settings);
    const moves: MovedRow[] = [];
    const cells = changes.flatMap((change): readonly Edit[] => {
      const { entry, range } = rowFor(rows, change);
      if (entry.status === change.to.status && entry.qualifier === change.to.qualifier) return [];
      moves.push({ ...change, from: entry });
      return [{ ...range, text: writeStanding(change.to, vocabulary, entries) }];
    });
    return [...cells, ...editProse(markdown, moves), ...editLanes(markdown, lanes)];
  },
};

function rowFor(rows: readonly TableRow[], { feature, arch }: Changes['rows'][number]) {
  const row = rows.find(({ entry }) => entry.feature === feature && entry.arch === arch);
  if (row === undefined) throw new InputError('status-document', `no row for ${feature} on ${arch}`);
  const { entry, range } = row;
  if (entry.refusal !== null || range === undefined)
    throw new InputError('status-document', `${feature}: ${entry.refusal ?? 'no status'}`, entry.place);
  return { entry, range };
}
