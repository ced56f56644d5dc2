import * as z from 'zod';
import { ACCELS, OUTCOMES, SCHEMA_VERSION, VERDICTS } from '../../core/types.ts';

export const locationSchema = z.strictObject({
  file: z.string().describe('Path of the file, relative to the suite’s module, or as the suite reported it.'),
  line: z.int().min(0).describe('Number of the line, from 1; 0 where the suite does not tell.'),
});

const moment = z.string().describe('A time in ISO 8601 with its zone, such as 2027-03-31T06:00:00.000Z.');

const failureSchema = z.strictObject({ message: z.string(), location: locationSchema.nullable() });

export const outcomeSchema = z.enum(OUTCOMES);

export const verdictSchema = z.enum(VERDICTS);

/** A spec of a run report. */
export const runSpecSchema = z.strictObject({
  id: z.string().describe('Id of the spec, which stays when tags such as [QUARANTINE] come and go.'),
  text: z.string().describe('Texts of containers and leaf, joined by one space.'),
  labels: z.array(z.string()),
  location: locationSchema,
  testIds: z.array(z.string()).describe('Numbers of [test_id:n] tags.'),
  outcome: outcomeSchema.describe(
    'Outcome of the last attempt; excluded: not selected; notrun: selected but never started.',
  ),
  attempts: z
    .array(
      z.strictObject({
        outcome: outcomeSchema,
        failure: failureSchema.optional(),
        run: z.int().min(0).optional().describe('Number of the merged run that made the attempt, from 0.'),
      }),
    )
    .describe('Tries at the spec, in order.'),
  startedAt: moment.nullable(),
  seconds: z.number().min(0).describe('Duration of the spec in seconds.'),
  process: z
    .int()
    .min(1)
    .optional()
    .describe('Number of the parallel process that ran the spec; absent where the suite does not tell.'),
  skipReason: z
    .string()
    .optional()
    .describe('Reason that the spec gave for skipping itself: it did not run.'),
  output: z.string().optional().describe('End of the output of a spec that did not pass.'),
  exclusion: z
    .strictObject({
      rule: z.string(),
      because: z.string(),
      label: z.string().nullable(),
      labelAt: z
        .strictObject({
          node: z.enum(['suite', 'container', 'leaf']),
          text: z.string(),
          location: locationSchema.nullable(),
        })
        .nullable(),
    })
    .optional()
    .describe('Reason why the spec was not selected.'),
});

export const capabilitySchema = z.strictObject({
  value: z.union([z.boolean(), z.number()]),
  source: z.enum(['probed', 'declared']),
});

/** Facts that were probed of a machine. */
export const machineSchema = z.strictObject({
  uname: z.string(),
  os: z.string(),
  kernel: z.string(),
  hostname: z.string(),
  cpuModel: z.string(),
  cpus: z.int(),
  memoryBytes: z.number(),
  accel: z
    .enum(ACCELS)
    .describe(
      'Kind of acceleration. none: hardware, or no telling. kvm, tcg: a guest of QEMU. user: an emulated CPU alone.',
    ),
  emulated: z.boolean(),
});

export const commandSchema = z.strictObject({
  argv: z.array(z.string()),
  cwd: z.string(),
  env: z.record(z.string(), z.string()),
});

const exitSchema = z
  .strictObject({ code: z.int().nullable(), signal: z.string().nullable(), timedOut: z.boolean() })
  .nullable();

/** The full account of one lane run. */
export const runReportSchema = z
  .strictObject({
    schemaVersion: z.literal(SCHEMA_VERSION),
    tool: z.strictObject({ name: z.literal('lanekeeper'), version: z.string() }),
    lane: z.strictObject({
      name: z.string(),
      digest: z
        .string()
        .describe('Digest of the lane, which changes when what is selected, or how it runs, changes.'),
      state: z.enum(['active', 'defined']),
      arch: z.string(),
    }),
    suite: z.strictObject({
      name: z.string(),
      kind: z.string(),
      digest: z
        .string()
        .nullable()
        .describe('SHA-256 of the binary that ran; null when the node failed before it was built.'),
      commit: z
        .string()
        .nullable()
        .describe('Git commit of the suite’s sources; null where they are unknown or in no repository.'),
      modified: z.boolean().nullable().describe('Whether what was compiled may differ from that commit.'),
    }),
    node: z.strictObject({
      name: z.string(),
      kind: z.string(),
      emulated: z
        .boolean()
        .describe('Whether the node is emulated; its evidence is marked as such for ever.'),
      arch: z.string(),
      machine: machineSchema
        .nullable()
        .describe('Machine that ran the specs, as it was probed; null when it never came up.'),
      start: z
        .strictObject({
          mode: z.enum(['none', 'cold', 'warm']),
          commands: z
            .array(commandSchema)
            .describe('Commands that start such a node; they can be pasted into a shell.'),
          remarks: z.array(z.string()),
          emulator: z.string().nullable(),
          seconds: z.number().min(0),
        })
        .nullable()
        .describe('Start of the node: it was there, was booted, or was restored from a snapshot.'),
      timeoutFactor: z.number().describe('Factor by which the lane’s timeouts were multiplied.'),
      consoleTail: z.string().nullable().describe('Last output of the node’s console before it failed.'),
      capabilities: z.record(z.string(), capabilitySchema),
    }),
    labelFilter: z.string().describe('Label filter exactly as the suite got it.'),
    focus: z.string().nullable().describe('Id of the one spec that the run was limited to.'),
    job: z
      .strictObject({
        id: z.string(),
        plan: z.string().describe('SHA-256 of the plan.'),
        shard: z.strictObject({ number: z.int().min(1), count: z.int().min(1) }),
        differences: z
          .array(z.string())
          .describe('Differences between what the lane selected and what was planned, in words.'),
      })
      .nullable()
      .default(null)
      .describe('Job of a plan that the run was limited to: the other specs of the lane run elsewhere.'),
    seed: z.int(),
    command: commandSchema.nullable().describe('Command that was run; null when nothing was selected.'),
    startedAt: moment,
    endedAt: moment,
    exit: exitSchema,
    verdict: verdictSchema,
    reasons: z.array(z.string()).describe('Reasons for the verdict, in words.'),
    earlierAttempts: z
      .array(
        z.strictObject({
          verdict: verdictSchema,
          reasons: z.array(z.string()),
          startedAt: moment,
          endedAt: moment,
          consoleTail: z.string().nullable(),
        }),
      )
      .describe('Runs of this lane whose node failed, before this one on a fresh node.'),
    merged: z
      .array(
        z.strictObject({
          job: z.string().nullable(),
          verdict: verdictSchema,
          counted: z.boolean().describe('Whether the attempts of the run say anything of the product.'),
          reasons: z.array(z.string()),
          hostname: z.string().nullable(),
          command: commandSchema.nullable(),
          startedAt: moment,
          endedAt: moment,
          exit: exitSchema,
          consoleTail: z.string().nullable(),
        }),
      )
      .default([])
      .describe('The runs of shards and reruns that this report joins, oldest first; none for a single run.'),
    counts: z.record(outcomeSchema, z.int()).describe('Numbers of specs by outcome.'),
    suiteFailures: z.array(
      z.strictObject({ step: z.string(), phase: z.enum(['before', 'after']), failure: failureSchema }),
    ),
    specs: z.array(runSpecSchema).describe('All specs of the suite.'),
  })
  .describe('The run report of one lane run.');
