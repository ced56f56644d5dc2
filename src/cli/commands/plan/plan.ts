import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { EXIT, type ExitCode, LanekeeperError } from '../../../core/errors.ts';
import { type Config, suiteSettings } from '../../../lanes/config.ts';
import { formatOrigin } from '../../../lanes/origin.ts';
import type { ResolvedLane } from '../../../lanes/resolve.ts';
import { type Job, planLane } from '../../../planning/plan.ts';
import { SUITES } from '../../../suites/index.ts';
import { type Context, createViewer } from '../../shared/context.ts';
import { readHistories } from '../../shared/histories.ts';
import { chooseLanes } from '../../shared/lanes.ts';
import { readOverrides } from '../../shared/overrides.ts';
import type { PlanOptions } from './command.ts';
import { printMatrix, printPlan, printProw } from './formats.ts';
import { shardsOf, splitterOf } from './shards.ts';

/** Prints the jobs of lanes as JSON, or with `--show-config` every value of the lanes with its origin. */
export async function plan(
  context: Context,
  names: readonly string[],
  options: PlanOptions,
  command: CommandUnknownOpts,
): Promise<ExitCode> {
  const overrides = readOverrides(command);
  const split = splitterOf(options);
  const viewer = await createViewer(context, options, overrides);
  const lanes = chooseLanes(viewer.config, names, options);
  if (options.showConfig === true) {
    for (const { name } of lanes) printOrigins(context, viewer.look(name).resolved);
    return EXIT.ok;
  }
  if (options.format === 'prow') return printProw(context, viewer.config, lanes);
  const histories = split === undefined ? [] : await readHistories(context, viewer.config, options.evidence);
  const jobs: Job[] = [];
  for (const { name } of lanes) {
    const view = await viewer.view(name);
    const { resolved, criteria, inventory, selection } = view;
    const isWhole = split === undefined || runsAll(viewer.config, resolved.lane.suite);
    const shards = isWhole ? undefined : shardsOf(context, view, histories, split);
    jobs.push(...(await planLane(resolved.lane, criteria, inventory, selection, shards)));
  }
  printPlan(context, options, jobs);
  if (options.format === 'github') printMatrix(context, viewer.config, jobs);
  const empty = jobs
    .filter(({ suite, specs }) => specs.length === 0 && !runsAll(viewer.config, suite))
    .map(({ lane }) => lane);
  if (jobs.length === 0)
    throw new LanekeeperError(
      EXIT.notFine,
      'found no active lane of the suite: name lanes, or make one active',
    );
  if (empty.length > 0)
    throw new LanekeeperError(
      EXIT.notFine,
      `nothing is selected by ${empty.join(', ')}: lanekeeper list says why`,
    );
  return EXIT.ok;
}

/** Whether a suite is run whole and only then says which specs there are. */
const runsAll = (config: Config, suite: string): boolean =>
  SUITES[suiteSettings(config, suite).kind].listsLastRun;

function printOrigins(context: Context, { lane, origins }: ResolvedLane): void {
  context.print(`# ${lane.name}\n`);
  for (const [path, origin] of origins)
    context.print(`${path}: ${JSON.stringify(valueAt(lane, path))}  # ${formatOrigin(origin)}\n`);
}

const valueAt = (value: unknown, path: string): unknown =>
  path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value);
