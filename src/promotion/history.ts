import type { Spec } from '../core/types.ts';
import { type Evidence, firstOutcome, type IndexedRun, specOf } from '../evidence/ledger/indexed-run.ts';
import { isCompleted, type Weighed } from './runs.ts';

/** A run of one spec: its first attempt decides. */
export type Result = {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `null`: it ran, and nobody knows how it ended. That proves nothing, but it was no failure that is known. */
  readonly passed: boolean | null;
  readonly run: IndexedRun;
};

/** Those of which the end is known. */
export const completed = (results: readonly Result[]): readonly Result[] =>
  results.filter(({ passed }) => passed !== null);

/** Of one spec, oldest first. */
export type History = { readonly native: readonly Result[]; readonly emulated: readonly Result[] };

type Growing = { native: Result[]; emulated: Result[] };

/**
 * What became of some specs in the runs that count. Results under an earlier name of a spec are its own where a
 * `[test_id:n]` leads to it that no other spec has, and where no spec has that earlier name now.
 */
export function historiesOf(
  wanted: readonly Spec[],
  inventory: readonly Spec[],
  { specs }: Evidence,
  weighed: readonly Weighed[],
): ReadonlyMap<string, History> {
  const histories = new Map<string, Growing>(wanted.map(({ id }) => [id, { native: [], emulated: [] }]));
  const idOf = createFollower(inventory);
  const targets = specs.map((names) => histories.get(idOf(names) ?? ''));
  for (const { run, counts } of weighed) {
    if (counts === 'no') continue;
    const at = Date.parse(run.header.startedAt);
    for (const packed of run.results) {
      const target = targets[specOf(packed)];
      if (target === undefined) continue;
      const outcome = firstOutcome(packed);
      if (isCompleted(outcome)) push(target[counts], { at, passed: outcome === 'passed', run });
      else if (outcome === 'notrun') push(target[counts], { at, passed: null, run });
    }
  }
  // Of runs that started at the same moment, the one that failed counts as the newer one.
  for (const { native, emulated } of histories.values())
    for (const results of [native, emulated])
      results.sort((a, b) => a.at - b.at || Number(b.passed) - Number(a.passed));
  return histories;
}

/** Two results of one run, under two names of one spec: the worse one is right. */
function push(results: Result[], result: Result): void {
  const last = results.at(-1);
  if (last?.run !== result.run) results.push(result);
  else if (last.passed !== false) results[results.length - 1] = result;
}

/** Leads from the names in the evidence to the id of the spec as it is called now. */
export function createFollower(
  inventory: readonly Pick<Spec, 'id' | 'testIds'>[],
): (names: Evidence['specs'][number]) => string | undefined {
  const current = new Set(inventory.map(({ id }) => id));
  const byTestId = new Map<string, string | null>();
  for (const { id, testIds } of inventory)
    for (const testId of testIds) byTestId.set(testId, byTestId.has(testId) ? null : id);
  return ({ id, testIds }) => {
    if (current.has(id)) return id;
    return testIds
      .map((testId) => byTestId.get(testId))
      .find((found) => found !== undefined && found !== null);
  };
}
