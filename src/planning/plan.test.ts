import { expect, it } from 'vitest';
import { makeLane } from '../testing/lanes.ts';
import { makeSpec } from '../testing/specs.ts';
import { digestOfLane, planLane } from './plan.ts';
import { filterCriteria } from './selection/lane-selection.ts';
import { selectSpecs } from './selection/select.ts';

const plain = makeLane();
const lane = makeLane({ description: 'd', select: 'a', run: { ...plain.run, timeout: '4h' } });
const criteria = filterCriteria('a');

it('a job names what runs, where, and of what', async () => {
  const specs = [makeSpec('x', ['a']), makeSpec('y', ['b']), makeSpec('z', ['a'])];
  const inventory = { suite: 's', specs, digest: async () => 'sha256:1' };
  const selection = selectSpecs(specs, criteria);
  const [job, ...others] = await planLane(lane, criteria, inventory, selection, undefined);
  expect(others).toEqual([]);
  expect(job).toEqual({
    id: 'wg',
    lane: 'wg',
    laneDigest: digestOfLane(lane, criteria),
    arch: 'arm64',
    node: 'n',
    suite: 's',
    suiteDigest: 'sha256:1',
    labelFilter: 'a',
    timeout: '4h',
    shard: { number: 1, count: 1 },
    seconds: null,
    specs: ['x', 'z'],
  });
});

it('the digest of a lane follows what it selects and how it runs, not what is said about it', () => {
  const digest = digestOfLane(lane, criteria);
  expect(digestOfLane({ ...lane, description: 'other', state: 'defined' }, criteria)).toBe(digest);
  expect(digestOfLane({ ...lane, run: { ...lane.run, seed: 2 } }, criteria)).not.toBe(digest);
  expect(digestOfLane(lane, filterCriteria('b'))).not.toBe(digest);
});
