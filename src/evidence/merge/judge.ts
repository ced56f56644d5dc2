import { amount } from '../../core/amount.ts';
import { digestOfPlan, type Plan } from '../../planning/plan.ts';
import type { RunReport, RunSpec } from '../report/run-report.ts';
import type { Judgement } from '../report/verdict.ts';
import { onlySkipped, type Part } from './parts.ts';

/**
 * Judges the runs of one lane together. The first of these that holds decides:
 *
 * 1. The reports are not of one plan, suite or selection, or a job left none: `inconclusive`.
 * 2. The node of a job failed: `infrastructure`.
 * 3. A job is inconclusive, or a spec was run by no job: `inconclusive`.
 * 4. A job failed: `failed`.
 * 5. No spec passed: `inconclusive`.
 * 6. `passed`.
 */
export function judgeMerged(
  runs: readonly RunReport[],
  parts: readonly Part[],
  specs: readonly RunSpec[],
  plan: Plan | undefined,
): Judgement {
  const doubts = [
    ...disagreements(runs, plan),
    ...parts.filter(({ deciding }) => deciding === undefined).map(({ name }) => `${name} left no report`),
  ];
  if (doubts.length > 0) return { verdict: 'inconclusive', reasons: doubts };
  const withVerdict = (...verdicts: readonly RunReport['verdict'][]): readonly string[] =>
    parts.flatMap(({ name, deciding }) =>
      deciding === undefined || !verdicts.includes(deciding.verdict) || onlySkipped(deciding)
        ? []
        : deciding.reasons.map((reason) => (parts.length === 1 ? reason : `${name}: ${reason}`)),
    );
  const lost = withVerdict('infrastructure');
  if (lost.length > 0) return { verdict: 'infrastructure', reasons: lost };
  const unclear = [...withVerdict('inconclusive', 'empty'), ...leftOver(specs)];
  if (unclear.length > 0) return { verdict: 'inconclusive', reasons: unclear };
  const failed = withVerdict('failed');
  if (failed.length > 0) return { verdict: 'failed', reasons: failed };
  const skipped = specs.filter(({ outcome }) => outcome === 'skipped').length;
  const reasons = skipped === 0 ? [] : [`${amount(skipped, 'spec')} skipped at run time, so not run`];
  return specs.some(({ outcome }) => outcome === 'passed')
    ? { verdict: 'passed', reasons }
    : { verdict: 'inconclusive', reasons: ['no spec passed', ...reasons] };
}

function leftOver(specs: readonly RunSpec[]): readonly string[] {
  const left = specs.filter(({ outcome }) => outcome === 'notrun');
  return left.length === 0
    ? []
    : [`${amount(left.length, 'spec')} run by no job, first ${JSON.stringify(left[0]?.text)}`];
}

/** Reasons why these runs can't be parts of one, in words. */
function disagreements(runs: readonly RunReport[], plan: Plan | undefined): readonly string[] {
  const differ = (what: string, of: (run: RunReport) => string | null | undefined): readonly string[] => {
    const found = [...new Set(runs.flatMap((run) => of(run) ?? []))];
    return found.length < 2 ? [] : [`the runs are of ${found.length} ${what}: ${found.join(', ')}`];
  };
  const builds = runs.filter(({ suite }) => suite.digest !== null);
  const sameSources = builds.every(
    ({ suite }) =>
      suite.commit !== null && suite.modified === false && suite.commit === builds[0]?.suite.commit,
  );
  return [
    ...differ('architectures', ({ lane }) => lane.arch),
    ...differ('suites', ({ suite }) => suite.name),
    ...(sameSources ? [] : differ('builds of the suite', ({ suite }) => suite.digest)),
    // A node that never came up was not probed, so what it would have selected is not known.
    ...differ('label filters', ({ labelFilter, node }) =>
      node.machine === null ? null : JSON.stringify(labelFilter),
    ),
    ...differ('plans', ({ job }) => job?.plan),
    ...(new Set(runs.map(({ job }) => job === null)).size > 1
      ? ['some runs are jobs of a plan, and others the lane as a whole']
      : []),
    ...(plan !== undefined && runs.some(({ job }) => job !== null && job.plan !== digestOfPlan(plan))
      ? ['the runs are of another plan than the one given']
      : []),
  ];
}
