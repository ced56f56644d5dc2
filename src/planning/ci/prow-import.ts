import * as z from 'zod';
import { ARCHITECTURES } from '../../core/architectures.ts';
import { conform } from '../../core/conform.ts';
import { parseJson } from '../../core/json.ts';
import { laneSchema } from '../../lanes/schema.ts';
import type { LaneFile } from '../../lanes/schema-types.ts';
import { LANE_ANNOTATION } from './prow.ts';

/** Schema of a job of Prow; fields that we don't read may be anything. */
const jobSchema = z.object({
  name: z.string(),
  cluster: z.string().optional(),
  cron: z.string().optional(),
  interval: z.string().optional(),
  always_run: z.boolean().optional(),
  optional: z.boolean().optional(),
  run_if_changed: z.string().optional(),
  skip_if_only_changed: z.string().optional(),
  max_concurrency: z.int().optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  decoration_config: z.object({ timeout: z.string().optional() }).optional(),
  spec: z
    .object({
      nodeSelector: z.record(z.string(), z.string()).optional(),
      containers: z
        .array(
          z.object({
            command: z.array(z.string()).optional(),
            args: z.array(z.string()).optional(),
            env: z.array(z.object({ name: z.string(), value: z.string().optional() })).optional(),
            resources: z.unknown().optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});

const fileSchema = z.object({
  presubmits: z.record(z.string(), z.array(jobSchema)).optional(),
  periodics: z.array(jobSchema).optional(),
});

type JobFields = z.infer<typeof jobSchema>;

/** A job of Prow, as far as a lane can say the same. */
export type ProwJob = {
  readonly name: string;
  readonly kind: 'presubmit' | 'periodic';
  readonly env: Readonly<Record<string, string>>;
  /** What the job's container runs. */
  readonly command: readonly string[];
  /** Lane of the job, without what selects specs, but for a job that we wrote. */
  readonly lane: LaneFile;
  /** Whether the job is one of ours, and says its lane itself. */
  readonly isOurs: boolean;
};

/** Beginning of the error for a file that can't be read: what was expected of it. */
export const PROW_EXPECTED = 'expected YAML with jobs of Prow, presubmits or periodics';

/** The jobs in a file of Prow, parsed from YAML. @throws InputError */
export function readProwJobs(document: unknown): readonly ProwJob[] {
  const { presubmits = {}, periodics = [] } = conform(fileSchema, document, 'prow', PROW_EXPECTED);
  return [
    ...Object.values(presubmits)
      .flat()
      .map((job) => readJob(job, 'presubmit')),
    ...periodics.map((job) => readJob(job, 'periodic')),
  ];
}

function readJob(job: JobFields, kind: ProwJob['kind']): ProwJob {
  const [container] = job.spec?.containers ?? [];
  const env = Object.fromEntries((container?.env ?? []).map(({ name, value = '' }) => [name, value]));
  const ours = job.annotations?.[LANE_ANNOTATION];
  return {
    name: job.name,
    kind,
    env,
    command: [...(container?.command ?? []), ...(container?.args ?? [])],
    lane: ours === undefined ? laneOf(job, kind, env) : ourLane(job.name, ours),
    isOurs: ours !== undefined,
  };
}

function ourLane(name: string, text: string): LaneFile {
  const expected = `the job ${name} has no lane in its annotation ${LANE_ANNOTATION}`;
  return conform(laneSchema, parseJson(text, 'prow', `${expected}: not JSON`), 'prow', expected);
}

function laneOf(job: JobFields, kind: ProwJob['kind'], env: ProwJob['env']): LaneFile {
  const { cluster, max_concurrency: maxConcurrency, cron, interval } = job;
  const periodic = cron === undefined ? (interval === undefined ? {} : { interval }) : { cron };
  const presubmit = {
    ...(job.always_run === undefined ? {} : { alwaysRun: job.always_run }),
    ...(job.optional === undefined ? {} : { optional: job.optional }),
    ...(job.run_if_changed === undefined ? {} : { runIfChanged: job.run_if_changed }),
    ...(job.skip_if_only_changed === undefined ? {} : { skipIfOnlyChanged: job.skip_if_only_changed }),
  };
  const timeout = job.decoration_config?.timeout;
  return {
    name: job.name,
    description: `As the ${kind} ${job.name} of Prow runs it.`,
    state: 'active',
    arch: archOf(job),
    run: { ...(timeout === undefined ? {} : { timeout }), env: { ...env } },
    prow: {
      ...(cluster === undefined ? {} : { cluster }),
      ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
      ...(job.labels === undefined ? {} : { labels: job.labels }),
      ...(kind === 'periodic' ? { periodic: periodic as { cron: string } } : { presubmit }),
    },
  };
}

/**
 * Architecture of a job: that of the machines that its pods may run on; else what its names say; else the one that most
 * clusters are of.
 */
function archOf({ name, cluster = '', spec }: JobFields): string {
  const selected = spec?.nodeSelector?.['kubernetes.io/arch'];
  const bySelector = ARCHITECTURES.find(({ kubernetes }) => kubernetes === selected);
  const words = `${cluster} ${name}`.toLowerCase();
  const byName = ARCHITECTURES.find(({ go }) => words.includes(go));
  return (bySelector ?? byName)?.go ?? 'amd64';
}
