import { digestOfText } from './digest.ts';
import type { Lane } from './lane/resolve.ts';
import type { Criteria, Selection } from './selection/select.ts';
import type { Inventory } from './types.ts';

/** One piece of work for a CI engine or a machine: a lane's specs on its node. */
export type Job = {
  /** Unique in a plan. */
  readonly id: string;
  readonly lane: string;
  readonly laneDigest: string;
  readonly arch: string;
  readonly node: string;
  readonly suite: string;
  /** Of what the specs were read from. */
  readonly suiteDigest: string;
  readonly labelFilter: string;
  readonly timeout: string;
  /** Ids of the specs to run. */
  readonly specs: readonly string[];
};

export const planJob = async (
  lane: Lane,
  criteria: Criteria,
  inventory: Inventory,
  { selected }: Selection,
): Promise<Job> => ({
  id: lane.name,
  lane: lane.name,
  laneDigest: digestOfLane(lane, criteria),
  arch: lane.arch,
  node: lane.node,
  suite: lane.suite,
  suiteDigest: await inventory.digest(),
  labelFilter: criteria.labelFilter,
  timeout: lane.run.timeout,
  specs: selected.map(({ id }) => id),
});

/** Changes when what the lane selects or how it runs changes, and not with a description or a reason. */
export const digestOfLane = ({ suite, arch, node, run }: Lane, { labelFilter }: Criteria): string =>
  digestOfText(JSON.stringify({ suite, arch, node, run, labelFilter }));
