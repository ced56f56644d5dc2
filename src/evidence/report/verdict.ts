import type { Outcome, Verdict } from '../../core/types.ts';
import type { SuiteReport } from '../../suites/types.ts';

/** Evidence on a run at its end, by which it is judged. */
export type RunObservations = {
  /** End of the suite in words: `ended with exit code 1`. */
  readonly end: string;
  readonly exitCode: number | null;
  readonly failedToStart: boolean;
  /** Reason why the node, not the suite, decided how the run ended. */
  readonly nodeFailure: string | undefined;
  /** Whether the user stopped the run. */
  readonly interrupted: boolean;
  /** The suite's report, or the reason why there is none that can be read. */
  readonly report: SuiteReport | { readonly unreadable: string };
  readonly asked: { readonly labelFilter: string | null; readonly seed: number | null };
  /** Outcomes of the specs that were selected. */
  readonly outcomes: readonly Outcome[];
  /** Texts of specs that ran though they were not selected. */
  readonly surplus: readonly string[];
  /** Ids of specs of the planned job that the lane does not select any more. */
  readonly absent: readonly string[];
};

export type Judgement = { readonly verdict: Verdict; readonly reasons: readonly string[] };

/**
 * Judges a run. The first of these that holds decides:
 *
 * 1. The node failed, or the suite could not be started: `infrastructure`.
 * 2. There is no whole report, or it is of another run, or it contradicts the exit code or the selection:
 *    `inconclusive`. A report that can't be trusted in one thing is trusted in none.
 * 3. A step before the specs failed, so that none could run: `infrastructure`.
 * 4. The run ended early, as specs were left over, interrupted, or aborted it; or specs of its job are not there
 *    any more: `inconclusive`.
 * 5. A spec failed, panicked or timed out, or a step after the specs failed: `failed`.
 * 6. No spec passed, because all skipped themselves: `inconclusive`; they did not run.
 * 7. `passed`.
 */
export function judgeRun(evidence: RunObservations): Judgement {
  const { report, outcomes } = evidence;
  if (evidence.nodeFailure !== undefined && !evidence.interrupted)
    return { verdict: 'infrastructure', reasons: [evidence.nodeFailure] };
  if (evidence.failedToStart) return { verdict: 'infrastructure', reasons: [`the suite ${evidence.end}`] };
  if ('unreadable' in report)
    return inconclusive(interruption(evidence), `the suite ${evidence.end}, and ${report.unreadable}`);
  const doubts = doubtsAbout(report, evidence);
  if (doubts.length > 0) return inconclusive(interruption(evidence), ...doubts);

  const failedBefore = report.suiteFailures.filter(({ phase }) => phase === 'before');
  if (failedBefore.length > 0 && !evidence.interrupted)
    return {
      verdict: 'infrastructure',
      reasons: failedBefore.map(
        ({ step, failure }) => `${step} failed, so no spec could run: ${failure.message}`,
      ),
    };

  const count = (...wanted: readonly Outcome[]): number =>
    outcomes.filter((outcome) => wanted.includes(outcome)).length;
  const early = [
    interruption(evidence),
    ...sentence(count('notrun'), 'selected but not run'),
    ...sentence(count('interrupted'), 'interrupted'),
    ...sentence(count('aborted'), 'aborted the suite'),
    ...sentence(evidence.absent.length, 'of the job not selected any more'),
  ];
  if (count('notrun', 'interrupted', 'aborted') + evidence.absent.length > 0)
    return inconclusive(...early, ...report.specialReasons);

  const failures = [
    ...sentence(count('failed'), 'failed'),
    ...sentence(count('panicked'), 'panicked'),
    ...sentence(count('timedout'), 'timed out'),
    ...report.suiteFailures.map(({ step, failure }) => `${step} failed: ${failure.message}`),
    ...report.specialReasons,
  ];
  if (failures.length > 0 || !report.succeeded)
    return { verdict: 'failed', reasons: failures.length > 0 ? failures : ['the suite calls itself failed'] };
  const skipped = sentence(count('skipped'), 'skipped at run time, so not run');
  if (count('passed') === 0) return inconclusive('no spec passed', ...skipped);
  return { verdict: 'passed', reasons: skipped };
}

/** Reasons why the report is unfit to say anything. */
function doubtsAbout(
  report: SuiteReport,
  { exitCode, end, asked, surplus }: RunObservations,
): readonly string[] {
  const doubts: string[] = [];
  if ((exitCode === 0) !== report.succeeded)
    doubts.push(`the suite ${end}, but its report says that it ${report.succeeded ? 'succeeded' : 'failed'}`);
  if (report.labelFilter !== null && report.labelFilter !== asked.labelFilter)
    doubts.push(`the report is of a run with the label filter ${JSON.stringify(report.labelFilter)}`);
  if (report.seed !== null && report.seed !== asked.seed)
    doubts.push(`the report is of a run with the seed ${report.seed}, not ${asked.seed}`);
  if (report.dryRun) doubts.push('the report is of a dry run');
  if (report.focused) doubts.push('the source of the suite focuses on some of its specs (FIt, FDescribe)');
  if (surplus.length > 0)
    doubts.push(`${surplus.length} specs ran that were not selected, first ${JSON.stringify(surplus[0])}`);
  return doubts;
}

const interruption = ({ interrupted }: RunObservations): string | undefined =>
  interrupted ? 'the run was interrupted by the user' : undefined;

const sentence = (count: number, what: string): readonly string[] =>
  count === 0 ? [] : [`${count} ${count === 1 ? 'spec' : 'specs'} ${what}`];

const inconclusive = (...reasons: readonly (string | undefined)[]): Judgement => ({
  verdict: 'inconclusive',
  reasons: reasons.filter((reason) => reason !== undefined),
});
