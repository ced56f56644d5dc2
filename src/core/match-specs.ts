import { idKeys, ownersOf, type SpecNames, soleOwner, textAtPlace } from './spec-identity.ts';
import type { Location } from './types.ts';

/** A spec, as far as it can be recognised: the ledger knows neither texts nor places. */
type Known = SpecNames & { readonly text?: string; readonly location?: Location };

export type SpecMatches<A, B> = {
  /** Each spec before and after, in the order of the list after. */
  readonly pairs: readonly { readonly before: A; readonly after: B }[];
  readonly gone: readonly A[];
  readonly added: readonly B[];
};

/** A spec at its place in a list. */
type Entry<T extends Known> = { readonly spec: T; readonly idKey: string };

/** A way to recognise specs: one that alone has a key before is the one that alone has it after. */
type Way = {
  readonly keysOf: (entry: Entry<Known>) => readonly string[];
  /** Whether specs that are matched already count as owners of a key. */
  readonly among: 'all' | 'unmatched';
};

/** Ways to recognise specs, the most certain one first. */
const WAYS: readonly Way[] = [
  {
    keysOf: ({ spec: { text, location } }) =>
      text === undefined || location === undefined ? [] : [textAtPlace({ text, location })],
    among: 'all',
  },
  { keysOf: ({ idKey }) => [idKey], among: 'all' },
  { keysOf: ({ spec: { text } }) => (text === undefined ? [] : [text]), among: 'unmatched' },
  { keysOf: ({ spec: { testIds } }) => testIds, among: 'all' },
];

const BY_PLACE: Way = {
  keysOf: ({ spec: { location } }) =>
    location === undefined ? [] : [JSON.stringify([location.file, location.line])],
  among: 'unmatched',
};

/**
 * Says which spec of one list is which of another one, by the rules of `SpecNames`. The order of a list counts only for
 * specs that share an id.
 *
 * @param help `place` recognises a spec at last by its place, which is right for two lists of one state of a suite.
 */
export function matchSpecs<A extends Known, B extends Known>(
  before: readonly A[],
  after: readonly B[],
  help: 'place' | 'none' = 'none',
): SpecMatches<A, B> {
  const [former, latter] = [entriesOf(before), entriesOf(after)];
  const partners = new Map<Entry<B>, Entry<A>>();
  const taken = new Set<Entry<A>>();
  for (const { keysOf, among } of help === 'place' ? [...WAYS, BY_PLACE] : WAYS) {
    const left = latter.filter((entry) => !partners.has(entry));
    const formerOwners = ownersOf(
      among === 'all' ? former : former.filter((entry) => !taken.has(entry)),
      keysOf,
    );
    const owners = ownersOf(among === 'all' ? latter : left, keysOf);
    for (const entry of left) {
      const partner = soleOwner(formerOwners, keysOf(entry));
      if (partner === undefined || taken.has(partner)) continue;
      if (soleOwner(owners, keysOf(partner)) !== entry) continue;
      partners.set(entry, partner);
      taken.add(partner);
    }
  }
  return {
    pairs: latter.flatMap((entry) => {
      const partner = partners.get(entry);
      return partner === undefined ? [] : [{ before: partner.spec, after: entry.spec }];
    }),
    gone: former.filter((entry) => !taken.has(entry)).map(({ spec }) => spec),
    added: latter.filter((entry) => !partners.has(entry)).map(({ spec }) => spec),
  };
}

function entriesOf<T extends Known>(specs: readonly T[]): readonly Entry<T>[] {
  const keys = idKeys(specs);
  return specs.map((spec, index) => ({ spec, idKey: keys[index] as string }));
}
