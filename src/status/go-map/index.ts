import { diffLines } from 'diff';
import { InputError } from '../../core/errors.ts';
import type { StatusDocumentSettings } from '../../lanes/schema-types.ts';
import { STATUSES, type Status } from '../../lanes/status-schema.ts';
import { withGoTree } from '../../source/go/parse.ts';
import { readHold } from '../hold.ts';
import type { Edit, RowChange, StatusEntry, StatusFormat, StatusProblem } from '../types.ts';
import { alignAsGofmt } from './gofmt.ts';
import { archConstantsIn, type Registration, registrationsIn } from './registrations.ts';

/** Constants of architectures as the proposal for `SupportByArch` declares them. */
const CONSTANTS: Readonly<Record<string, string>> = { amd64: 'AMD64', arm64: 'ARM64', s390x: 'S390X' };

/**
 * Format of Go code: `RegisterFeatureGate(FeatureGate{Name: …, State: …, SupportByArch: SupportByArch{ARM64:
 * SUPPORTED}})`.
 */
export const goMap: StatusFormat = {
  read: (text, settings) =>
    withGoTree(text, (root) => {
      const constants = { ...CONSTANTS, ...archConstantsIn(root), ...settings.constants };
      const { registrations, strange } = registrationsIn(root);
      const problems: StatusProblem[] = strange.map(({ place, because }) => ({ place, message: because }));
      const entries = registrations.flatMap((registration) =>
        entriesOf(registration, constants, settings, problems),
      );
      return { entries: withoutTwins(entries, problems), prose: [], lanes: [], problems };
    }),

  edits: async (text, settings, { rows }) => {
    let edited = text;
    // One at a time: an edit moves what is behind it, and may be the reason to align its neighbours.
    for (const change of rows) edited = await editOne(edited, settings, change);
    return differences(text, edited);
  },
};

function entriesOf(
  { name, state, place, support, comments }: Registration,
  constants: Readonly<Record<string, string>>,
  { arch }: StatusDocumentSettings,
  problems: StatusProblem[],
): readonly StatusEntry[] {
  const holds = comments.flatMap(({ text, place: at }) => {
    const read = readHold(text, at);
    if (read === undefined) return [];
    if (read.problem !== null) problems.push(read.problem);
    return [read.found.hold];
  });
  const known = Object.values(constants);
  for (const { key } of support?.elements ?? [])
    if (!known.includes(constantOf(key)))
      problems.push({
        place,
        message: `${name}: found the unknown arch constant ${key}, expected one of ${known.join(', ')}: add it to the document’s constants in lanekeeper.yaml`,
      });
  return Object.entries(constants)
    .filter(([each]) => arch === undefined || each === arch)
    .map(([each, constant]) => {
      const text = support?.elements.find(({ key }) => constantOf(key) === constant)?.value.text ?? '';
      const status = statusOf(text);
      const refusal =
        text === '' || status !== undefined
          ? null
          : `found ${JSON.stringify(text)} for ${constant}, expected one of ${STATUSES.join(', ')}`;
      if (refusal !== null) problems.push({ place, message: `${name}: ${refusal}` });
      return {
        feature: name,
        arch: each,
        status: status ?? null,
        qualifier: null,
        text,
        graduation: state,
        place,
        hold: holds.toSorted((a, b) => b.until.localeCompare(a.until))[0] ?? null,
        refusal,
      };
    });
}

/** Name of a constant, without that of its package. */
const constantOf = (text: string): string => text.replace(/^.*\./, '');

const statusOf = (text: string): Status | undefined => STATUSES.find((status) => status === constantOf(text));

function withoutTwins(entries: readonly StatusEntry[], problems: StatusProblem[]): readonly StatusEntry[] {
  const twins = Map.groupBy(entries, ({ feature, arch }) => JSON.stringify([feature, arch]));
  return entries.map((entry) => {
    const [first, ...others] = twins.get(JSON.stringify([entry.feature, entry.arch])) ?? [];
    if (first === undefined || others.length === 0) return entry;
    const message = `found ${entry.feature} registered ${others.length + 1} times, first in line ${first.place.line}, expected once`;
    if (entry !== first) problems.push({ place: entry.place, message });
    return { ...entry, refusal: message };
  });
}

