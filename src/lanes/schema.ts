import * as z from 'zod';
import { ACCELS } from '../core/types.ts';
import { architectureSchema, durationSchema, nodeSchema } from './node-schema.ts';
import { policySchema } from './policy-schema.ts';
import { laneProwSchema, prowSchema } from './prow-schema.ts';
import type { ImageSettings, NodeSettings } from './schema-types.ts';
import { evidenceSchema, promotionSchema, statusDocumentSchema } from './status-schema.ts';

/** Schema of a reason that a user must give for a decision. */
const reason = z.string().min(1, 'expected the reason in words');

const name = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9._-]{0,99}$/,
    'expected a name: a letter, then letters, digits, ".", "_" or "-"',
  );

const environment = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable'),
  z.string(),
);

const accountability = {
  because: reason.describe('Reason in words that somebody who meets this in a report understands.'),
  until: z.iso
    .date('expected a date such as 2027-03-31')
    .optional()
    .describe(
      'Last day (YYYY-MM-DD) on which this is meant to hold; later a warning asks to renew or remove it.',
    ),
  owner: z.string().min(1).optional().describe('Who decides about this: a team or a person.'),
};

export const suiteSchema = z.strictObject({
  kind: z
    .enum(['ginkgo', 'console', 'playwright', 'gotest', 'junit'])
    .describe('How the suite is built, listed, run and read.'),
  description: z.string().optional().describe('What the suite tests.'),
  path: z
    .string()
    .min(1)
    .describe(
      'Go package folder, compiled test binary, folder of a Playwright project, of a Go module or of a command, or file of console steps; from the folder that holds lanes/.',
    ),
  transport: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      'Command that opens the console of a console suite, such as virtctl console vm; that of the node when absent.',
    ),
  command: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Command that runs all tests of a junit suite, in its folder, such as [make, test].'),
  reports: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('JUnit XML that the command of a junit suite leaves, from its folder; names may have a *.'),
  labels: z
    .string()
    .min(1)
    .optional()
    .describe(
      'JSON file in the folder of a junit suite that gives tests labels: each label with a list of regular expressions for their names.',
    ),
  packages: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Packages of a gotest suite, as go test takes them. Default ./...'),
  buildTags: z.array(z.string()).optional().describe('Go build tags.'),
  args: z.array(z.string()).optional().describe('Arguments for the suite itself, after those of Ginkgo.'),
  env: environment.optional().describe('Environment variables for the suite.'),
});

export const ruleSchema = z.strictObject({
  suites: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('The suites that use these labels; all when absent.'),
  labels: z
    .array(z.string().min(1))
    .min(1)
    .describe('Labels of the specs that are meant: any of them, without case.'),
  needs: z
    .record(
      z.string(),
      z.union(
        [z.literal(true), z.int().min(1), z.string()],
        'expected true, a whole number from 1, or an arch',
      ),
    )
    .optional()
    .describe(
      'What a node must have to run such a spec: a capability (true), at least so many (a number), or `arch`. ' +
        'A rule that needs nothing holds only in lanes that exclude it.',
    ),
  ...accountability,
});

export const exclusionSchema = z.strictObject({
  rule: z.string().optional().describe('Name of a rule in lanekeeper.yaml.'),
  filter: z
    .string()
    .optional()
    .describe('A label filter in the grammar of Ginkgo: what it matches stays out.'),
  ...accountability,
});

export const inventorySchema = z
  .enum(['dry-run', 'source', 'source-checked'])
  .describe(
    'How a Ginkgo suite given as a Go package folder is listed: by compiling it and a dry run (default), by reading its source, or by both, which have to agree.',
  );

export const runSchema = z.strictObject({
  timeout: durationSchema.optional().describe('Limit for the whole suite run. Default 1h.'),
  gracePeriod: durationSchema.optional().describe('How long an interrupted spec may clean up. Default 30s.'),
  seed: z
    .int()
    .min(0)
    .optional()
    .describe('Seed of the spec order. Default 1, so that runs can be compared.'),
  flakeAttempts: z.int().min(1).max(100).optional().describe('Attempts that a spec has to pass. Default 1.'),
  procs: z
    .int()
    .min(1)
    .max(1024)
    .optional()
    .describe('Number of parallel processes; 1 runs in series. Default 1.'),
  nodeAttempts: z
    .int()
    .min(1)
    .max(2)
    .optional()
    .describe(
      'Attempts at a lane: 2 tries once more, on a fresh node, when the node or the harness fails. Default 1.',
    ),
  args: z.array(z.string()).optional().describe('More arguments for the suite.'),
  env: environment.optional().describe('More environment variables for the suite.'),
});

