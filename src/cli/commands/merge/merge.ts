import { readdirSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { EXIT, type ExitCode, LanekeeperError, readingFile, usageError } from '../../../core/errors.ts';
import { SCHEMA_VERSION } from '../../../core/types.ts';
import { mergeReports } from '../../../evidence/merge/index.ts';
import { parseRunReport, type RunReport } from '../../../evidence/report/run-report.ts';
import type { Plan } from '../../../planning/plan.ts';
import { readPlan } from '../../../planning/plan-file.ts';
import { readReportText } from '../../../system/bounded-read.ts';
import { type Context, printJson } from '../../shared/context.ts';
import {
  describeRun,
  exitCodeOf,
  JOBS_FOLDER,
  prepareReports,
  tellGithub,
  writeReports,
} from '../../shared/reports.ts';
import type { MergeOptions } from './command.ts';

/** Joins the run reports of shards and reruns to one report for each lane. */
export async function merge(
  context: Context,
  paths: readonly string[],
  options: MergeOptions,
): Promise<ExitCode> {
  const plan = options.plan === undefined ? undefined : readPlan(resolve(context.cwd, options.plan));
  const named = paths.length > 0 ? paths : [join(options.reports, JOBS_FOLDER)];
  const files = [...new Set(named.flatMap((path) => reportsIn(resolve(context.cwd, path))))];
  if (files.length === 0 && plan === undefined)
    throw usageError(`found no report.json in ${named.join(', ')}: name run reports, or folders with them`);
  const byLane = Map.groupBy(
    files.map((path) => readReport(context.cwd, path)),
    ({ lane }) => lane.name,
  );
  const merged = [...byLane.values()].map((reports) => mergeReports(reports, plan));
  for (const report of merged) {
    const folder = resolve(context.cwd, options.reports, report.lane.name);
    refuseOverwriting(files, folder);
    prepareReports(folder);
    const written = writeReports(context, report, folder);
    for (const line of describeRun(context, report, written)) context.note(line);
    tellGithub(context, report);
  }
  if (options.json === true) printJson(context, { schemaVersion: SCHEMA_VERSION, reports: merged });
  refuseLost(plan, byLane);
  return Math.max(EXIT.ok, ...merged.map(({ verdict }) => exitCodeOf(verdict))) as ExitCode;
}

/** Refuses lanes of which no job left a report: they can't even have one that says so. */
function refuseLost(plan: Plan | undefined, byLane: ReadonlyMap<string, unknown>): void {
  const lost = Map.groupBy(
    (plan?.jobs ?? []).filter(({ lane }) => !byLane.has(lane)),
    ({ lane }) => lane,
  );
  if (lost.size > 0)
    throw new LanekeeperError(
      EXIT.notFine,
      [...lost]
        .map(
          ([lane, jobs]) =>
            `${lane}: inconclusive: none of ${jobs.map(({ id }) => id).join(', ')} left a report`,
        )
        .join('\n'),
    );
}

/** Refuses to write a merged report over one that it was made of. */
function refuseOverwriting(files: readonly string[], folder: string): void {
  const [input] = files.filter((file) => file.startsWith(`${folder}${sep}`));
  if (input !== undefined)
    throw usageError(
      `${input}: would be overwritten by the merged report: choose another folder with --reports`,
    );
}

/** Levels of folders in which artifacts lie: a folder for each artifact, one for each job. */
const MAX_DEPTH = 4;

/** Paths of reports: the file itself, or the `report.json` of all folders in a folder; links are not followed. */
function reportsIn(path: string, depth = 0): readonly string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw usageError(`${path}: no such file or folder`);
  if (!stats.isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inside = join(path, entry.name);
      if (entry.isDirectory()) return depth < MAX_DEPTH ? reportsIn(inside, depth + 1) : [];
      return entry.isFile() && entry.name === 'report.json' ? [inside] : [];
    });
}

const readReport = (cwd: string, path: string): RunReport =>
  readingFile(relative(cwd, path), () => parseRunReport(readReportText(path)));
