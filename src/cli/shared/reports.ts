import { appendFileSync, cpSync, existsSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { EXIT, type ExitCode } from '../../core/errors.ts';
import { oneLine } from '../../core/terminal.ts';
import type { Verdict } from '../../core/types.ts';
import type { RunReport } from '../../evidence/report/run-report.ts';
import { formatAnnotations } from '../../evidence/reporters/annotations.ts';
import { REPORTERS } from '../../evidence/reporters/index.ts';
import { writeFileAtomic } from '../../system/files.ts';
import type { Context } from './context.ts';
import { hyperlink } from './hyperlink.ts';

/** Largest size of a step's summary in bytes; GitHub drops a larger one whole. */
const JOB_SUMMARY_BYTES = 1024 * 1024;

/**
 * Name of the folder, below that of reports, for those of jobs, which are parts of their lanes until they are
 * merged.
 */
export const JOBS_FOLDER = 'jobs';

/** Name of the file with what the suite printed. */
export const OUTPUT_FILE = 'output.log';
/** Names of what the suite left where it was told to, and of its own report where that can't be read. */
const LEFTOVERS = ['artifacts', 'suite-report.json'];

/**
 * Makes sure that reports can be written, before a run of hours, and takes those of the last run away: if the next
 * one can't even start, they must not pass for its own.
 */
export function prepareReports(folder: string): void {
  writeFileAtomic(join(folder, OUTPUT_FILE), '');
  for (const name of LEFTOVERS) rmSync(join(folder, name), { recursive: true, force: true });
  for (const file of [OUTPUT_FILE, ...Object.values(REPORTERS).map((reporter) => reporter.file)])
    rmSync(join(folder, file), { force: true });
}

/** Moves what a suite left, as far as there is something, into the folder of its reports. */
export const moveLeftovers = (from: string, folder: string): readonly string[] =>
  LEFTOVERS.filter((name) => existsSync(join(from, name))).map((name) => {
    const target = join(folder, name);
    cpSync(join(from, name), target, { recursive: true });
    return target;
  });

/** Writes a run's files into a folder, given absolutely; one that fails is told and does not keep the others from being written. */
export function writeReports(context: Context, report: RunReport, folder: string): readonly string[] {
  const failures: unknown[] = [];
  const written = Object.values(REPORTERS).flatMap(({ file, render }) => {
    const path = join(folder, file);
    try {
      writeFileAtomic(path, render(report));
      return [path];
    } catch (error) {
      context.note(oneLine(`${path}: could not be written: ${(error as Error).message}`));
      failures.push(error);
      return [];
    }
  });
  if (failures.length > 0) throw failures[0];
  return written;
}

const EXIT_CODES: Readonly<Record<Verdict, ExitCode>> = {
  passed: EXIT.ok,
  failed: EXIT.notFine,
  inconclusive: EXIT.notFine,
  empty: EXIT.notFine,
  infrastructure: EXIT.infrastructure,
};

/** Exit code of a command whose run has this verdict. */
export const exitCodeOf = (verdict: Verdict): ExitCode => EXIT_CODES[verdict];

/** The lines that end a run: what came of it, why, and where its files are. */
export function describeRun(
  context: Context,
  report: RunReport,
  written: readonly string[],
): readonly string[] {
  const title = report.job === null ? report.lane.name : report.job.id;
  const counts = Object.entries(report.counts)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome}`);
  const ending = `${title}: ${report.verdict}${counts.length === 0 ? '' : ` (${counts.join(', ')})`}`;
  const reasons = report.reasons.flatMap((reason) => reason.trimEnd().split('\n'));
  // Of a run that says nothing about specs, why is all that there is to say.
  const isAllThereIs = counts.length === 0 || report.verdict === 'infrastructure';
  const [first, ...others] = isAllThereIs ? reasons : [undefined, ...reasons];
  return [first === undefined ? ending : `${ending}: ${first}`, ...others.map((line) => `  ${line}`)]
    .map(oneLine)
    .concat(`  reports: ${written.map((path) => linkTo(context, path)).join(', ')}`);
}

function linkTo({ cwd, isTerminal }: Context, path: string): string {
  const name = oneLine(relative(cwd, path));
  return isTerminal ? hyperlink(name, path, 'stderr') : name;
}

/** Tells GitHub where we are one of its jobs: its page shows the summary, and the diff the worst specs. */
export function tellGithub(context: Context, report: RunReport): void {
  if (process.env['GITHUB_ACTIONS'] === 'true') context.writeProgress(formatAnnotations(report));
  appendJobSummary(context, report);
}

/** Shows the summary on the page of a GitHub Actions job, where it still fits. */
function appendJobSummary(context: Context, report: RunReport): void {
  const path = process.env['GITHUB_STEP_SUMMARY'];
  if (path === undefined || path === '') return;
  const text = REPORTERS.summary.render(report);
  const used = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (used + Buffer.byteLength(text) <= JOB_SUMMARY_BYTES) appendFileSync(path, text);
  else
    context.note(
      `the job summary of ${report.lane.name} is left out: it would be larger than GitHub shows; it is in summary.md`,
    );
}
