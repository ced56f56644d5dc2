import type { DemoteRule } from '../lanes/policy-schema.ts';
import { completed, type Result } from './history.ts';
import { DAY_MS, percent, within } from './measure.ts';

/**
 * Reason that speaks against a claim, and the time since when it has held without a break, in milliseconds since
 * 1970.
 */
export type Doubt = { readonly because: string; readonly since: number };

/** Whether a doubt is old enough for an edit, and not only for a finding. */
export const isOver = (doubt: Doubt, rule: DemoteRule, asOf: number): boolean =>
  asOf - doubt.since >= rule.graceDays * DAY_MS;

/**
 * Finds why a spec no longer bears out a claim. All of it is read off the ledger, so that the same question has
 * the same answer tomorrow: a finding is as old as the evidence for it.
 *
 * @param knownSince start of the ledger's first run that counts. Before, absence means nothing.
 */
export function doubtOf(
  history: readonly Result[],
  rule: DemoteRule,
  asOf: number,
  knownSince: number,
): Doubt | undefined {
  const past = history.filter(({ at }) => at <= asOf);
  const newest = completed(past).at(-1)?.at;
  const staleAt = Math.max(newest ?? 0, knownSince) + rule.staleDays * DAY_MS;
  if (asOf >= staleAt) {
    const days = Math.floor((asOf - Math.max(newest ?? 0, knownSince)) / DAY_MS);
    return { because: `no completed run for ${days} days`, since: staleAt };
  }
  const because = failuresAt(past, rule, asOf);
  if (because === undefined) return undefined;
  let since = asOf;
  // Back through the moments at which the answer can have changed for the worse.
  for (const { at } of past.toReversed()) {
    if (failuresAt(past, rule, at) === undefined) break;
    since = at;
  }
  return { because, since };
}

/** Reason why too many first attempts failed up to a time; `undefined` where there is none. */
function failuresAt(history: readonly Result[], rule: DemoteRule, at: number): string | undefined {
  const windows = [
    { days: rule.shortDays, limit: rule.shortRatio },
    { days: rule.longDays, limit: rule.longRatio },
  ];
  for (const { days, limit } of windows) {
    const results = within(history, days, at);
    const failures = results.filter(({ passed }) => passed === false).length;
    if (failures >= Math.max(1, rule.failures) && failures > limit * results.length)
      return `${failures} of ${results.length} first attempts are known to have failed in ${days} days, more than ${percent(limit)}`;
  }
  return undefined;
}
