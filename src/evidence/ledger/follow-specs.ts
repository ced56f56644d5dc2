import { createFollower, type SpecNames } from '../../core/spec-identity.ts';
import type { IndexedRun } from './indexed-run.ts';
import { specNumberOf } from './packed-results.ts';

/**
 * Leads from the names in the evidence to the id of the spec as it is called now. A spec that ran beside the one
 * that its `[test_id:n]` leads to, or beside another one that it leads there, was a spec of its own: whose results
 * they are is not known, so they are nobody's.
 *
 * @param inventory all specs of the suite, as it is now.
 * @param specs names in the evidence, by number.
 */
export function followSpecs(
  inventory: readonly SpecNames[],
  specs: readonly SpecNames[],
  runs: readonly Pick<IndexedRun, 'results'>[],
): (names: SpecNames) => string | undefined {
  const follow = createFollower(inventory);
  const ids = specs.map(follow);
  const renamed = new Set(ids.filter((id, number) => id !== undefined && id !== specs[number]?.id));
  if (renamed.size === 0) return follow;
  // Few specs were ever renamed, and there are millions of results: the others are passed over.
  const targets = ids.map((id) => (renamed.has(id) ? id : undefined));
  const others = new Set<string>();
  for (const { results } of runs) {
    const seen = new Map<string, string>();
    for (const packed of results) {
      const number = specNumberOf(packed);
      const target = targets[number];
      if (target === undefined) continue;
      const { id } = specs[number] as SpecNames;
      const beside = seen.get(target);
      if (beside === undefined) seen.set(target, id);
      else if (beside !== id) for (const each of [beside, id]) if (each !== target) others.add(each);
    }
  }
  return (names) => (others.has(names.id) ? undefined : follow(names));
}
