import { ConfigError, usageError } from './errors.ts';
import { sourceOf } from './suite-build.ts';
import { type Config, problemAt } from './lane/config.ts';
import type { FileOrigin, Lane, ResolvedLane } from './lane/resolve.ts';
import { NODES } from './nodes/index.ts';
import type { NodeAdapter, NodeSpec } from './nodes/types.ts';
import { findSpecs } from './selection/find.ts';
import type { Selection } from './selection/select.ts';
import { SUITES } from './suites/index.ts';
import type { BuiltSuite, RunRequest, SuiteAdapter, SuiteSource } from './suites/types.ts';
import type { Facts, Spec } from './types.ts';

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
  const { nodes, suites } = config.settings.value;
  const nodeSettings = nodes[lane.node];
  const suiteSettings = suites[lane.suite];
  if (nodeSettings === undefined || suiteSettings === undefined)
    throw new Error(`lane ${lane.name} passed the checks but has no node or suite`);
  return {
    lane,
    node: { name: lane.node, settings: nodeSettings },
    nodeAdapter: NODES[nodeSettings.kind],
    source: sourceOf(lane.suite, suiteSettings, suitePath),
    suiteAdapter: SUITES[suiteSettings.kind],
  };
}

/** A lane must never run on another architecture than the one that its results will speak of. */
export function refuseOtherArch({ lane, origins }: ResolvedLane, facts: Facts): void {
  if (facts.arch === lane.arch) return;
  const { file, position } = origins.get('arch') as FileOrigin;
  const message = `found the arch ${lane.arch}, but the node "${lane.node}" is a machine of ${facts.arch} (uname -m: ${facts.machine?.uname}): run it on a machine of ${lane.arch}, or choose a lane for ${facts.arch}`;
  throw new ConfigError([problemAt(file, position, message)]);
}

export const requestOf = (
  { lane, source: { settings } }: RunSetup,
  suite: BuiltSuite,
  labelFilter: string,
  focus: Spec | undefined,
  reportPath: string,
): RunRequest => ({
  suite,
  labelFilter,
  ...(focus === undefined ? {} : { focus }),
  reportPath,
  timeout: lane.run.timeout,
  gracePeriod: lane.run.gracePeriod,
  seed: lane.run.seed,
  flakeAttempts: lane.run.flakeAttempts,
  procs: lane.run.procs,
  args: [...(settings.args ?? []), ...lane.run.args],
  env: { ...settings.env, ...lane.run.env },
});

/** The one selected spec that a query means. */
export function focusSpec(query: string, { selected, excluded, pending }: Selection): Spec {
  const found = findSpecs(selected, query)?.specs ?? [];
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined)
    throw usageError(
      `--focus: ${JSON.stringify(query)} means ${found.length} specs of the lane, expected one; first ${JSON.stringify(only.text)} and ${JSON.stringify(others[0]?.text)}`,
    );
  const outside = findSpecs([...excluded.map(({ spec }) => spec), ...pending], query)?.specs[0];
  const hint =
    outside === undefined
      ? ''
      : `; ${JSON.stringify(outside.text)} is like it, but not selected: lanekeeper explain says why`;
  throw usageError(`--focus: the lane selects no spec like ${JSON.stringify(query)}${hint}`);
}

/** The selection without all other specs, each with that as its reason. */
export const narrow = (selection: Selection, focus: Spec): Selection => ({
  ...selection,
  selected: [focus],
  excluded: [
    ...selection.excluded,
    ...selection.selected
      .filter((spec) => spec !== focus)
      .map((spec) => ({
        spec,
        rule: 'focus',
        because: 'the run was limited to one other spec',
        label: null,
        labelAt: null,
      })),
  ],
});
