import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shellLineIn } from '../../../core/shell-line.ts';
import { oneLine } from '../../../core/terminal.ts';
import { type Command, SCHEMA_VERSION, type Spec } from '../../../core/types.ts';
import { type Config, suiteSettings } from '../../../lanes/config.ts';
import type { ResolvedLane } from '../../../lanes/resolve.ts';
import type { PlannedJob } from '../../../planning/plan-file.ts';
import { laneCriteria } from '../../../planning/selection/lane-selection.ts';
import { selectSpecs } from '../../../planning/selection/select.ts';
import { planBuild } from '../../../runner/build-suite.ts';
import { isReport, readInventory, suitePath } from '../../../runner/inventory.ts';
import { requestOf } from '../../../runner/run-request.ts';
import { scopeOf } from '../../../runner/scope.ts';
import { setUpRun, toolsOfRun } from '../../../runner/setup.ts';
import { describeMissing, missingTools } from '../../../system/tools.ts';
import { type CommonOptions, type Context, printJson, specDocument } from '../../shared/context.ts';

/** Preview of what a run of a lane would do. */
type DryRun = {
  readonly lane: string;
  readonly labelFilter: string;
  readonly commands: readonly Command[];
  /** Programs and files that this machine lacks for the run, in words. */
  readonly missing: readonly string[];
  readonly specs: readonly Spec[];
};

type DryRunOptions = CommonOptions & { readonly focus?: string; readonly job?: PlannedJob };

/**
 * Prints what runs would do and what this machine lacks for them. To know the specs, it compiles and lists the
 * suite, as `list` does; no spec is started.
 */
export async function dryRun(
  context: Context,
  config: Config,
  lanes: readonly ResolvedLane[],
  options: DryRunOptions,
): Promise<void> {
  const runs: DryRun[] = [];
  for (const resolved of lanes) runs.push(await planRun(context, config, resolved, options));
  if (options.json === true) {
    const documents = runs.map((run) => ({ ...run, specs: run.specs.map(specDocument) }));
    printJson(context, { schemaVersion: SCHEMA_VERSION, runs: documents });
  } else for (const line of runs.flatMap(describeDryRun)) context.print(`${oneLine(line)}\n`);
}

async function planRun(
  context: Context,
  config: Config,
  resolved: ResolvedLane,
  options: DryRunOptions,
): Promise<DryRun> {
  const { lane } = resolved;
  const settings = suiteSettings(config, lane.suite);
  const named = suitePath(context.cwd, config.root, settings, options.inventory);
  // A report has the specs, but what would run is the suite itself.
  const runnable = isReport(named) ? suitePath(context.cwd, config.root, settings, undefined) : named;
  const setup = setUpRun(config, resolved, runnable);
  const build = planBuild(setup.source, lane.run.procs, setup.target);
  const nodePlan = await setup.nodeAdapter.plan(setup.node);
  // What can't be built can't be listed: then the commands are all that is known.
  const canList = isReport(named) || missingTools(setup.suiteAdapter.tools(setup.source)).length === 0;
  const specs = canList
    ? (
        await readInventory(
          lane.suite,
          settings,
          { path: named, mode: 'dry-run', arch: lane.arch },
          context.note,
        )
      ).specs
    : [];

  const facts = setup.nodeAdapter.known(setup.node);
  const criteria = laneCriteria(config.settings.value.rules, lane, facts);
  const all = selectSpecs(specs, criteria);
  const scope = scopeOf(all, options);
  for (const difference of scope.differences) context.note(oneLine(difference));
  const reportPath = join(tmpdir(), 'lanekeeper-report.json');
  const request = requestOf(setup, { criteria, scope }, reportPath, {
    suite: build.suite,
    artifacts: join(tmpdir(), 'lanekeeper-artifacts'),
    timeoutFactor: 1,
    env: {},
    console: 'console',
  });
  return {
    lane: lane.name,
    labelFilter: criteria.labelFilter,
    commands: [...build.commands, ...nodePlan.commands, setup.suiteAdapter.run(request)],
    missing: [...describeMissing(await toolsOfRun(setup)), ...nodePlan.obstacles],
    specs: scope.selection.selected,
  };
}

const describeDryRun = ({ lane, specs, commands, missing }: DryRun): readonly string[] => [
  `# ${lane}: ${specs.length} ${specs.length === 1 ? 'spec' : 'specs'}`,
  ...specs.map(({ text, location }) => `${text}  (${location.file}:${location.line})`),
  '# commands',
  ...commands.map(shellLineIn),
  ...(missing.length === 0
    ? ['# nothing is missing on this machine']
    : ['# missing on this machine', ...missing]),
];
