import { amount } from '../../../core/amount.ts';
import { DURATION, formatSeconds, milliseconds } from '../../../core/duration.ts';
import { usageError } from '../../../core/errors.ts';
import { createForecaster, type SpecHistory } from '../../../planning/forecast.ts';
import { createEstimate } from '../../../planning/sharding/estimate.ts';
import { isOrderUnknown } from '../../../planning/sharding/groups.ts';
import { type Shard, splitByBudget, splitIntoShards } from '../../../planning/sharding/partition.ts';
import type { Context, LaneView } from '../../shared/context.ts';

export type ShardOptions = {
  /** Number of jobs that a lane is split into, at most. */
  readonly shards?: string;
  /** Duration that the specs of a job may take. */
  readonly budget?: string;
};

type Splitter =
  | { readonly by: 'shards'; readonly count: number }
  | { readonly by: 'budget'; readonly seconds: number };

/**
 * Largest number of shards; more is a slip of the finger: GitHub takes 256 jobs, and no lane of ours has a
 * thousand groups.
 */
const MAX_SHARDS = 1000;

/** Way in which lanes are to be split, as the user says; `undefined` for not at all. */
export function splitterOf({ shards, budget }: ShardOptions): Splitter | undefined {
  if (shards !== undefined && budget !== undefined)
    throw usageError('found --shards and --budget, expected one of them');
  if (shards !== undefined) {
    const count = Number(shards);
    if (/^\d+$/.test(shards) && count >= 1 && count <= MAX_SHARDS) return { by: 'shards', count };
    throw usageError(`--shards: found ${JSON.stringify(shards)}, expected a number from 1 to ${MAX_SHARDS}`);
  }
  if (budget === undefined) return undefined;
  const seconds = DURATION.test(budget) ? milliseconds(budget) / 1000 : 0;
  if (seconds > 0) return { by: 'budget', seconds };
  throw usageError(`--budget: found ${JSON.stringify(budget)}, expected a duration such as 40m or 1h30m`);
}

/**
 * Splits a lane into shards, by what the ledger knows; `undefined` where it selects nothing. Says what is
 * uncertain.
 */
export function shardsOf(
  context: Context,
  { resolved: { lane }, inventory, selection: { selected } }: LaneView,
  histories: readonly SpecHistory[],
  split: Splitter,
): readonly Shard[] | undefined {
  if (selected.length === 0) return undefined;
  const forecaster = createForecaster(histories, lane.arch, inventory.specs);
  const estimate = createEstimate(inventory.specs, forecaster);
  const shards =
    split.by === 'shards'
      ? splitIntoShards(selected, estimate, split.count)
      : splitByBudget(selected, estimate, split.seconds);
  const unknown = selected.filter((spec) => forecaster.secondsOf(spec) === undefined).length;
  const longest = Math.max(...shards.map(({ seconds }) => seconds));
  const note = (text: string): void => context.note(`lane ${lane.name}: ${text}`);
  note(`${amount(shards.length, 'job')}, the longest takes about ${formatSeconds(longest)}`);
  if (unknown > 0)
    note(
      unknown === selected.length
        ? 'no run in the ledger says how long its specs take: each counts as one second'
        : `no run says how long ${amount(unknown, 'spec')} of ${selected.length} take: estimated by the others of their containers`,
    );
  if (isOrderUnknown(selected))
    note(
      'a report does not tell which containers are Ordered, so those at the top are kept whole; --inventory source:FOLDER splits finer',
    );
  if (split.by === 'shards' && shards.length < split.count)
    note(
      `${split.count} jobs were asked for, but its specs have ${shards.length} groups that can be torn apart`,
    );
  if (split.by === 'budget' && longest > split.seconds)
    note(`a group that can't be torn apart takes longer than the budget, ${formatSeconds(split.seconds)}`);
  return shards;
}
