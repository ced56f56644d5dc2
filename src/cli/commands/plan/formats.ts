import { appendFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { amount } from '../../../core/amount.ts';
import { EXIT, type ExitCode, LanekeeperError, usageError } from '../../../core/errors.ts';
import { SCHEMA_VERSION } from '../../../core/types.ts';
import { type Config, nodeSettings } from '../../../lanes/config.ts';
import type { Lane } from '../../../lanes/resolve.ts';
import { formatOutputs, MAX_MATRIX_JOBS, matricesOf } from '../../../planning/ci/github.ts';
import { prowJobs } from '../../../planning/ci/prow.ts';
import type { Job } from '../../../planning/plan.ts';
import { writeFileAtomic } from '../../../system/files.ts';
import { type Context, printJson } from '../../shared/context.ts';

/** Prints the plan to its file or standard output; for GitHub Actions the matrix beside it. */
export function printPlan(
  context: Context,
  { output, format }: { readonly output?: string; readonly format: string },
  jobs: readonly Job[],
): void {
  const document = { schemaVersion: SCHEMA_VERSION, jobs };
  if (output !== undefined)
    writeFileAtomic(resolve(context.cwd, output), `${JSON.stringify(document, null, 2)}\n`);
  else if (format === 'json') printJson(context, document);
}

/** Prints jobs for Prow, which takes them from files: they are whole lanes, and need no suite to be known. */
export async function printProw(
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
  context.print((await import('../../../planning/ci/prow-yaml.ts')).formatProwJobs(jobs));
  return EXIT.ok;
}

/** Prints the matrix where GitHub reads outputs of a step; outside of Actions to standard output. */
export function printMatrix(context: Context, config: Config, jobs: readonly Job[]): void {
  const matrices = matricesOf(jobs, ({ node }) => nodeSettings(config, node));
  const lines = formatOutputs(matrices);
  const file = process.env['GITHUB_OUTPUT'];
  if (file === undefined || file === '') context.print(lines);
  else appendFileSync(file, lines);
  if (matrices.length > 1)
    context.note(
      `${amount(jobs.length, 'job')}, more than the ${MAX_MATRIX_JOBS} of a matrix: written to ${matrices.length} outputs, matrix to matrix${matrices.length}`,
    );
}
