import { existsSync } from 'node:fs';
import * as z from 'zod';
import { conform } from '../core/conform.ts';
import { didYouMean, InputError, readingFile, usageError } from '../core/errors.ts';
import { parseJson } from '../core/json.ts';
import { SCHEMA_VERSION } from '../core/types.ts';
import { readReportText } from '../system/bounded-read.ts';
import { digestOfPlan, type Job, type Plan } from './plan.ts';

/** Schema of a job's id, which is a part of a path: of a folder of reports, and of the name of an artifact. */
const id = z.string().regex(/^[A-Za-z][A-Za-z0-9._-]{0,149}$/, 'expected a name of a job');

const jobSchema = z.strictObject({
  id,
  lane: z.string(),
  laneDigest: z.string(),
  arch: z.string(),
  node: z.string(),
  suite: z.string(),
  suiteDigest: z.string(),
  labelFilter: z.string(),
  timeout: z.string(),
  shard: z.strictObject({ number: z.int().min(1), count: z.int().min(1) }),
  seconds: z.number().min(0).nullable(),
  specs: z.array(z.string()),
});

export const planSchema = z
  .strictObject({ schemaVersion: z.literal(SCHEMA_VERSION), jobs: z.array(jobSchema) })
  .describe('What `lanekeeper plan` prints: the jobs of lanes, with the ids of the specs of each.');

const EXPECTED = 'expected a plan, as lanekeeper plan prints it';

/** Reads a plan that `lanekeeper plan` printed. @throws InputError where the file is none. */
export function readPlan(path: string): Plan {
  if (!existsSync(path)) throw usageError(`${path}: found no such file, ${EXPECTED}`);
  return readingFile(path, () => parsePlan(readReportText(path)));
}

function parsePlan(text: string): Plan {
  const { jobs } = conform(planSchema, parseJson(text, 'plan', `${EXPECTED}: not JSON`), 'plan', EXPECTED);
  const ids = jobs.map((job) => job.id);
  const twice = ids.find((name, index) => ids.indexOf(name) !== index);
  if (twice !== undefined)
    throw new InputError('plan', `found two jobs with the id ${twice}, ${EXPECTED}`, { path: 'jobs' });
  return { jobs };
}

/** A job of a plan, and what the plan says of its lane. */
export type PlannedJob = {
  readonly job: Job;
  readonly plan: string;
  /** Ids of the specs of all jobs of its lane. */
  readonly laneSpecs: ReadonlySet<string>;
};

export function findJob(plan: Plan, name: string): PlannedJob {
  const job = plan.jobs.find((each) => each.id === name);
  const known = plan.jobs.map((each) => each.id);
  if (job === undefined)
    throw usageError(
      `--job: found no job ${JSON.stringify(name)} in the plan, expected one of ${known.slice(0, 20).join(', ')}${didYouMean(name, known)}`,
    );
  const sameLane = plan.jobs.filter(({ lane }) => lane === job.lane);
  return {
    job,
    plan: digestOfPlan(plan),
    laneSpecs: new Set(sameLane.flatMap(({ specs }) => specs)),
  };
}
