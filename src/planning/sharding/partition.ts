import type { Spec } from '../../core/types.ts';
import type { Estimate } from './estimate.ts';
import { groupSpecs } from './groups.ts';

/** The specs of one job, in the order of the suite. */
export type Shard = { readonly specs: readonly Spec[]; readonly seconds: number };

/**
 * Splits specs into at most so many shards of about equal time: the longest group first, each to the shard that has
 * the least so far. No shard is empty, so there can be fewer than were asked for.
 */
export function splitIntoShards(specs: readonly Spec[], estimate: Estimate, count: number): readonly Shard[] {
  return fill(specs, weighGroups(specs, estimate), count);
}

/**
 * The fewest shards of which none is expected to take longer.
 *
 * @param seconds for the specs alone; building and starting come on top.
 * @returns shards that take longer where a single group does.
 */
export function splitByBudget(specs: readonly Spec[], estimate: Estimate, seconds: number): readonly Shard[] {
  const groups = weighGroups(specs, estimate);
  const longest = groups[0]?.seconds ?? 0;
  const total = groups.reduce((sum, group) => sum + group.seconds, 0);
  const limit = Math.max(seconds, longest) * (1 + Number.EPSILON * groups.length);
  for (let count = Math.max(1, Math.ceil(total / limit)); ; count += 1) {
    const shards = fill(specs, groups, count);
    if (count >= groups.length || shards.every((shard) => shard.seconds <= limit)) return shards;
  }
}

/** Seconds that every way to split takes at least: the mean of the shards, or the longest group. */
export function makespanLowerBound(specs: readonly Spec[], estimate: Estimate, count: number): number {
  const groups = weighGroups(specs, estimate);
  const total = groups.reduce((sum, { seconds }) => sum + seconds, 0);
  return Math.max(total / count, groups[0]?.seconds ?? 0);
}

/**
 * Groups and their time, longest first; equal ones in the order of the suite, so that the same history gives the same
 * plan.
 */
const weighGroups = (specs: readonly Spec[], estimate: Estimate): readonly Shard[] =>
  groupSpecs(specs)
    .map((group) => ({ specs: group, seconds: group.reduce((sum, spec) => sum + estimate(spec), 0) }))
    .toSorted((a, b) => b.seconds - a.seconds);

function fill(specs: readonly Spec[], groups: readonly Shard[], count: number): readonly Shard[] {
  const shards = Array.from({ length: Math.min(count, groups.length) }, () => ({
    specs: new Set<Spec>(),
    seconds: 0,
  }));
  for (const group of groups) {
    // An empty shard goes first, or groups that take no time would leave some so.
    const next = shards.reduce((a, b) =>
      b.seconds < a.seconds || (b.seconds === a.seconds && b.specs.size < a.specs.size) ? b : a,
    );
    for (const spec of group.specs) next.specs.add(spec);
    next.seconds += group.seconds;
  }
  return shards.map((shard) => ({
    specs: specs.filter((spec) => shard.specs.has(spec)),
    seconds: shard.seconds,
  }));
}