export const requirementsSchema = z.strictObject({
  accel: z
    .array(z.enum(ACCELS))
    .min(1)
    .optional()
    .describe(
      'What the node’s CPU may be: none (hardware), kvm, tcg (emulated machine), user (emulated CPU alone).',
    ),
  capabilities: z
    .record(z.string(), z.union([z.literal(true), z.int().min(1)], 'expected true or a whole number from 1'))
    .optional()
    .describe('Capabilities that the node must have: true, or at least so many.'),
});

/** Schema of `lanes/lanekeeper.yaml`. */
export const settingsSchema = z
  .strictObject({
    suites: z.record(name, suiteSchema).describe('Suites, which are the bodies of tests, by name.'),
    nodes: z.record(name, nodeSchema).describe('Nodes, which are where specs run, by name.'),
    architectureConfiguration: z
      .strictObject({
        defaultArchitecture: z
          .string()
          .optional()
          .describe('Architecture of lanes that name none; this machine’s when absent.'),
        amd64: architectureSchema.optional(),
        arm64: architectureSchema.optional(),
        riscv64: architectureSchema.optional(),
        s390x: architectureSchema.optional(),
      })
      .default({})
      .describe('Settings of emulated machines by architecture, for nodes that don’t say otherwise.'),
    rules: z
      .record(name, ruleSchema)
      .default({})
      .describe('Exclusion rules; the first that matches a spec counts.'),
    defaults: z
      .strictObject({
        suite: z.string().optional().describe('Suite of lanes that name none.'),
        node: z.string().optional().describe('Node of lanes that name none.'),
        inventory: inventorySchema.optional(),
        run: runSchema.optional().describe('How lanes run that don’t say otherwise.'),
      })
      .default({})
      .describe('What a lane has when neither it nor a lane that it extends says otherwise.'),
    evidence: evidenceSchema.default({ kind: 'directory', path: 'reports/evidence' }),
    policy: policySchema.default({}),
    status: z
      .record(name, statusDocumentSchema)
      .default({})
      .describe('The documents that say what is supported.'),
    prow: prowSchema.optional().describe('What all jobs of Prow have, for plan --format prow.'),
    promotion: promotionSchema.default({
      remote: 'origin',
      base: 'main',
      branch: 'lanekeeper/promotion',
      labels: [],
    }),
  })
  .describe('Suites, nodes, rules, defaults of all lanes, and what follows from their results.');

/** Schema of a lane: of every other file in `lanes/`. */
export const laneSchema = z
  .strictObject({
    name: name.describe('Name of the lane, which is unique; also that of the folder of its reports.'),
    extends: z
      .string()
      .optional()
      .describe('Name of a lane whose values hold here where this one gives none.'),
    description: z.string().optional().describe('What the lane is for.'),
    state: z
      .enum(['active', 'defined'])
      .optional()
      .describe('active: runs in CI. defined: exists and can be listed and run by hand.'),
    suite: z.string().optional().describe('Name of a suite in lanekeeper.yaml.'),
    arch: z.string().optional().describe('Architecture in Go’s terms: amd64, arm64, s390x, riscv64, …'),
    node: z.string().optional().describe('Name of a node in lanekeeper.yaml.'),
    inventory: inventorySchema.optional(),
    requires: requirementsSchema
      .optional()
      .describe('What a node must be for this lane to run there at all; probed before the first spec.'),
    select: z
      .string()
      .optional()
      .describe('Label filter in the grammar of Ginkgo; an empty one selects all.'),
    exclude: z
      .array(exclusionSchema)
      .optional()
      .describe(
        'What stays out though the node could run it; added to those of the lane that this one extends.',
      ),
    run: runSchema.optional().describe('How the suite is run.'),
    prow: laneProwSchema.optional().describe('When Prow runs the lane.'),
  })
  .describe('A named selection of a suite for one architecture, with where and how it runs.');

/** The settings of one kind of node. */
export type NodeSettingsOf<Kind extends NodeSettings['kind']> = Extract<NodeSettings, { kind: Kind }>;
export type ImageSettingsOf<Kind extends ImageSettings['kind']> = Extract<ImageSettings, { kind: Kind }>;
