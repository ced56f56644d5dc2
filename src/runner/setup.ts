import { milliseconds } from '../core/duration.ts';
import { ConfigError, usageError } from '../core/errors.ts';
import type { Facts } from '../core/types.ts';
import { type Config, problemAt } from '../lanes/config.ts';
import type { Origin } from '../lanes/origin.ts';
import type { Lane, ResolvedLane } from '../lanes/resolve.ts';
import { nodeOf } from '../nodes/index.ts';
import type { NodeAdapter, NodeSession, NodeSpec } from '../nodes/types.ts';
import { SUITES } from '../suites/index.ts';
import type { BuiltSuite, RunRequest, SuiteAdapter, SuiteSource } from '../suites/types.ts';
import { sourceOf } from './build-suite.ts';
import type { RunScope } from './scope.ts';

/** What takes part in a run of a lane: the one place where suites and nodes are looked up together. */
export type RunSetup = {
  readonly lane: Lane;
  readonly node: NodeSpec;
  readonly nodeAdapter: NodeAdapter;
  readonly source: SuiteSource;
  readonly suiteAdapter: SuiteAdapter;
};

/** @param suitePath absolute path of the test binary or Go package. */
export function setUpRun(config: Config, { lane }: ResolvedLane, suitePath: string): RunSetup {
  const suiteSettings = config.settings.value.suites[lane.suite];
  if (suiteSettings === undefined) throw new Error(`lane ${lane.name} passed the checks but has no suite`);
  const { node, adapter } = nodeOf(config, lane);
  // A program of another architecture can't start another one without binfmt.
  if (node.settings.kind === 'qemu-user' && lane.run.procs > 1)
    throw usageError(
      `lane ${lane.name}: found procs ${lane.run.procs} on the node "${lane.node}" of kind qemu-user, expected 1: take a node of kind qemu-system`,
    );
  return {
    lane,
    node,
    nodeAdapter: adapter,
    source: sourceOf(lane.suite, suiteSettings, suitePath),
    suiteAdapter: SUITES[suiteSettings.kind],
  };
}

/** What this machine must have to run the lane, by the names of the table of tools. */
export async function toolsOf({
  lane,
  node,
  nodeAdapter,
  source,
  suiteAdapter,
}: RunSetup): Promise<readonly string[]> {
  const isNeededHere = nodeAdapter.isHost || suiteAdapter.form === 'program';
  // A suite with a PATH of its own knows where its tools are.
  const knowsBetter = 'PATH' in { ...source.settings.env, ...lane.run.env };
  return [
    ...(isNeededHere && !knowsBetter ? suiteAdapter.tools(source) : []),
    ...(await nodeAdapter.tools(node)),
  ];
}

/** A lane must never run on a machine of another kind than the one that its results will speak of. */
export function refuseOtherMachine(resolved: ResolvedLane, facts: Facts): void {
  refuseOtherArch(resolved, facts);
  const { lane, origins } = resolved;
  const { accel, capabilities = {} } = lane.requires;
  const found = facts.machine?.accel ?? 'none';
  const lacking = Object.entries(capabilities).find(([name, wanted]) => {
    const value = facts.capabilities[name]?.value ?? false;
    return wanted === true ? value === false || value === 0 : Number(value) < wanted;
  });
  const because =
    accel !== undefined && !accel.includes(found)
      ? `accel ${accel.join(' or ')}, but that of the node "${lane.node}" is ${found}`
      : lacking === undefined
        ? undefined
        : `${lacking[0]} ${lacking[1]}, but the node "${lane.node}" has ${facts.capabilities[lacking[0]]?.value ?? 'none'}`;
  if (because !== undefined)
    refuse(
      `found that the lane requires ${because}: choose another node`,
      lane.name,
      origins.get('requires'),
    );
}

function refuseOtherArch({ lane, origins }: ResolvedLane, facts: Facts): void {
  if (facts.arch === lane.arch) return;
  const message = `found the arch ${lane.arch}, but the node "${lane.node}" is a machine of ${facts.arch} (uname -m: ${facts.machine?.uname}): run it on a machine of ${lane.arch}, or choose a lane for ${facts.arch}`;
  refuse(message, lane.name, origins.get('arch'));
}

function refuse(message: string, lane: string, origin: Origin | undefined): never {
  throw origin?.kind === 'file'
    ? new ConfigError([problemAt(origin.file, origin.position, message)])
    : usageError(`lane ${lane}: ${message}`);
}

/** Environment variable by which suites such as KubeVirt’s know where to leave what is to be kept. */
const ARTIFACTS = 'ARTIFACTS';

export const requestOf = (
  { lane, source: { settings } }: RunSetup,
  suite: BuiltSuite,
  labelFilter: string,
  { selection, narrowed }: RunScope,
  reportPath: string,
  place: Pick<NodeSession, 'timeoutFactor' | 'env' | 'console' | 'artifacts'>,
): RunRequest => ({
  suite,
  settings,
  labelFilter,
  specs: selection.selected,
  narrowed,
  others: [...selection.excluded.map(({ spec }) => spec), ...selection.pending],
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

/** A duration of a lane, as long as it may take on a slower machine. */
const scaleDuration = (duration: string, factor: number): string =>
  factor === 1 ? duration : `${Math.round(milliseconds(duration) * factor)}ms`;
