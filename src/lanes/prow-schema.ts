import * as z from 'zod';
import { duration } from './node-schema.ts';

const quantities = z.record(z.string(), z.union([z.string(), z.number()])).optional();

/** What a job of Prow has, of a lane or of all lanes. */
const jobSettings = {
  cluster: z.string().min(1).optional().describe('Build cluster of Prow.'),
  maxConcurrency: z.int().min(1).optional().describe('How many of the job run at a time.'),
  resources: z
    .strictObject({ requests: quantities, limits: quantities })
    .optional()
    .describe('Resources of the container, as Kubernetes writes them.'),
  labels: z.record(z.string(), z.string()).optional().describe('Labels of the job, such as presets.'),
};

/** `prow` of a lane: when it runs there. */
export const laneProwSchema = z.strictObject({
  ...jobSettings,
  job: z
    .string()
    .min(1)
    .optional()
    .describe('A job that runs the same already, to which import prow --check holds the lane.'),
  periodic: z
    .union(
      [z.strictObject({ cron: z.string().min(9) }), z.strictObject({ interval: duration })],
      'expected cron: "40 4,12,20 * * *" or interval: 24h',
    )
    .optional()
    .describe('The lane runs at these times, on the base branch.'),
  presubmit: z
    .strictObject({
      alwaysRun: z.boolean().optional().describe('On every pull request.'),
      optional: z.boolean().optional().describe('A failure does not keep a pull request from being merged.'),
      runIfChanged: z.string().min(1).optional().describe('Only where a changed file matches: a Go regexp.'),
      skipIfOnlyChanged: z
        .string()
        .min(1)
        .optional()
        .describe('Not where all changed files match: a Go regexp.'),
    })
    .optional()
    .describe('The lane runs on pull requests.'),
});

/** `prow` of `lanekeeper.yaml`: what all jobs have. */
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
    .describe('What calls lanekeeper in the container.'),
});
