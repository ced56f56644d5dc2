import { appendFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { amount } from '../amount.ts';
import { formatOutputs, matricesOf, MAX_MATRIX_JOBS } from '../ci/github.ts';
import { formatSeconds, milliseconds } from '../duration.ts';
import { prowJobs } from '../ci/prow.ts';
import { EXIT, type ExitCode, LanekeeperError, usageError } from '../errors.ts';
import { writeFileAtomic } from '../files.ts';
import { createForecaster, type SpecHistory } from '../forecast.ts';
import type { Config } from '../lane/config.ts';
import { formatOrigin, type Lane, NO_OVERRIDES, type Overrides, type ResolvedLane } from '../lane/resolve.ts';
import { type Job, planLane } from '../plan.ts';
import { createEstimate } from '../sharding/estimate.ts';
import { isOrderUnknown } from '../sharding/groups.ts';
import { type Shard, splitByBudget, splitIntoShards } from '../sharding/partition.ts';
import { SUITES } from '../suites/index.ts';
import { SCHEMA_VERSION } from '../types.ts';
import { type CommonOptions, type Context, createViewer, type LaneView, printJson } from './context.ts';
import { readHistories } from './histories.ts';
import { chooseLanes } from './lanes.ts';

export type PlanOptions = CommonOptions & {
  readonly suite?: string;
  readonly showConfig?: boolean;
  /** How many jobs a lane is split into, at most. */
  readonly shards?: string;
  /** How long the specs of a job may take. */
  readonly budget?: string;
  readonly evidence?: string;
  /** File for the plan, instead of standard output. */
  readonly output?: string;
  readonly format: 'json' | 'github' | 'prow';
};

/** Prints the jobs of lanes as JSON, or with `--show-config` every value of the lanes with its origin. */
export async function plan(
  context: Context,
  names: readonly string[],
  options: PlanOptions,
  overrides: Overrides = NO_OVERRIDES,
): Promise<ExitCode> {
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

/** The plan to its file or standard output; for GitHub Actions the matrix beside it. */
function printPlan(context: Context, { output, format }: PlanOptions, jobs: readonly Job[]): void {
  const document = { schemaVersion: SCHEMA_VERSION, jobs };
  if (output !== undefined)
    writeFileAtomic(resolve(context.cwd, output), `${JSON.stringify(document, null, 2)}\n`);
  else if (format === 'json') printJson(context, document);
}

/** Prow takes its jobs from files: they are whole lanes, and need no suite to be known. */
async function printProw(
  context: Context,
  { settings, root }: Config,
  lanes: readonly Lane[],
): Promise<ExitCode> {
  const { prow } = settings.value;
  if (prow === undefined)
    throw usageError(
      `${relative(context.cwd, root) || '.'}/lanes/lanekeeper.yaml: found no "prow", expected at least: prow: { repository: owner/name, image: … }`,
    );
  const jobs = prowJobs(prow, lanes);
  if (Object.keys(jobs).length === 0)
    throw new LanekeeperError(
      EXIT.notFine,
      'no lane says when Prow runs it: add prow: { periodic: { cron: … } } or prow: { presubmit: {} } to a lane',
    );
  context.print((await import('../ci/prow-yaml.ts')).formatProwJobs(jobs));
  return EXIT.ok;
}

/** The matrix goes where GitHub reads outputs of a step; outside of Actions to standard output. */
function printMatrix(context: Context, { settings }: Config, jobs: readonly Job[]): void {
  const matrices = matricesOf(jobs, ({ node }) => {
    const found = settings.value.nodes[node];
    if (found === undefined) throw new Error(`the node "${node}" passed the checks but is unknown`);
    return found;
  });
  const lines = formatOutputs(matrices);
  const file = process.env['GITHUB_OUTPUT'];
  if (file === undefined || file === '') context.print(lines);
  else appendFileSync(file, lines);
  if (matrices.length > 1)
    context.note(
      `${amount(jobs.length, 'job')}, more than the ${MAX_MATRIX_JOBS} of a matrix: written to ${matrices.length} outputs, matrix to matrix${matrices.length}`,
    );
}

/** Whether a suite is run whole, and only then says what there is. */
function runsAll({ settings }: Config, suite: string): boolean {
  const kind = settings.value.suites[suite]?.kind;
  return kind !== undefined && SUITES[kind].listsLastRun;
}

type Splitter =
  | { readonly by: 'shards'; readonly count: number }
  | { readonly by: 'budget'; readonly seconds: number };

/** More is a slip of the finger: GitHub takes 256 jobs, and no lane of ours has a thousand groups. */
const MAX_SHARDS = 1000;

function splitterOf({ shards, budget }: PlanOptions): Splitter | undefined {
  if (shards !== undefined && budget !== undefined)
    throw usageError('found --shards and --budget, expected one of them');
  if (shards !== undefined) {
    const count = Number(shards);
    if (/^\d+$/.test(shards) && count >= 1 && count <= MAX_SHARDS) return { by: 'shards', count };
    throw usageError(`--shards: found ${JSON.stringify(shards)}, expected a number from 1 to ${MAX_SHARDS}`);
  }
  if (budget === undefined) return undefined;
  const seconds = /^(?:\d+(?:\.\d+)?(?:h|m|s|ms))+$/.test(budget) ? milliseconds(budget) / 1000 : 0;
  if (seconds > 0) return { by: 'budget', seconds };
  throw usageError(`--budget: found ${JSON.stringify(budget)}, expected a duration such as 40m or 1h30m`);
}

function shardsOf(
  context: Context,
  { resolved: { lane }, inventory, selection: { selected } }: LaneView,
  histories: readonly SpecHistory[],
  split: Splitter,
): readonly Shard[] | undefined {
  if (selected.length === 0) return undefined;
  const forecaster = createForecaster(histories, lane.arch);
  const estimate = createEstimate(inventory.specs, forecaster);
  const shards =
    split.by === 'shards'
      ? splitIntoShards(selected, estimate, split.count)
      : splitByBudget(selected, estimate, split.seconds);
  const unknown = selected.filter((spec) => forecaster.secondsOf(spec) === undefined).length;
  const longest = Math.max(...shards.map(({ seconds }) => seconds));
  const note = (text: string): void => context.note(`lane ${lane.name}: ${text}`);
  note(`${amount(shards.length, 'job')}, the longest takes about ${formatSeconds(longest)}`);
  if (unknown > 0)
    note(
      unknown === selected.length
        ? 'no run in the ledger says how long its specs take: each counts as one second'
        : `no run says how long ${amount(unknown, 'spec')} of ${selected.length} take: estimated by the others of their containers`,
    );
  if (isOrderUnknown(selected))
    note(
      'a report does not tell which containers are Ordered, so those at the top are kept whole; --inventory source:FOLDER splits finer',
    );
  if (split.by === 'shards' && shards.length < split.count)
    note(
      `${split.count} jobs were asked for, but its specs have ${shards.length} groups that can be torn apart`,
    );
  if (split.by === 'budget' && longest > split.seconds)
    note(`a group that can't be torn apart takes longer than the budget, ${formatSeconds(split.seconds)}`);
  return shards;
}

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
