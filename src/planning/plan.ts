import { digestOfText } from '../core/digest.ts';
import type { Inventory } from '../core/types.ts';
import type { Lane } from '../lanes/resolve.ts';
import type { Criteria, Selection } from './selection/select.ts';
import type { Shard } from './sharding/partition.ts';

/** One piece of work for a CI engine or a machine: specs of a lane on its node. */
export type Job = {
  /** Id of the job, unique in a plan; also the name of the folder of its reports. */
  readonly id: string;
  readonly lane: string;
  readonly laneDigest: string;
  readonly arch: string;
  readonly node: string;
  readonly suite: string;
  /** SHA-256 of what the specs were read from, as `sha256:…`. */
  readonly suiteDigest: string;
  readonly labelFilter: string;
  readonly timeout: string;
  /** Which part of the lane it is; number from 1. */
  readonly shard: { readonly number: number; readonly count: number };
  /** Seconds that its specs are expected to take, one after the other; `null` where no run says so. */
  readonly seconds: number | null;
  /** Ids of the specs to run. */
  readonly specs: readonly string[];
};

/** The id of a lane's job. */
export const jobId = (lane: string, number: number, count: number): string =>
  count === 1 ? lane : `${lane}-${number}of${count}`;

export type Plan = { readonly jobs: readonly Job[] };

/**
 * Makes the jobs of a lane, one for each shard; `shards` is `undefined` for the lane as a whole, however long it takes.
 */
export async function planLane(
  lane: Lane,
  criteria: Criteria,
  inventory: Inventory,
  { selected }: Selection,
  shards: readonly Shard[] | undefined,
): Promise<readonly Job[]> {
  const common = {
    lane: lane.name,
    laneDigest: digestOfLane(lane, criteria),
    arch: lane.arch,
    node: lane.node,
    suite: lane.suite,
    suiteDigest: await inventory.digest(),
    labelFilter: criteria.labelFilter,
    timeout: lane.run.timeout,
  };
  const parts: readonly { readonly specs: Shard['specs']; readonly seconds: number | null }[] = shards ?? [
    { specs: selected, seconds: null },
  ];
  return parts.map(({ specs, seconds }, index) => ({
    id: jobId(lane.name, index + 1, parts.length),
    ...common,
    shard: { number: index + 1, count: parts.length },
    seconds: seconds === null ? null : Math.round(seconds * 10) / 10,
    specs: specs.map(({ id }) => id),
  }));
}

/** Digest of what the jobs of a plan are to run: the same for two plans that agree in that. */
export const digestOfPlan = ({ jobs }: Plan): string =>
  digestOfText(JSON.stringify(jobs.map(({ id, laneDigest, specs }) => [id, laneDigest, specs])));

/**
 * Digest of a lane: it changes when what the lane selects or how it runs changes, and not with a description or a
 * reason.
 */
export const digestOfLane = ({ suite, arch, node, run }: Lane, { labelFilter }: Criteria): string =>
  digestOfText(JSON.stringify({ suite, arch, node, run, labelFilter }));
