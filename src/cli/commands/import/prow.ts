import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parse, stringify, YAMLParseError } from 'yaml';
import { amount } from '../../../core/amount.ts';
import {
  EXIT,
  type ExitCode,
  InputError,
  LanekeeperError,
  readingFile,
  usageError,
} from '../../../core/errors.ts';
import { oneLine } from '../../../core/terminal.ts';
import { parseLabelFilter } from '../../../lanes/label-filter/index.ts';
import type { LaneFile } from '../../../lanes/schema-types.ts';
import { PROW_EXPECTED, type ProwJob, readProwJobs } from '../../../planning/ci/prow-import.ts';
import { readReportText } from '../../../system/bounded-read.ts';
import { writeFileAtomic } from '../../../system/files.ts';
import type { Context } from '../../shared/context.ts';
import { confirmTrace } from '../../shared/tracing.ts';
import { checkJobs } from './check-prow.ts';
import type { ImportProwOptions } from './command.ts';
import { filterOfJob } from './job-filter.ts';

/** Reads lanes off jobs of Prow: those that we wrote as they are, others by the label filter that their script computes. */
export async function importProw(
  context: Context,
  paths: readonly string[],
  options: ImportProwOptions,
): Promise<ExitCode> {
  if (options.script !== undefined) confirmTrace(options);
  const jobs = paths
    .flatMap((path) => readJobs(context, path))
    .filter(({ name }) => options.job === undefined || name.includes(options.job));
  if (options.check === true) return checkJobs(context, jobs, options);
  const lanes = new Map<string, LaneFile>();
  const unread: string[] = [];
  for (const job of jobs) {
    const lane = await laneOf(context, job, options);
    if (lane === undefined) unread.push(job.name);
    else if (lanes.has(lane.name) && !job.isOurs)
      throw usageError(`found two jobs called ${job.name}, expected one: name fewer files, or --job`);
    else lanes.set(lane.name, lane);
  }
  for (const lane of lanes.values()) writeLane(context, lane, options.output);
  context.note(`${amount(lanes.size, 'lane')} of ${amount(jobs.length, 'job')}`);
  if (unread.length > 0)
    context.note(
      oneLine(
        `no label filter is known of ${unread.join(', ')}${options.script === undefined ? ': --script names what computes it' : ''}`,
      ),
    );
  if (lanes.size > 0) return EXIT.ok;
  throw new LanekeeperError(EXIT.notFine, 'found no job that is a lane');
}

function readJobs(context: Context, path: string): readonly ProwJob[] {
  const file = resolve(context.cwd, path);
  if (!existsSync(file)) throw usageError(`${path}: no such file`);
  return readingFile(path, () => readProwJobs(parseYaml(readReportText(file))));
}

function parseYaml(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100 });
  } catch (error) {
    // Too many aliases, or unknown ones, are errors of other classes.
    const [start] = (error instanceof YAMLParseError ? error.linePos : undefined) ?? [];
    const place = start === undefined ? {} : { line: start.line, column: start.col };
    throw new InputError('prow', oneLine(`${PROW_EXPECTED}: ${(error as Error).message}`), place);
  }
}

async function laneOf(
  context: Context,
  job: ProwJob,
  options: ImportProwOptions,
): Promise<LaneFile | undefined> {
  if (job.isOurs) return job.lane;
  const { labelFilter: select } = await filterOfJob(context, job, options);
  if (select === undefined) return undefined;
  // What can't be read as a filter would not run anything either.
  return { ...job.lane, select: parseLabelFilter(select).toString() };
}

function writeLane(context: Context, lane: LaneFile, output: string | undefined): void {
  const text = stringify(lane, { lineWidth: 0 });
  if (output === undefined) return context.print(`---\n${text}`);
  const path = resolve(context.cwd, output, `${lane.name}.yaml`);
  if (existsSync(path))
    throw usageError(
      `${join(output, `${lane.name}.yaml`)}: is there already: choose another folder with --output`,
    );
  writeFileAtomic(path, text);
  context.note(`written: ${relative(context.cwd, path)}`);
}
