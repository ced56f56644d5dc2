import type { StatusDocumentSettings } from '../lanes/schema-types.ts';
import { STATUSES, type Status, type Vocabulary } from '../lanes/status-schema.ts';
import type { Standing, StatusEntry } from './types.ts';

const PLAIN: Vocabulary = {
  SUPPORTED: ['SUPPORTED', 'SUPPORTED ({})'],
  PENDING: ['PENDING', 'PENDING ({})'],
  UNSUPPORTED: ['UNSUPPORTED', 'UNSUPPORTED ({})'],
  UNVERIFIED: ['UNVERIFIED', 'UNVERIFIED ({})'],
};

/** Vocabulary of KubeVirt's user guide; `{= x}` is a qualifier that the words themselves mean. */
const USER_GUIDE: Vocabulary = {
  SUPPORTED: ['Supported', 'support {}', 'Supported ({})', 'Partially supported {= partially}'],
  PENDING: ['Not supported yet', 'Not supported yet ({})'],
  UNSUPPORTED: ['Not supported', 'Not supported ({})'],
  UNVERIFIED: ['Not verified', 'Not verified ({})', 'need more information {= need more information}'],
};

const FIXED = /\s*\{=\s*(.+?)\s*\}$/;

export function vocabularyOf({ vocabulary }: Pick<StatusDocumentSettings, 'vocabulary'>): Vocabulary {
  if (vocabulary === 'plain') return PLAIN;
  return vocabulary === 'user-guide' ? USER_GUIDE : vocabulary;
}

/**
 * Reads the standing that a cell says, without case; words as a whole go before those with a place for a
 * qualifier.
 */
export function readStanding(text: string, vocabulary: Vocabulary): Standing | undefined {
  const found = text.replace(/\s+/g, ' ').trim();
  const all = STATUSES.flatMap((status) => vocabulary[status].map((words) => ({ status, words })));
  for (const { status, words } of all.filter((each) => !each.words.includes('{}')))
    if (same(words.replace(FIXED, ''), found)) return { status, qualifier: FIXED.exec(words)?.[1] ?? null };
  for (const { status, words } of all.filter((each) => each.words.includes('{}'))) {
    const [before = '', after = ''] = words.split('{}');
    const inner = found.slice(before.length, found.length - after.length).trim();
    const fits =
      same(found.slice(0, before.length), before) && same(found.slice(found.length - after.length), after);
    if (fits && inner !== '' && found.length > before.length + after.length)
      return { status, qualifier: inner };
  }
  return undefined;
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const inLowerCase = (words: string): string =>
  words === words.toUpperCase() ? words.toLowerCase() : words.charAt(0).toLowerCase() + words.slice(1);

/** Writes a standing as the document does elsewhere, else by its vocabulary and its way with capitals. */
export function writeStanding(
  { status, qualifier }: Standing & { readonly status: Status },
  vocabulary: Vocabulary,
  entries: readonly StatusEntry[],
): string {
  const example = entries.find((entry) => entry.status === status && entry.qualifier === qualifier);
  if (example !== undefined) return example.text;
  const fixed = vocabulary[status].find((words) => FIXED.exec(words)?.[1] === qualifier);
  if (qualifier !== null && fixed !== undefined) return fixed.replace(FIXED, '');
  const words = vocabulary[status].find(
    (each) => each.includes('{}') === (qualifier !== null) && !FIXED.test(each),
  );
  // A vocabulary that knows no qualifiers gets them as everybody writes them.
  const template = words ?? `${vocabulary[status][0] ?? status} ({})`;
  const written = entries.filter(({ text }) => /^[A-Za-z]/.test(text));
  const isLower = written.filter(({ text }) => /^[a-z]/.test(text)).length * 2 > written.length;
  return (isLower ? inLowerCase(template) : template).replace('{}', () =>
    (qualifier ?? '').replace(/\s+/g, ' ').replaceAll('|', '\\|'),
  );
}
