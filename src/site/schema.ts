import * as z from 'zod';
import { type DeepReadonly, OUTCOMES, SCHEMA_VERSION, VERDICTS } from '../core/types.ts';
import { STATUSES } from '../lanes/status-schema.ts';

const standingShape = { status: z.enum(STATUSES).nullable(), qualifier: z.string().nullable() };
const standingSchema = z.strictObject(standingShape);
const page = z.string().describe('Path of the page, from the root of the site.');
const time = z.string().describe('Time in ISO 8601, UTC.');

const countsSchema = z
  .strictObject({
    runs: z.int(),
    passed: z.int().describe('Number of runs in which the spec passed at the first attempt.'),
    days: z.int(),
    commits: z.int(),
    ratio: z.number().nullable(),
    lowerBound: z.number().describe('One-sided 95 % lower bound of the pass rate.'),
    green: z.int(),
    newest: z.string().nullable(),
  })
  .nullable()
  .describe('Counts of the verifying spec that is worst off, in the window of the policy.');

const cellSchema = z.strictObject({
  arch: z.string(),
  name: z.string().describe('Name of the feature as the document writes it.'),
  file: z.string(),
  line: z.int(),
  column: z.int(),
  ...standingShape,
  since: z
    .strictObject({ on: z.string(), orEarlier: z.boolean() })
    .nullable()
    .describe('Day since when the document says so, by its history in git; null where that is not known.'),
  decision: z.strictObject({
    code: z.string(),
    outcome: z.enum(['change', 'keep', 'finding', 'held', 'refused']),
    to: standingSchema,
    reason: z.string(),
    missing: z.array(z.string()).describe('Conditions that a promotion still needs, in words.'),
    expected: z
      .strictObject({ on: z.string().nullable(), because: z.string() })
      .nullable()
      .describe('Day on which a promotion may come at the present rate of runs, and its reason.'),
  }),
  native: countsSchema,
  emulated: countsSchema,
  trend: z.strictObject({
    is: z.enum(['rising', 'falling', 'steady', 'unknown']),
    recent: z.number().nullable().describe('Share of first attempts that passed in the last 7 days.'),
    before: z.number().nullable().describe('Share of first attempts that passed in the 7 days before those.'),
  }),
  specs: z.array(
    z.strictObject({
      id: z.string(),
      lanes: z.array(z.string()).describe('Active lanes that select the spec.'),
    }),
  ),
  runs: z.array(z.string()).describe('Keys of the runs in the window, newest first.'),
});

const siteFeatureSchema = z.strictObject({ name: z.string(), page, cells: z.array(cellSchema) });

const siteRunSchema = z.strictObject({
  key: z.string().describe('Key of the run by its content: the same run read twice has the same.'),
  page,
  startedAt: time,
  seconds: z.number(),
  verdict: z.enum(VERDICTS),
  reasons: z.array(z.string()),
  counts: z.enum(['native', 'emulated', 'no']).describe('Kind of evidence that the run counts as.'),
  because: z.string().nullable().describe('Reason why the run does not count.'),
  isIncident: z
    .boolean()
    .describe('Whether the machine or the cluster failed: then the run says nothing of the product.'),
  outcomes: z.record(z.enum(OUTCOMES), z.int()),
  commit: z.string().nullable(),
  emulated: z.boolean(),
  machine: z.string().nullable().describe('Machine in words; null when nobody probed it.'),
  report: z.string().describe('SHA-256 of the report that the run was read from.'),
  url: z.string().nullable(),
  isRecorded: z
    .boolean()
    .describe('Whether the run is in the ledger; else it was found among the reports only.'),
});

