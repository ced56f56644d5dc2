import { EXIT, infrastructureError, LanekeeperError } from '../core/errors.ts';
import type { Facts, Spec } from '../core/types.ts';
import type { NodeSession } from '../nodes/types.ts';
import { expiredRules } from '../planning/selection/rules.ts';
import { type GitState, gitState, UNKNOWN_SOURCES } from '../system/git-state.ts';
import { describeMissing } from '../system/tools.ts';
import { type BuiltSource, buildSuite } from './build-suite.ts';
import { cachedSpecs, listSuite } from './list-suite.ts';
import { withNode } from './open-node.ts';
import type { RunOptions } from './run-options.ts';
import { runSuite, type SuiteExecution } from './run-suite.ts';
import { type RunSelection, selectForRun } from './scope.ts';
import { type RunSetup, toolsOfRun } from './setup.ts';
import { withWorkplace } from './workplace.ts';

/** Values of the stages of a try at a lane that ended well. */
type Reached = {
  /** Facts of the node that were probed; those known before where the node never came up. */
  readonly facts: Facts;
  readonly node?: Pick<NodeSession, 'start' | 'timeoutFactor'>;
  readonly sources: GitState;
  readonly built?: BuiltSource;
  readonly listed?: readonly Spec[];
  readonly execution?: SuiteExecution;
  /** Error that kept the suite from being run at all, of the node or of the machine that builds it. */
  readonly failure?: LanekeeperError;
};

/** One try at a lane, as far as it came. */
export type LaneRun = RunSelection &
  Omit<Reached, 'listed'> & {
    /** Specs of the suite; empty when it could not be listed. */
    readonly specs: readonly Spec[];
  };

/** Starts the lane's node, builds and lists its suite for it, selects, and runs. */
export async function runOnNode(setup: RunSetup, options: RunOptions): Promise<LaneRun> {
  const { lane, node, nodeAdapter, source, suiteAdapter, target } = setup;
  const { note, interrupt } = options;
  const preparation = { note, stop: interrupt };
  let reached: Reached = { facts: nodeAdapter.known(node), sources: UNKNOWN_SOURCES };
  const reach = <T extends Partial<Reached>>(stage: T): T => {
    reached = { ...reached, ...stage };
    return stage;
  };
  try {
    const [missing] = describeMissing(await toolsOfRun(setup));
    if (missing !== undefined) throw infrastructureError(missing);
    await withNode(setup, options, async (session, onSuiteStart) => {
      const { facts } = reach({ facts: session.facts, node: session });
      // Before the build: sources can change while a suite runs for hours.
      if (source.kind === 'package') reach({ sources: await gitState(source.path) });
      const { built } = reach({
        built: await buildSuite(lane.suite, source, lane.run.procs, target, preparation),
      });
      await withWorkplace(session, built.suite, suiteAdapter.form, async (place) => {
        const { specs } = await listSuite(lane.suite, built, place, preparation);
        reach({ listed: specs });
        const selection = selectForRun(setup, facts, specs, options);
        const { criteria, scope } = selection;
        const today = new Date().toISOString().slice(0, 10);
        for (const remark of [...expiredRules(criteria.rules, today), ...scope.differences]) note(remark);
        onSuiteStart();
        if (scope.selection.selected.length > 0 || suiteAdapter.listsLastRun)
          reach({ execution: await runSuite(setup, place, selection, options) });
      });
    });
  } catch (error) {
    if (!(error instanceof LanekeeperError) || error.exitCode !== EXIT.infrastructure) throw error;
    reach({ failure: error });
    options.onStart();
  }
  const { listed, ...others } = reached;
  const known = listed ?? (others.built && cachedSpecs(others.built));
  const specs = known && joinTold(known, others.execution?.specs ?? []);
  return { ...others, ...selectForRun(setup, others.facts, specs, options), specs: specs ?? [] };
}

/** Specs that were known before or that only the run told. */
function joinTold(known: readonly Spec[], told: readonly Spec[]): readonly Spec[] {
  const texts = new Set(told.map(({ text }) => text));
  return [...told, ...known.filter(({ text }) => !texts.has(text))];
}
