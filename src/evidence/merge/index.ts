import { usageError } from '../../core/errors.ts';
import type { Plan } from '../../planning/plan.ts';
import { countOutcomes, type RunReport } from '../report/run-report.ts';
import { judgeMerged } from './judge.ts';
import { counts, partsOf } from './parts.ts';
import { joinSpecs } from './specs.ts';

/**
 * Joins the reports of one lane: those of its shards, and those of reruns. Every attempt is kept, in the order of the
 * runs; the last run of a shard that says something of the product decides what became of its specs. A spec that no
 * shard ran is `notrun`.
 *
 * @param reports of one lane, at least one.
 * @param plan names the jobs that there should be; the reports themselves do when absent.
 */
export function mergeReports(reports: readonly RunReport[], plan?: Plan): RunReport {
  const runs = withoutCopies(reports).toSorted(
    (a, b) =>
      Date.parse(a.startedAt) - Date.parse(b.startedAt) || Date.parse(a.endedAt) - Date.parse(b.endedAt),
  );
  for (const run of runs) refuseUnfit(run);
  const parts = partsOf(runs, plan);
  const specs = joinSpecs(runs, parts);
  const [first] = parts.flatMap(({ deciding }) => deciding ?? []);
  if (first === undefined) throw new Error('found no report to merge');
  const { verdict, reasons } = judgeMerged(runs, parts, specs, plan);
  const suiteFailures = parts.flatMap(({ deciding }) => deciding?.suiteFailures ?? []);
  return {
    ...first,
    node: {
      ...first.node,
      emulated: runs.some(({ node }) => node.emulated),
      machine: first.node.machine ?? runs.find(({ node }) => node.machine !== null)?.node.machine ?? null,
    },
    focus: null,
    job: null,
    command: null,
    exit: null,
    startedAt: runs[0]?.startedAt ?? first.startedAt,
    endedAt:
      runs
        .map(({ endedAt }) => endedAt)
        .toSorted()
        .at(-1) ?? first.endedAt,
    verdict,
    reasons,
    earlierAttempts: runs.flatMap(({ earlierAttempts }) => earlierAttempts),
    merged: runs.map((run) => ({
      job: run.job?.id ?? null,
      verdict: run.verdict,
      counted: counts(run),
      reasons: run.reasons,
      hostname: run.node.machine?.hostname ?? null,
      command: run.command,
      startedAt: run.startedAt,
      endedAt: run.endedAt,
      exit: run.exit,
      consoleTail: run.node.consoleTail,
    })),
    counts: countOutcomes(specs),
    suiteFailures,
    specs,
  };
}

/** Reports without copies, such as those of an artifact that was downloaded into two folders. */
const withoutCopies = (reports: readonly RunReport[]): readonly RunReport[] => [
  ...new Map(
    reports.map((report) => [
      JSON.stringify([report.job?.id, report.startedAt, report.endedAt, report.node.machine?.hostname]),
      report,
    ]),
  ).values(),
];

function refuseUnfit({ lane, focus, merged }: RunReport): void {
  if (focus !== null)
    throw usageError(
      `lane ${lane.name}: found the report of a run with --focus, expected whole runs or jobs of a plan`,
    );
  if (merged.length > 0)
    throw usageError(
      `lane ${lane.name}: found a report that is merged already, expected those that it was made of`,
    );
}
