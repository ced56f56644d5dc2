import { MagicString } from 'magic-string';
import { EXIT, LanekeeperError } from '../core/errors.ts';
import type { StatusDocumentSettings } from '../lanes/schema-types.ts';
import { STATUS_FORMATS } from './index.ts';
import type { Changes, Edit, StatusEntry, StatusReading } from './types.ts';

/** Error that says why nothing was written: what was read back is not what was decided. */
export class EditError extends LanekeeperError {
  constructor(message: string) {
    super(EXIT.infrastructure, message);
    this.name = 'EditError';
  }
}

/**
 * Edits a status document, in the one way there is: splice, read back, and refuse whatever is not exactly the
 * changes. Outside of the edits, every byte is the same.
 */
export async function editStatus(
  text: string,
  settings: StatusDocumentSettings,
  changes: Changes,
): Promise<string> {
  const format = STATUS_FORMATS[settings.format];
  const whole = wholeOf(settings);
  const before = await format.read(text, whole);
  const edits = inOrder(await format.edits(text, settings, changes));
  const edited = splice(text, edits);
  expectSameOutside(text, edited, edits);
  expectChanges(before, await format.read(edited, whole), changes);
  return edited;
}

/**
 * Settings that read all of a document: code holds all architectures, and those that are not asked about must not
 * change either.
 */
function wholeOf({ arch, ...settings }: StatusDocumentSettings): StatusDocumentSettings {
  return settings.format === 'go-map' || arch === undefined ? settings : { ...settings, arch };
}

function inOrder(edits: readonly Edit[]): readonly Edit[] {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  for (const [index, edit] of sorted.entries())
    if (edit.start < (sorted[index - 1]?.end ?? 0)) throw new EditError('two edits touch the same place');
  return sorted;
}

function splice(text: string, edits: readonly Edit[]): string {
  const result = new MagicString(text);
  for (const { start, end, text: replacement } of edits) {
    // An insertion belongs to what is before it: what is removed after it goes without it.
    if (start === end) result.appendLeft(start, replacement);
    else result.update(start, end, replacement);
  }
  return result.toString();
}

function expectSameOutside(text: string, edited: string, edits: readonly Edit[]): void {
  let from = 0;
  let at = 0;
  for (const { start, end, text: replacement } of edits) {
    const kept = text.slice(from, start);
    if (!edited.startsWith(kept + replacement, at)) throw new EditError(`other bytes changed near ${at}`);
    at += kept.length + replacement.length;
    from = end;
  }
  if (edited.slice(at) !== text.slice(from)) throw new EditError('other bytes changed at the end');
}

function expectChanges(before: StatusReading, after: StatusReading, { rows, lanes }: Changes): void {
  const expected = before.entries.map((entry) => {
    const change = rows.find(({ feature, arch }) => feature === entry.feature && arch === entry.arch);
    return standingOf(change === undefined ? entry : { ...entry, ...change.to });
  });
  const found = after.entries.map(standingOf);
  // A map of Go may get its first entry for an architecture.
  const known = new Set(before.entries.map(({ feature, arch }) => cellKey(feature, arch)));
  for (const { feature, arch, to } of rows)
    if (!known.has(cellKey(feature, arch)))
      expected.push(standingOf({ feature, arch, graduation: null, ...to }));
  const difference = [...symmetricDifference(expected, found)][0];
  if (difference !== undefined) throw new EditError(`read back something else for ${difference}`);
  const features = new Set(rows.map(({ feature }) => feature));
  const untouched = ({ prose, problems }: StatusReading): readonly string[] => [
    ...prose
      .filter(
        ({ feature, qualifier }) => !features.has(feature) && !features.has(`${feature} (${qualifier})`),
      )
      .map(({ section, feature, qualifier }) => JSON.stringify([section, feature, qualifier])),
    ...problems.map(({ message }) => message.replace(/\bline \d+/, 'line')),
  ];
  const moved = [...symmetricDifference(untouched(before), untouched(after))][0];
  if (moved !== undefined) throw new EditError(`the prose changed elsewhere: ${moved}`);
  const named = new Set(lanes.map(({ lane }) => lane));
  const others = ({ lanes: claims }: StatusReading): readonly string[] =>
    claims.filter(({ lane }) => !named.has(lane)).map(({ lane, claimed }) => JSON.stringify([lane, claimed]));
  const lost = [...symmetricDifference(others(before), others(after))][0];
  if (lost !== undefined) throw new EditError(`another lane changed: ${lost}`);
}

const cellKey = (feature: string, arch: string): string => JSON.stringify([feature, arch]);

const standingOf = ({
  feature,
  arch,
  status,
  qualifier,
  graduation,
}: Pick<StatusEntry, 'feature' | 'arch' | 'status' | 'qualifier' | 'graduation'>): string =>
  JSON.stringify([feature, arch, status, qualifier, graduation]);

/** Values that one list has more often than the other: a row that is there twice has to be there twice. */
function* symmetricDifference(a: readonly string[], b: readonly string[]): Iterable<string> {
  const counts = new Map<string, number>();
  for (const value of a) counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const value of b) counts.set(value, (counts.get(value) ?? 0) - 1);
  for (const [value, count] of counts) if (count !== 0) yield value;
}
