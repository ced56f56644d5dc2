import * as z from 'zod';

const count = z.int().min(0).max(100_000);
const days = z.number().min(0).max(3650);
const ratio = z.number().min(0).max(1);

const promoteShape = {
  runs: count.describe('Completed runs that each verifying spec needs.'),
  withinDays: days.describe('Days before the decision from which runs count.'),
  days: count.describe('Distinct days (UTC) with a completed run.'),
  commits: count.describe('Distinct commits of the suite, of unmodified sources.'),
  passRatio: ratio.describe('Share of first attempts that passed, from 0 to 1.'),
  lastGreen: count.describe('The newest completed runs that must all have passed at the first attempt.'),
  newestWithinDays: days.describe('Greatest age of the newest completed run, in days.'),
};

const demoteShape = {
  failures: count.describe('Failed first attempts from which ratios are looked at.'),
  shortDays: days.describe('Length of the short window, in days.'),
  shortRatio: ratio.describe(
    'Share of failures in the short window, from 0 to 1, above which they are too many.',
  ),
  longDays: days.describe('Length of the long window, in days.'),
  longRatio: ratio.describe(
    'Share of failures in the long window, from 0 to 1, above which they are too many.',
  ),
  staleDays: days.describe('Days without a completed run after which a claim is no longer verified.'),
  graceDays: days.describe('Days between a finding and the edit.'),
};

const incidentFailures = count.describe(
  'Number of failed specs above which a run is an incident of the cluster, and does not count.',
);
const emulated = z
  .enum(['qualifier', 'promote'])
  .describe(
    'qualifier: emulated evidence shows as "(emulated: pass)". promote: with emulatedFactor times the runs, days and commits it makes SUPPORTED, and the qualifier shows it.',
  );
const emulatedFactor = z
  .number()
  .min(1)
  .max(100)
  .describe('How many times the runs, days and commits emulated evidence needs, with emulated: promote.');
const unprobedNodes = z
  .enum(['refuse', 'accept'])
  .describe(
    'Whether runs count of whose node nobody probed the architecture, such as those read from JUnit XML.',
  );

const partial = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape).partial();

const overridable = {
  promote: partial(promoteShape).describe('What makes a row SUPPORTED.'),
  emulatedPass: partial(promoteShape).describe('What shows as "(emulated: pass)", from emulated runs alone.'),
  demote: partial(demoteShape).describe('What takes SUPPORTED away.'),
  incidentFailures,
  emulated,
  emulatedFactor,
  unprobedNodes,
};

/** Schema of `policy` in lanekeeper.yaml. The defaults are ours, from the rules of OpenShift and KubeVirt. */
export const policySchema = z
  .strictObject(overridable)
  .partial()
  .extend({
    arches: z
      .record(z.string(), z.strictObject(overridable).partial())
      .optional()
      .describe('What is otherwise for an architecture, by architecture.'),
  })
  .describe('When a status follows evidence.');

export type PromoteRule = z.infer<z.ZodObject<typeof promoteShape>>;
export type DemoteRule = z.infer<z.ZodObject<typeof demoteShape>>;

/** The policy of one architecture with nothing left open. */
export type Policy = {
  readonly promote: PromoteRule;
  readonly emulatedPass: PromoteRule;
  readonly demote: DemoteRule;
  readonly incidentFailures: number;
  readonly emulated: 'qualifier' | 'promote';
  readonly emulatedFactor: number;
  readonly unprobedNodes: 'refuse' | 'accept';
};
