import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { machineArch } from '../../../core/architectures.ts';
import { EXIT, type ExitCode, usageError } from '../../../core/errors.ts';
import { oneLine } from '../../../core/terminal.ts';
import { SCHEMA_VERSION } from '../../../core/types.ts';
import type { RunReport } from '../../../evidence/report/run-report.ts';
import { type Config, suiteSettings } from '../../../lanes/config.ts';
import { openConfig } from '../../../lanes/open-config.ts';
import { type ResolvedLane, resolveLane } from '../../../lanes/resolve.ts';
import { findJob, type PlannedJob, readPlan } from '../../../planning/plan-file.ts';
import { suitePath } from '../../../runner/inventory.ts';
import { runLane } from '../../../runner/run-lane.ts';
import { moveFile, withTemporaryFolder } from '../../../system/files.ts';
import { withSignalHandler } from '../../../system/signals.ts';
import type { Announced, RunProgress } from '../../progress/progress.ts';
import { createLines } from '../../progress/progress-lines.ts';
import { type Context, printJson } from '../../shared/context.ts';
import { chooseLanes } from '../../shared/lanes.ts';
import { readOverrides } from '../../shared/overrides.ts';
import {
  describeRun,
  exitCodeOf,
  JOBS_FOLDER,
  moveLeftovers,
  OUTPUT_FILE,
  prepareReports,
  tellGithub,
  writeReports,
} from '../../shared/reports.ts';
import type { RunCommandOptions } from './command.ts';
import { dryRun } from './dry-run.ts';
import { readDurations } from './durations.ts';

/** Largest size of the suite's output that is kept, in bytes; a stranger must not fill the disk. */
const MAX_OUTPUT_BYTES = 1024 * 1024 * 1024;
/** Milliseconds that the suite gets for its report after SIGTERM: CI engines kill soon. */
const TERM_GRACE_MS = 5000;

/** Runs lanes one after the other on this machine and writes their reports. */
export async function runLanes(
  context: Context,
  names: readonly string[],
  options: RunCommandOptions,
  command: CommandUnknownOpts,
): Promise<ExitCode> {
  const overrides = readOverrides(command);
  const config = await openConfig(context.cwd, options.config, context.version);
  const job = jobToRun(context, names, options);
  const chosen = job === undefined ? lanesToRun(config, names, options) : [job.job.lane];
  const lanes = chosen.map((name) => resolveLane(config, name, overrides));
  if (options.dryRun === true) {
    const { job: _name, ...others } = options;
    await dryRun(context, config, lanes, job === undefined ? others : { ...others, job });
    return EXIT.ok;
  }
  const reports: RunReport[] = [];
  let interrupted = false;
  const progress = await createProgress(context, config, lanes, job, options);
  try {
    for (const resolved of lanes) {
      const report = await runOne(context, config, resolved, job, options, progress, () => {
        interrupted = true;
      });
      reports.push(report);
      if (interrupted) break;
    }
  } finally {
    await progress.close();
  }
  if (options.json === true) printJson(context, { schemaVersion: SCHEMA_VERSION, reports });
  if (interrupted) return EXIT.interrupted;
  return Math.max(...reports.map(({ verdict }) => exitCodeOf(verdict))) as ExitCode;
}

/**
 * Creates the display of the run's progress: a tree where it can be redrawn, and nothing else writes between its
 * lines.
 */
async function createProgress(
  context: Context,
  config: Config,
  lanes: readonly ResolvedLane[],
  job: PlannedJob | undefined,
  options: RunCommandOptions,
): Promise<RunProgress> {
  const isWhole = job === undefined && options.focus === undefined;
  const durations = isWhole ? await readDurations(config) : new Map<string, number>();
  const jobs = lanes.map(
    ({ lane: { name } }): Announced =>
      job === undefined
        ? { name, expectedSeconds: durations.get(name) }
        : { name: job.job.id, expectedSeconds: job.job.seconds ?? undefined },
  );
  if (!context.isTerminal || options.verbose === true) return createLines(jobs, context.writeProgress);
  return (await import('../../progress/progress-tree.ts')).createTree(jobs);
}

/** The job of a plan that the user names, which takes the place of lanes. */
function jobToRun(
  { cwd }: Context,
  names: readonly string[],
  { plan, job, focus, suite }: RunCommandOptions,
): PlannedJob | undefined {
  if (plan === undefined && job === undefined) return undefined;
  if (plan === undefined || job === undefined)
    throw usageError(
      `found ${plan === undefined ? '--job without --plan' : '--plan without --job'}, expected both: lanekeeper run --plan plan.json --job wg-arm64-1of4`,
    );
  if (names.length > 0 || focus !== undefined || suite !== undefined)
    throw usageError(
      'found --job beside lanes, --suite or --focus, expected it alone: the plan says what runs',
    );
  return findJob(readPlan(resolve(cwd, plan)), job);
}

