import type { Lane } from '../lanes/resolve.ts';

/** Makes a lane with all that it would inherit, for tests of what is done with lanes. */
export const makeLane = (parts: Partial<Lane> = {}): Lane => ({
  name: 'wg',
  description: '',
  state: 'active',
  suite: 's',
  arch: 'arm64',
  node: 'n',
  inventory: 'dry-run',
  select: 'a || b',
  requires: {},
  exclude: [],
  run: {
    timeout: '1h',
    gracePeriod: '30s',
    seed: 1,
    flakeAttempts: 1,
    procs: 1,
    nodeAttempts: 1,
    args: [],
    env: {},
  },
  ...parts,
});
