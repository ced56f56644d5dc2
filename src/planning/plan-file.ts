import * as z from 'zod';
import { didYouMean, usageError } from '../core/errors.ts';
import { SCHEMA_VERSION } from '../core/types.ts';
import { readReportText } from '../system/bounded-read.ts';
import { digestOfPlan, type Job, type Plan } from './plan.ts';

/** A part of a path: of a folder of reports, and of the name of an artifact. */
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

/** Reads a plan that `lanekeeper plan` printed. */
export function readPlan(path: string): Plan {
  const problem = (what: string): Error =>
    usageError(`${path}: ${what}; expected a plan, as lanekeeper plan prints it`);
  let document: unknown;
  try {
    document = JSON.parse(readReportText(path));
  } catch (error) {
    throw problem((error as Error).message);
  }
  const parsed = planSchema.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw problem(`found something else at ${issue?.path.join('.') || 'the top'} (${issue?.message})`);
  }
  const { jobs } = parsed.data;
  const ids = jobs.map((job) => job.id);
  const twice = ids.find((name, index) => ids.indexOf(name) !== index);
  if (twice !== undefined) throw problem(`found two jobs with the id ${twice}`);
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
