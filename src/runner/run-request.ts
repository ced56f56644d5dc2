import { milliseconds } from '../core/duration.ts';
import type { RunRequest } from '../suites/types.ts';
import type { RunSelection } from './scope.ts';
import type { RunSetup } from './setup.ts';
import type { RunWorkplace } from './workplace.ts';

/** Environment variable by which suites such as KubeVirt’s know where to leave what is to be kept. */
const ARTIFACTS = 'ARTIFACTS';

/** Request to a suite to run in a workplace what is selected. */
export const requestOf = (
  { lane, source: { settings } }: Pick<RunSetup, 'lane' | 'source'>,
  { criteria, scope }: RunSelection,
  reportPath: string,
  place: Pick<RunWorkplace, 'suite' | 'timeoutFactor' | 'env' | 'console' | 'artifacts'>,
): RunRequest => ({
  suite: place.suite,
  settings,
  labelFilter: criteria.labelFilter,
  specs: scope.selection.selected,
  narrowed: scope.narrowed,
  others: [...scope.selection.excluded.map(({ spec }) => spec), ...scope.selection.pending],
  reportPath,
  artifacts: place.artifacts,
  ...(place.console === undefined ? {} : { console: place.console }),
  arch: lane.arch,
  timeoutFactor: place.timeoutFactor,
  timeout: scaleDuration(lane.run.timeout, place.timeoutFactor),
  gracePeriod: scaleDuration(lane.run.gracePeriod, place.timeoutFactor),
  seed: lane.run.seed,
  flakeAttempts: lane.run.flakeAttempts,
  procs: lane.run.procs,
  args: [...(settings.args ?? []), ...lane.run.args],
  env: { [ARTIFACTS]: place.artifacts, ...place.env, ...settings.env, ...lane.run.env },
});

/** Duration of a lane, multiplied for a slower machine. */
const scaleDuration = (duration: string, factor: number): string =>
  factor === 1 ? duration : `${Math.round(milliseconds(duration) * factor)}ms`;
