import type { Config } from './config.ts';
import { type Lane, resolveLane } from './resolve.ts';

/** All lanes of a configuration, in its order. */
export const allLanes = (config: Config): readonly Lane[] =>
  [...config.lanes.keys()].map((name) => resolveLane(config, name).lane);

type Described = { readonly state: string; readonly suite: string; readonly arch: string };

/** Whether a lane runs a suite, on any architecture. */
export const isActiveFor = ({ state, suite }: Described, ofSuite: string): boolean =>
  state === 'active' && suite === ofSuite;

/** Whether a lane runs a suite on an architecture; on none when that is not known. */
export const isActiveOn = (lane: Described, ofSuite: string, arch: string | undefined): boolean =>
  isActiveFor(lane, ofSuite) && lane.arch === arch;
