import { appendFileSync, cpSync, existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../files.ts';
import { REPORTERS } from '../reporters/index.ts';
import type { RunReport } from '../run-report.ts';
import { oneLine } from '../terminal.ts';
import type { Context } from './context.ts';

/** GitHub drops the whole summary of a step when it is larger. */
const JOB_SUMMARY_BYTES = 1024 * 1024;

/** What the suite printed. */
export const OUTPUT_FILE = 'output.log';
/** What the suite left where it was told to, and its own report where that can't be read. */
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

/** Shows the summary on the page of a GitHub Actions job, where it still fits. */
export function appendJobSummary(context: Context, report: RunReport): void {
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
