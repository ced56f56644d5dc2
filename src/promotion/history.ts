import type { Spec } from '../core/types.ts';
import { followSpecs } from '../evidence/ledger/follow-specs.ts';
import type { Evidence, IndexedRun } from '../evidence/ledger/indexed-run.ts';
import { firstOutcome, specNumberOf } from '../evidence/ledger/packed-results.ts';
import { isCompleted, type Weighed } from './runs.ts';

/** Result of one spec in a run: its first attempt decides. */
export type Result = {
  /** Start of the run, in milliseconds since 1970. */
  readonly at: number;
  /**
   * Whether the spec passed; `null` where it ran and nobody knows how it ended. That proves nothing, but it was no
   * failure that is known.
   */
  readonly passed: boolean | null;
  readonly run: IndexedRun;
};

/** Results of which the end is known. */
export const completed = (results: readonly Result[]): readonly Result[] =>
  results.filter(({ passed }) => passed !== null);

/** Results of one spec, oldest first. */
export type History = { readonly native: readonly Result[]; readonly emulated: readonly Result[] };

type Growing = { native: Result[]; emulated: Result[] };

/** Histories of some specs by id, from the runs that count, under whatever name is surely theirs. */
export function historiesOf(
  wanted: readonly Spec[],
  inventory: readonly Spec[],
  { specs }: Evidence,
  weighed: readonly Weighed[],
): ReadonlyMap<string, History> {
  const histories = new Map<string, Growing>(wanted.map(({ id }) => [id, { native: [], emulated: [] }]));
  const follow = followSpecs(
    inventory,
    specs,
    weighed.map(({ run }) => run),
  );
  const targets = specs.map((names) => histories.get(follow(names) ?? ''));
  for (const { run, counts } of weighed) {
    if (counts === 'no') continue;
    const at = Date.parse(run.header.startedAt);
    for (const packed of run.results) {
      const target = targets[specNumberOf(packed)];
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

/** Adds a result: of two results of one spec in one run, the worse one is right. */
function push(results: Result[], result: Result): void {
  const last = results.at(-1);
  if (last?.run !== result.run) results.push(result);
  else if (last.passed !== false) results[results.length - 1] = result;
}
