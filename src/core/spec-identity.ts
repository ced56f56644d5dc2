import type { Spec } from './types.ts';

/**
 * Which spec is this now? Everybody who asks takes the answer from here, by these rules:
 *
 * 1. A spec has an id: its text without tags, so that it keeps its history when it is quarantined. The same id is the
 *    same spec. Where several specs of a list share an id, the n-th is the n-th of another list that has as many.
 * 2. A spec whose id is gone is followed by its `[test_id:n]`. A number that two specs have does not count, and numbers
 *    that lead to two specs lead nowhere.
 * 3. Where lists have texts and places as well, the same text at the same place goes before ids, which are numbered where
 *    texts repeat; the same text goes before a `[test_id:n]`; the place alone helps last, and only where it is asked.
 * 4. Nobody is matched twice. A spec that could be this one or that one is neither: it is gone, and they are new.
 */
export type SpecNames = {
  readonly id: string;
  /** Numbers of its `[test_id:n]` tags. They can repeat. */
  readonly testIds: readonly string[];
};

/** Tags such as `[QUARANTINE]`, `[sig-compute]` or `[crit:high]`: a word in brackets, perhaps with a value. */
const TAG = /\[[^\s[\]]+\]/g;
const TEST_ID = /\[test_id:\s*([^\s[\]]+)\]/g;

const collapse = (text: string): string => text.replace(/\s+/g, ' ').trim();

/**
 * Gives the specs of a suite their names. Where two specs differ in tags only, their tags stay in the id, but for
 * `[QUARANTINE]`; those that are still equal are numbered by place, because a listing can be shuffled. Their number says
 * how many there are: among more or fewer of them, none is known to be the same.
 */
export function identify<T extends Pick<Spec, 'text' | 'location'>>(
  specs: readonly T[],
): readonly (SpecNames & T)[] {
  const bare = specs.map(({ text }) => collapse(text.replace(TAG, ' ')));
  const times = countEach(bare);
  const tagged = specs.map(({ text }, index) => {
    const id = bare[index] as string;
    return id !== '' && times.get(id) === 1 ? id : collapse(text.replace('[QUARANTINE]', ' '));
  });
  const repeated = countEach(tagged);
  const taken = new Set(tagged);
  const numbered = new Map<T, string>();
  const equal = specs
    .map((spec, index) => ({ spec, id: tagged[index] as string }))
    .filter(({ id }) => (repeated.get(id) ?? 0) > 1);
  for (const { spec, id } of equal.toSorted((a, b) => comparePlaces(a.spec, b.spec))) {
    const numberedId = (number: number): string => `${id} #${number} of ${repeated.get(id)}`;
    let number = 1;
    while (taken.has(numberedId(number))) number += 1;
    taken.add(numberedId(number));
    numbered.set(spec, numberedId(number));
  }
  return specs.map((spec, index) => ({
    id: numbered.get(spec) ?? (tagged[index] as string),
    testIds: Array.from(spec.text.matchAll(TEST_ID), (match) => match[1] as string),
    ...spec,
  }));
}

function comparePlaces(
  { location: a }: Pick<Spec, 'location'>,
  { location: b }: Pick<Spec, 'location'>,
): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line;
}

/** Keys that are unique in a list, and equal in two lists for the same spec: its id, and which one of how many. */
export function idKeys(specs: readonly Pick<SpecNames, 'id'>[]): readonly string[] {
  const totals = countEach(specs.map(({ id }) => id));
  const seen = new Map<string, number>();
  return specs.map(({ id }) => {
    const nth = (seen.get(id) ?? 0) + 1;
    seen.set(id, nth);
    return JSON.stringify([id, nth, totals.get(id)]);
  });
}

function countEach(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** The names by which a configuration can mean a spec: its id, and `test_id:n`. */
export const callNames = ({ id, testIds }: SpecNames): readonly string[] => [
  id,
  ...testIds.map((testId) => `test_id:${testId}`),
];

/** Key of a spec's text and place, equal for specs of one suite that a report can't tell apart. */
export const textAtPlace = ({ text, location }: Pick<Spec, 'text' | 'location'>): string =>
  JSON.stringify([text, location.file, location.line]);

/** The specs that have each `[test_id:n]`, by n. */
export function specsByTestId<T extends Pick<SpecNames, 'testIds'>>(
  specs: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  return ownersOf(specs, ({ testIds }) => testIds);
}

/** The specs that have each key, by key. A spec that has a key twice is there once. */
export function ownersOf<T>(
  specs: readonly T[],
  keysOf: (spec: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const owners = new Map<string, T[]>();
  for (const spec of specs)
    for (const key of new Set(keysOf(spec))) {
      const known = owners.get(key);
      if (known === undefined) owners.set(key, [spec]);
      else known.push(spec);
    }
  return owners;
}

/** The one spec to which keys lead. A key that several specs have does not count; two that disagree lead nowhere. */
export function soleOwner<T>(
  owners: ReadonlyMap<string, readonly T[]>,
  keys: readonly string[],
): T | undefined {
  const found = new Set(
    keys.flatMap((key) => {
      const own = owners.get(key) ?? [];
      return own.length === 1 ? own : [];
    }),
  );
  return found.size === 1 ? [...found][0] : undefined;
}

/** Leads from names that a spec had once to the id that it has in an inventory; to none where that is not sure. */
export function createFollower(inventory: readonly SpecNames[]): (names: SpecNames) => string | undefined {
  const current = new Set(inventory.map(({ id }) => id));
  const owners = specsByTestId(inventory);
  return ({ id, testIds }) => (current.has(id) ? id : soleOwner(owners, testIds)?.id);
}
