import { jobId, type Plan } from '../../planning/plan.ts';
import type { RunReport } from '../report/run-report.ts';

/** Runs that count as one: those of a job of a plan, or of the lane as a whole, with its reruns. */
export type Part = {
  readonly name: string;
  /** Runs of the part, oldest first; none where a job left no report. */
  readonly runs: readonly RunReport[];
  /** Run that decides: the last that says something of the product, else the last. */
  readonly deciding: RunReport | undefined;
};

/** Whether a run's attempts say something of the product, as those of a lost node don't. */
export const counts = (run: RunReport): boolean =>
  run.verdict === 'passed' || run.verdict === 'failed' || onlySkipped(run);

/**
 * Whether a shard is inconclusive only because each of its specs skipped itself: specs of others may have passed.
 */
export const onlySkipped = ({ verdict, exit, specs, suiteFailures, job }: RunReport): boolean =>
  verdict === 'inconclusive' &&
  job !== null &&
  exit?.code === 0 &&
  suiteFailures.length === 0 &&
  specs.every(({ outcome }) => ['skipped', 'excluded', 'pending'].includes(outcome));

/** Parts of one lane: the jobs that there should be, and those that there are. */
export function partsOf(runs: readonly RunReport[], plan: Plan | undefined): readonly Part[] {
  const byName = Map.groupBy(runs, (run) => run.job?.id ?? run.lane.name);
  return [...new Set([...expectedNames(runs, plan), ...byName.keys()])].map((name) => {
    const own = byName.get(name) ?? [];
    return { name, runs: own, deciding: own.findLast(counts) ?? own.at(-1) };
  });
}

/** Names of the jobs that there should be: by the plan, else by what the reports say of themselves. */
function expectedNames(runs: readonly RunReport[], plan: Plan | undefined): readonly string[] {
  const lane = runs[0]?.lane.name;
  if (plan !== undefined) return plan.jobs.filter((job) => job.lane === lane).map(({ id }) => id);
  const job = runs.findLast((run) => run.job !== null)?.job;
  if (job === undefined || job === null || job.shard.count === 1) return [];
  const { count } = job.shard;
  return Array.from({ length: count }, (_, index) => jobId(lane ?? '', index + 1, count));
}