const siteLaneSchema = z.strictObject({
  name: z.string(),
  page,
  arch: z.string(),
  suite: z.string(),
  state: z.enum(['active', 'defined', 'gone']),
  node: z.string().nullable(),
  description: z.string(),
  selected: z
    .int()
    .nullable()
    .describe('Number of specs that the lane selects now; null when the suite could not be listed.'),
  excluded: z.array(z.strictObject({ rule: z.string(), because: z.string(), specs: z.int() })),
  unlisted: z.string().nullable().describe('Reason why the suite could not be listed; null when it was.'),
  flakeRate: z.number().nullable().describe('Share of results that passed, but not at the first attempt.'),
  data: z.array(z.string()).describe('Files with the results of every spec, a month each, newest first.'),
  runs: z.array(siteRunSchema).describe('Runs of the lane, newest first.'),
});

const findingSchema = z.strictObject({
  source: z.enum(['drift', 'lint']),
  code: z.string(),
  file: z.string(),
  line: z.int(),
  column: z.int(),
  message: z.string(),
  remedy: z.string(),
});

/** Schema of `index.json` of a site. */
export const siteSchema = z
  .strictObject({
    schemaVersion: z.literal(SCHEMA_VERSION),
    tool: z.strictObject({ name: z.literal('lanekeeper'), version: z.string() }),
    asOf: time,
    arches: z.array(z.string()),
    features: z.array(siteFeatureSchema),
    lanes: z.array(siteLaneSchema),
    red: z
      .array(
        z.strictObject({
          lane: z.string(),
          spec: z.string(),
          run: z.string().describe('Key of the newest run in which the spec was red.'),
          outcome: z.enum(OUTCOMES),
          cause: z.enum(['product', 'machine', 'unknown']),
          because: z.string(),
        }),
      )
      .describe('Specs that turned red within the last day.'),
    changes: z
      .array(
        z.strictObject({
          at: time,
          commit: z.string(),
          file: z.string(),
          feature: z.string(),
          arch: z.string(),
          from: standingSchema.nullable().describe('Standing before the change; null for a new row.'),
          to: standingSchema.nullable().describe('Standing after the change; null for a row that went.'),
        }),
      )
      .describe('Changes of the status documents, by their history in git, newest first.'),
    coverage: z
      .array(
        z.strictObject({
          feature: z.string(),
          arch: z.string(),
          exercised: z
            .int()
            .describe('Number of specs that exercise the feature, by the source of the suite.'),
          fates: z.record(z.string(), z.int()).describe('Numbers of these specs, by what becomes of them.'),
          disables: z.int().describe('Number of specs that run with the feature disabled.'),
        }),
      )
      .describe('Coverage of features by specs; empty where no source of a suite can be read.'),
    findings: z.array(findingSchema),
    notes: z.array(z.string()).describe('Sentences on what could not be found out, and why.'),
  })
  .describe(
    'Everything that a report site shows but the results of single specs, which are in the files of its lanes.',
  );

/** Schema of `data/<lane>/<month>.json` of a site. */
export const siteResultsSchema = z
  .strictObject({
    schemaVersion: z.literal(SCHEMA_VERSION),
    lane: z.string(),
    month: z.string().describe('Month in UTC, YYYY-MM.'),
    runs: z.array(z.string()).describe('Keys of the runs, newest first.'),
    specs: z.array(
      z.strictObject({
        id: z.string(),
        outcomes: z
          .string()
          .describe(
            'Letter for each run: P passed, K passed but not at the first attempt, F failed, T timed out, X panicked, I interrupted or aborted, S skipped itself, N not run, - not selected.',
          ),
        seconds: z
          .array(z.number().nullable())
          .describe('Seconds for each run; null where the spec did not run.'),
      }),
    ),
  })
  .describe('Results of every spec of a lane in the runs of a month.');

export type Site = DeepReadonly<z.infer<typeof siteSchema>>;
export type SiteFeature = Site['features'][number];
export type SiteCell = SiteFeature['cells'][number];
export type SiteLane = Site['lanes'][number];
export type SiteRun = SiteLane['runs'][number];
export type SiteResults = DeepReadonly<z.infer<typeof siteResultsSchema>>;
