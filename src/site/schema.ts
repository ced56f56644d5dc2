import * as z from 'zod';
import { type DeepReadonly, OUTCOMES, SCHEMA_VERSION, VERDICTS } from '../core/types.ts';
import { STATUSES } from '../lanes/status-schema.ts';

const standingShape = { status: z.enum(STATUSES).nullable(), qualifier: z.string().nullable() };
const standingSchema = z.strictObject(standingShape);
const page = z.string().describe('Path of its page, from the root of the site.');
const time = z.string().describe('ISO 8601, UTC.');

const countsSchema = z
  .strictObject({
    runs: z.int(),
    passed: z.int().describe('At the first attempt.'),
    days: z.int(),
    commits: z.int(),
    ratio: z.number().nullable(),
    lowerBound: z.number().describe('One-sided 95 % lower bound of the pass rate.'),
    green: z.int(),
    newest: z.string().nullable(),
  })
  .nullable()
  .describe('Of the verifying spec that is worst off, in the window of the policy.');

const cellSchema = z.strictObject({
  arch: z.string(),
  name: z.string().describe('As the document writes it.'),
  file: z.string(),
  line: z.int(),
  column: z.int(),
  ...standingShape,
  since: z
    .strictObject({ on: z.string(), orEarlier: z.boolean() })
    .nullable()
    .describe('Since when the document says so, by its history in git; null where that is not known.'),
  decision: z.strictObject({
    code: z.string(),
    outcome: z.enum(['change', 'keep', 'finding', 'held', 'refused']),
    to: standingSchema,
    reason: z.string(),
    missing: z.array(z.string()).describe('What a promotion still needs.'),
    expected: z
      .strictObject({ on: z.string().nullable(), because: z.string() })
      .nullable()
      .describe('The day on which it may come at the present rate of runs.'),
  }),
  native: countsSchema,
  emulated: countsSchema,
  trend: z.strictObject({
    is: z.enum(['rising', 'falling', 'steady', 'unknown']),
    recent: z.number().nullable().describe('Share of first attempts that passed in the last 7 days.'),
    before: z.number().nullable().describe('In the 7 days before.'),
  }),
  specs: z.array(
    z.strictObject({ id: z.string(), lanes: z.array(z.string()).describe('Active lanes that select it.') }),
  ),
  runs: z.array(z.string()).describe('Keys of the runs in the window, newest first.'),
});

const featureSchema = z.strictObject({ name: z.string(), page, cells: z.array(cellSchema) });

const runSchema = z.strictObject({
  key: z.string().describe('Of its content: the same run read twice has the same.'),
  page,
  startedAt: time,
  seconds: z.number(),
  verdict: z.enum(VERDICTS),
  reasons: z.array(z.string()),
  counts: z.enum(['native', 'emulated', 'no']).describe('As which evidence it counts.'),
  because: z.string().nullable().describe('Why it does not count.'),
  isIncident: z.boolean().describe('The machine or the cluster failed: it says nothing of the product.'),
  outcomes: z.record(z.enum(OUTCOMES), z.int()),
  commit: z.string().nullable(),
  emulated: z.boolean(),
  machine: z.string().nullable().describe('In words; null when nobody probed it.'),
  report: z.string().describe('SHA-256 of the report that it was read from.'),
  url: z.string().nullable(),
  isRecorded: z.boolean().describe('It is in the ledger; else it was found among the reports only.'),
});

const laneSchema = z.strictObject({
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
    .describe('Specs that it selects now; null when the suite could not be listed.'),
  excluded: z.array(z.strictObject({ rule: z.string(), because: z.string(), specs: z.int() })),
  unlisted: z.string().nullable().describe('Why the suite could not be listed.'),
  flakeRate: z.number().nullable().describe('Share of results that passed, but not at the first attempt.'),
  data: z.array(z.string()).describe('Files with the results of every spec, a month each, newest first.'),
  runs: z.array(runSchema).describe('Newest first.'),
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

/** `index.json` of a site. */
export const siteSchema = z
  .strictObject({
    schemaVersion: z.literal(SCHEMA_VERSION),
    tool: z.strictObject({ name: z.literal('lanekeeper'), version: z.string() }),
    asOf: time,
    arches: z.array(z.string()),
    features: z.array(featureSchema),
    lanes: z.array(laneSchema),
    red: z
      .array(
        z.strictObject({
          lane: z.string(),
          spec: z.string(),
          run: z.string().describe('Key of the newest run in which it was red.'),
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
          from: standingSchema.nullable().describe('null for a new row.'),
          to: standingSchema.nullable().describe('null for a row that went.'),
        }),
      )
      .describe('Of the status documents, by their history in git, newest first.'),
    coverage: z
      .array(
        z.strictObject({
          feature: z.string(),
          arch: z.string(),
          exercised: z.int().describe('Specs that exercise it, by the source of the suite.'),
          fates: z.record(z.string(), z.int()).describe('What becomes of them.'),
          disables: z.int().describe('Specs that run with it disabled.'),
        }),
      )
      .describe('Empty where no source of a suite can be read.'),
    findings: z.array(findingSchema),
    notes: z.array(z.string()).describe('What could not be found out, and why.'),
  })
  .describe(
    'All that a report site shows but the results of single specs, which are in the files of its lanes.',
  );

/** `data/<lane>/<month>.json` of a site. */
export const siteResultsSchema = z
  .strictObject({
    schemaVersion: z.literal(SCHEMA_VERSION),
    lane: z.string(),
    month: z.string().describe('YYYY-MM, UTC.'),
    runs: z.array(z.string()).describe('Keys, newest first.'),
    specs: z.array(
      z.strictObject({
        id: z.string(),
        outcomes: z
          .string()
          .describe(
            'A letter for each run: P passed, K passed but not at the first attempt, F failed, T timed out, X panicked, I interrupted or aborted, S skipped itself, N not run, - not selected.',
          ),
        seconds: z.array(z.number().nullable()).describe('For each run; null where it did not run.'),
      }),
    ),
  })
  .describe('What became of every spec of a lane in the runs of a month.');

export type Site = DeepReadonly<z.infer<typeof siteSchema>>;
export type SiteFeature = Site['features'][number];
export type SiteCell = SiteFeature['cells'][number];
export type SiteLane = Site['lanes'][number];
export type SiteRun = SiteLane['runs'][number];
export type SiteResults = DeepReadonly<z.infer<typeof siteResultsSchema>>;
