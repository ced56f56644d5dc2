import { usageError } from '../core/errors.ts';
import { type Config, suiteSettings } from '../lanes/config.ts';
import type { ResolvedLane } from '../lanes/resolve.ts';
import type { Rule } from '../lanes/schema-types.ts';
import { nodeOf } from '../nodes/index.ts';
import type { NodeAdapter, NodeSpec } from '../nodes/types.ts';
import { SUITES } from '../suites/index.ts';
import type { SuiteAdapter, SuiteSource, Target } from '../suites/types.ts';
import { sourceOf } from './suite-source.ts';

/** Everything that takes part in a run of a lane. Suites and nodes are looked up together only here. */
export type RunSetup = ResolvedLane & {
  /** Rules of the configuration, by name. */
  readonly rules: Readonly<Record<string, Rule>>;
  readonly node: NodeSpec;
  readonly nodeAdapter: NodeAdapter;
  readonly source: SuiteSource;
  readonly suiteAdapter: SuiteAdapter;
  /** Target that the suite is built for; `undefined` for this machine as it is. */
  readonly target: Target | undefined;
};

/**
 * Sets up a run of a lane.
 *
 * @param suitePath absolute path of the test binary or Go package.
 */
export function setUpRun(config: Config, resolved: ResolvedLane, suitePath: string): RunSetup {
  const { lane } = resolved;
  const settings = suiteSettings(config, lane.suite);
  const { node, adapter } = nodeOf(config, lane);
  // A program of another architecture can't start another one without binfmt.
  if (node.settings.kind === 'qemu-user' && lane.run.procs > 1)
    throw usageError(
      `lane ${lane.name}: found procs ${lane.run.procs} on the node "${lane.node}" of kind qemu-user, expected 1: take a node of kind qemu-system`,
    );
  const suiteAdapter = SUITES[settings.kind];
  return {
    ...resolved,
    rules: config.settings.value.rules,
    node,
    nodeAdapter: adapter,
    source: sourceOf(lane.suite, settings, suitePath),
    suiteAdapter,
    target: adapter.isHost || suiteAdapter.form !== 'program' ? undefined : { arch: node.arch },
  };
}

/** Names, in the table of tools, of what this machine must have to run the lane. */
export async function toolsOfRun({
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
