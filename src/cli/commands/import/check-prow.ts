import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { amount } from '../../../core/amount.ts';
import { EXIT, type ExitCode, usageError } from '../../../core/errors.ts';
import { oneLine } from '../../../core/terminal.ts';
import { SCHEMA_VERSION } from '../../../core/types.ts';
import type { ProwJob } from '../../../planning/ci/prow-import.ts';
import { findMatchers, judgeMatchers } from '../../../planning/ci/script-matchers.ts';
import { diffSelections } from '../../../planning/selection/diff.ts';
import { filterCriteria } from '../../../planning/selection/lane-selection.ts';
import { selectSpecs } from '../../../planning/selection/select.ts';
import { readReportText } from '../../../system/bounded-read.ts';
import { type Context, createViewer, printJson } from '../../shared/context.ts';
import type { ImportProwOptions } from './command.ts';
import { filterOfJob } from './job-filter.ts';

type JobFinding = {
  readonly kind: 'disagreeing-matchers' | 'clause-never-fires' | 'no-filter' | 'no-job' | 'other-selection';
  /** Place of the finding: in the script, or a job or lane. */
  readonly where: string;
  readonly message: string;
};

/**
 * Holds lanes, jobs and their script to each other: lanes that name a job that selects otherwise or is not there, jobs
 * whose script ends before Ginkgo, matchers of the script that disagree, and branches that no job takes.
 */
export async function checkJobs(
  context: Context,
  jobs: readonly ProwJob[],
  options: ImportProwOptions,
): Promise<ExitCode> {
  const findings = [
    ...(options.script === undefined ? [] : scriptFindings(context, options.script, jobs, options)),
    ...(await jobFindings(context, jobs, options)),
  ];
  if (options.json === true) printJson(context, { schemaVersion: SCHEMA_VERSION, findings });
  else
    for (const { kind, where, message } of findings)
      context.print(`${oneLine(`${where}: ${kind}: ${message}`)}\n`);
  context.note(`${amount(findings.length, 'finding')} about ${amount(jobs.length, 'job')}`);
  return findings.length === 0 ? EXIT.ok : EXIT.notFine;
}

function scriptFindings(
  { cwd }: Context,
  script: string,
  jobs: readonly ProwJob[],
  { root, variable }: ImportProwOptions,
): readonly JobFinding[] {
  if (!/^\w+$/.test(variable))
    throw usageError(`--variable: found ${variable}, expected a name such as TARGET`);
  const path = resolve(cwd, root, script);
  if (!existsSync(path)) throw usageError(`${script}: no such file in ${root}`);
  const values = jobs.flatMap(({ name, env, command }) => {
    const value = env[variable];
    return value !== undefined && command.some((word) => word.includes(script))
      ? [[name, value] as const]
      : [];
  });
  return judgeMatchers(findMatchers(readReportText(path), variable), new Map(values)).map(
    ({ kind, line, message }) => ({ kind, where: `${script}:${line}`, message }),
  );
}

async function jobFindings(
  context: Context,
  jobs: readonly ProwJob[],
  options: ImportProwOptions,
): Promise<readonly JobFinding[]> {
  const filters = new Map<string, string>();
  const findings: JobFinding[] = [];
  for (const job of jobs) {
    const { labelFilter, because } = await filterOfJob(context, job, options);
    if (labelFilter !== undefined) filters.set(job.name, labelFilter);
    if (because !== undefined) findings.push({ kind: 'no-filter', where: job.name, message: because });
  }
  const viewer = await createViewer(context, options);
  for (const name of viewer.config.lanes.keys()) {
    const wanted = viewer.look(name).resolved.lane.prow?.job;
    if (wanted === undefined || (options.job !== undefined && !wanted.includes(options.job))) continue;
    const filter = filters.get(wanted);
    if (filter === undefined) {
      if (!jobs.some((job) => job.name === wanted))
        findings.push({
          kind: 'no-job',
          where: name,
          message: `it names the job ${wanted}, which is not there`,
        });
      continue;
    }
    const { inventory, selection } = await viewer.view(name);
    const theirs = selectSpecs(inventory.specs, filterCriteria(filter)).selected;
    const { gained, lost } = diffSelections(theirs, selection.selected);
    if (gained.length + lost.length > 0)
      findings.push({
        kind: 'other-selection',
        where: name,
        message: `it selects ${amount(selection.selected.length, 'spec')} and the job ${wanted} ${theirs.length}: ${gained.length} more and ${lost.length} fewer, first ${JSON.stringify((gained[0] ?? lost[0])?.text)}`,
      });
  }
  return findings;
}
