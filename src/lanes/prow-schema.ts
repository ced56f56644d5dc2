import * as z from 'zod';
import { durationSchema, quantitiesSchema } from './node-schema.ts';

/** Settings of a job of Prow, for a lane or for all lanes. */
const jobSettings = {
  cluster: z.string().min(1).optional().describe('Build cluster of Prow.'),
  maxConcurrency: z.int().min(1).optional().describe('How many runs of the job there may be at a time.'),
  resources: z
    .strictObject({ requests: quantitiesSchema, limits: quantitiesSchema })
    .optional()
    .describe('Resources of the container, as Kubernetes writes them.'),
  labels: z.record(z.string(), z.string()).optional().describe('Labels of the job, such as presets.'),
};

/** Schema of a lane's `prow`: when Prow runs it. */
export const laneProwSchema = z.strictObject({
  ...jobSettings,
  job: z
    .string()
    .min(1)
    .optional()
    .describe('Name of a job that runs the same already, to which import prow --check holds the lane.'),
  periodic: z
    .union(
      [z.strictObject({ cron: z.string().min(9) }), z.strictObject({ interval: durationSchema })],
      'expected cron: "40 4,12,20 * * *" or interval: 24h',
    )
    .optional()
    .describe('Times at which the lane runs, on the base branch.'),
  presubmit: z
    .strictObject({
      alwaysRun: z.boolean().optional().describe('Whether the lane runs on every pull request.'),
      optional: z
        .boolean()
        .optional()
        .describe('Whether a pull request can be merged though the lane failed.'),
      runIfChanged: z
        .string()
        .min(1)
        .optional()
        .describe('Go regexp: the lane runs only where a changed file matches.'),
      skipIfOnlyChanged: z
        .string()
        .min(1)
        .optional()
        .describe('Go regexp: the lane does not run where all changed files match.'),
    })
    .optional()
    .describe('When the lane runs on pull requests; on none when absent.'),
});

/** Schema of `prow` in `lanekeeper.yaml`: what all jobs have. */
export const prowSchema = z.strictObject({
  ...jobSettings,
  repository: z
    .string()
    .regex(/^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/, 'expected owner/name')
    .describe('Repository on GitHub that the jobs are of, as owner/name.'),
  baseRef: z.string().min(1).default('main').describe('Branch that periodics run on.'),
  image: z.string().min(1).describe('Image of the container: it has Node.js, and what the suites need.'),
  command: z
    .array(z.string().min(1))
    .min(1)
    .default(['npx', '--yes', 'lanekeeper'])
    .describe('Command that calls lanekeeper in the container.'),
});