/**
 * Names of the lanes to run: those named; with `--suite` alone, the active ones of the suite that this machine's
 * architecture can run.
 */
function lanesToRun(config: Config, names: readonly string[], options: RunCommandOptions): readonly string[] {
  if (names.length > 0) return chooseLanes(config, names, options).map(({ name }) => name);
  if (options.suite === undefined)
    throw usageError('found neither a lane nor --suite, expected one of them: lanekeeper run wg-arm64');
  const lanes = chooseLanes(config, names, options).filter(({ arch }) => arch === machineArch());
  if (lanes.length > 0) return lanes.map(({ name }) => name);
  throw usageError(
    `the suite "${options.suite}" has no active lane for ${machineArch()}, this machine’s architecture: name a lane, or add one`,
  );
}

async function runOne(
  context: Context,
  config: Config,
  resolved: ResolvedLane,
  job: PlannedJob | undefined,
  options: RunCommandOptions,
  shown: RunProgress,
  onInterrupt: () => void,
): Promise<RunReport> {
  const { lane } = resolved;
  const settings = suiteSettings(config, lane.suite);
  const folder = resolve(
    context.cwd,
    options.reports,
    ...(job === undefined ? [lane.name] : [JOBS_FOLDER, job.job.id]),
  );
  const progress = shown.start(job === undefined ? lane.name : job.job.id);
  const note = (message: string): void => progress.note(oneLine(message));
  return withTemporaryFolder(async (scratch) => {
    const log = createLog(join(scratch, OUTPUT_FILE));
    const leftovers = join(scratch, 'left');
    mkdirSync(leftovers);
    const report = await stoppable(note, onInterrupt, (signals) =>
      runLane(config, resolved, {
        version: context.version,
        suitePath: suitePath(context.cwd, config.root, settings, options.inventory),
        ...(options.focus === undefined ? {} : { focus: options.focus }),
        ...(job === undefined ? {} : { job }),
        onStart: () => prepareReports(folder),
        note,
        leftovers,
        onProgress: (event) =>
          progress.onEvent('text' in event ? { ...event, text: oneLine(event.text) } : event),
        onOutput: (chunk) => {
          log.write(chunk);
          if (options.verbose === true) process.stderr.write(chunk);
        },
        ...signals,
      }),
    ).finally(() => log.end());
    const output = join(folder, OUTPUT_FILE);
    moveFile(join(scratch, OUTPUT_FILE), output);
    const left = moveLeftovers(leftovers, folder);
    const written = [...writeReports(context, report, folder), output, ...left];
    progress.end(report.verdict, describeRun(context, report, written));
    tellGithub(context, report);
    return report;
  });
}

/**
 * Gives signals to a function: the user's first signal stops gently, the second one kills; so does the time after
 * a SIGTERM.
 */
async function stoppable<T>(
  note: (message: string) => void,
  onInterrupt: () => void,
  use: (signals: { interrupt: AbortSignal; kill: AbortSignal }) => Promise<T>,
): Promise<T> {
  const interrupt = new AbortController();
  const kill = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onSignal = (signal: string): void => {
    if (interrupt.signal.aborted) return kill.abort();
    onInterrupt();
    note(`${signal}: stopping gently, so that the suite can write its report; once more kills it`);
    interrupt.abort();
    if (signal === 'SIGTERM') timer = setTimeout(() => kill.abort(), TERM_GRACE_MS);
  };
  try {
    return await withSignalHandler(onSignal, () => use({ interrupt: interrupt.signal, kill: kill.signal }));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Creates the log of the suite's output. It is written as it comes: the suite waits while the disk is busy,
 * instead of filling our memory.
 */
function createLog(path: string): { write: (chunk: Buffer) => void; end: () => void } {
  const file = openSync(path, 'w');
  let bytes = 0;
  return {
    write: (chunk) => {
      if (bytes < MAX_OUTPUT_BYTES) writeSync(file, chunk);
      bytes += chunk.length;
    },
    end: () => {
      if (bytes >= MAX_OUTPUT_BYTES)
        writeSync(file, `\n[Lanekeeper: the suite printed ${bytes} bytes; the rest was not kept]\n`);
      closeSync(file);
    },
  };
}