async function editOne(text: string, settings: StatusDocumentSettings, change: RowChange): Promise<string> {
  const { feature, arch, to } = change;
  if (to.qualifier !== null)
    throw new InputError(
      'status-document',
      `${feature}: a map of Go can’t hold the qualifier "${to.qualifier}": it is for a human to judge`,
    );
  const edit = await withGoTree(text, (root) => {
    const constant = { ...CONSTANTS, ...archConstantsIn(root), ...settings.constants }[arch];
    if (constant === undefined) throw new InputError('status-document', `${feature}: ${unknownArch(arch)}`);
    const found = registrationsIn(root).registrations.filter(({ name }) => name === feature);
    const [registration] = found;
    if (registration === undefined || found.length > 1)
      throw new InputError(
        'status-document',
        `${feature}: found ${found.length} registrations, expected one`,
      );
    return editOf(text, registration, constant, to.status);
  });
  if (edit === undefined) return text;
  const edited = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  const before = text.slice(0, edit.start).split('\n').length - 1;
  const rows = edit.text.split('\n').length - 1;
  return alignAsGofmt(edited, (row) => row >= before && row <= before + rows);
}

const unknownArch = (arch: string): string =>
  `no constant is known for ${arch}: declare it beside the others, such as ${arch.toUpperCase()} Arch = "${arch}", and add constants: { ${arch}: ${arch.toUpperCase()} } to the document in lanekeeper.yaml`;

function editOf(
  text: string,
  { gate, support }: Registration,
  constant: string,
  status: Status,
): Edit | undefined {
  if (support === undefined) {
    const prefix = packageOf(gate.elements.find(({ key }) => key === 'State')?.value.text ?? '');
    const type = `SupportByArch: ${prefix}SupportByArch`;
    const entry = `${prefix}${constant}: ${prefix}${status}`;
    return insertion(text, gate, `${type}{${entry}}`, (indent) =>
      [`${type}{`, `${indent}\t${entry},`, `${indent}}`].join('\n'),
    );
  }
  const element = support.elements.find(({ key }) => constantOf(key) === constant);
  if (element !== undefined) {
    const written = packageOf(element.value.text) + status;
    return written === element.value.text
      ? undefined
      : { start: element.value.start, end: element.value.end, text: written };
  }
  const [first] = support.elements;
  const prefix = packageOf(first?.key ?? '');
  const entry = `${prefix}${constant}: ${packageOf(first?.value.text ?? prefix)}${status}`;
  return insertionBefore(text, support, constant, entry) ?? insertion(text, support, entry, () => entry);
}

/** Inserts an element in alphabetical order where there is one, unless the next element has a comment above it. */
function insertionBefore(
  text: string,
  { elements }: Registration['gate'],
  constant: string,
  entry: string,
): Edit | undefined {
  const keys = elements.map(({ key }) => constantOf(key));
  const isSorted = keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key);
  const at = keys.findIndex((key) => key > constant);
  const next = elements[at];
  if (!isSorted || next === undefined) return undefined;
  const lineStart = text.lastIndexOf('\n', next.start) + 1;
  const indent = text.slice(lineStart, next.start);
  if (indent.trim() !== '') return { start: next.start, end: next.start, text: `${entry}, ` };
  const before = text.slice(text.lastIndexOf('\n', lineStart - 2) + 1, lineStart).trim();
  return /^(\/\/|\*|\/\*)/.test(before)
    ? undefined
    : { start: lineStart, end: lineStart, text: `${indent}${entry},\n` };
}

/** Package of a constant with its dot, `featuregate.`; empty for one of the file's own package. */
const packageOf = (text: string): string => /^.*\./.exec(text)?.[0] ?? '';

/** Adds an element at the end of a literal: on a line of its own where the last one has its own. */
function insertion(
  text: string,
  { body, elements }: Registration['gate'],
  short: string,
  long: (indent: string) => string,
): Edit {
  const last = elements.at(-1);
  if (last === undefined) return { start: body.start + 1, end: body.start + 1, text: short };
  if (last.endRow === body.endRow) return { start: last.end, end: last.end, text: `, ${short}` };
  const lineStart = text.lastIndexOf('\n', last.start) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
  const lineEnd = text.indexOf('\n', last.end);
  return { start: lineEnd, end: lineEnd, text: `\n${indent}${long(indent)},` };
}

/** Edits for the lines that differ between two texts. */
function differences(before: string, after: string): readonly Edit[] {
  const edits: Edit[] = [];
  let at = 0;
  let pending: { start: number; end: number; text: string } | undefined;
  for (const { value, added, removed } of diffLines(before, after)) {
    if (!added && !removed) {
      if (pending !== undefined) edits.push(pending);
      pending = undefined;
      at += value.length;
      continue;
    }
    pending ??= { start: at, end: at, text: '' };
    if (added) pending.text += value;
    if (removed) {
      at += value.length;
      pending.end = at;
    }
  }
  return pending === undefined ? edits : [...edits, pending];
}
