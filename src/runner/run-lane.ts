import { amount } from '../core/amount.ts';
import { SCHEMA_VERSION } from '../core/types.ts';
import { joinResults } from '../evidence/report/join-results.ts';
import { countOutcomes, type RunReport } from '../evidence/report/run-report.ts';
import { type Judgement, judgeRun } from '../evidence/report/verdict.ts';
import type { Config } from '../lanes/config.ts';
import type { ResolvedLane } from '../lanes/resolve.ts';
import { isEmulated } from '../nodes/index.ts';
import { NodeError } from '../nodes/node-error.ts';
import { digestOfLane } from '../planning/plan.ts';
import type { PlannedJob } from '../planning/plan-file.ts';
import { describeEnd } from '../system/exec.ts';
import { type LaneRun, runOnNode } from './run-on-node.ts';
import type { RunOptions } from './run-options.ts';
import type { RunScope } from './scope.ts';
import { type RunSetup, setUpRun } from './setup.ts';

/** Runs one lane and judges the outcome; where the node failed, once more on a fresh one if the lane says so. */
export async function runLane(
  config: Config,
  resolved: ResolvedLane,
  options: RunOptions,
): Promise<RunReport> {
  const setup = setUpRun(config, resolved, options.suitePath);
  const earlier: RunReport['earlierAttempts'][number][] = [];
  for (;;) {
    const startedAt = new Date().toISOString();
    const run = await runOnNode(setup, options);
    const report = { ...reportOf(setup, run, options, startedAt), earlierAttempts: earlier };
    const { verdict, reasons, endedAt } = report;
    if (
      verdict !== 'infrastructure' ||
      earlier.length + 1 >= resolved.lane.run.nodeAttempts ||
      options.interrupt.aborted
    )
      return report;
    options.note(`the node failed (${reasons[0]}): trying once more on a fresh one`);
    earlier.push({ verdict, reasons, startedAt, endedAt, consoleTail: report.node.consoleTail });
  }
}

function reportOf(
  { lane, node, source, suiteAdapter }: RunSetup,
  run: LaneRun,
  options: RunOptions,
  startedAt: string,
): Omit<RunReport, 'earlierAttempts'> {
  const { execution, criteria, scope, facts } = run;
  const report = execution !== undefined && 'specs' in execution.report ? execution.report : undefined;
  const joined = joinResults(run.specs, scope.selection, report?.specs ?? []);
  // One that runs all that it has runs more than was selected, and nothing is wrong with that.
  const surplus = suiteAdapter.listsLastRun ? [] : joined.surplus;
  const judgement = judgeLaneRun(run, lane.run.seed, options.interrupt.aborted, { ...joined, surplus });
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'lanekeeper', version: options.version },
    lane: { name: lane.name, digest: digestOfLane(lane, criteria), state: lane.state, arch: lane.arch },
    suite: {
      name: lane.suite,
      kind: source.settings.kind,
      digest: run.built?.digest ?? null,
      ...run.sources,
    },
    node: {
      name: node.name,
      kind: node.settings.kind,
      emulated: facts.machine?.emulated ?? isEmulated(node.settings),
      arch: facts.arch,
      machine: facts.machine ?? null,
      start: run.node?.start ?? null,
      timeoutFactor: run.node?.timeoutFactor ?? 1,
      consoleTail:
        (run.failure instanceof NodeError ? run.failure.consoleTail : undefined) ??
        execution?.ended.consoleTail ??
        null,
      capabilities: facts.capabilities,
    },
    labelFilter: criteria.labelFilter,
    focus: scope.focus?.id ?? null,
    job: jobOf(options.job, scope),
    seed: lane.run.seed,
    command: execution?.command ?? null,
    startedAt: execution?.ended.startedAt ?? startedAt,
    endedAt: execution?.ended.endedAt ?? new Date().toISOString(),
    exit:
      execution === undefined
        ? null
        : {
            code: execution.ended.exitCode,
            signal: execution.ended.signal,
            timedOut: execution.ended.timedOut,
          },
    verdict: judgement.verdict,
    reasons: judgement.reasons,
    merged: [],
    counts: countOutcomes(joined.specs),
    suiteFailures: report?.suiteFailures ?? [],
    specs: joined.specs,
  };
}

function judgeLaneRun(
  { execution, criteria, scope, failure }: LaneRun,
  seed: number,
  interrupted: boolean,
  { outcomes, surplus }: ReturnType<typeof joinResults>,
): Judgement {
  if (failure !== undefined) return { verdict: 'infrastructure', reasons: [failure.message] };
  if (execution === undefined) return { verdict: 'empty', reasons: emptyBecause(scope) };
  return judgeRun({
    end: describeEnd(execution.ended),
    exitCode: execution.ended.exitCode,
    failedToStart: execution.ended.failedToStart !== null,
    nodeFailure: execution.ended.nodeFailure,
    interrupted,
    report: execution.report,
    asked: { labelFilter: criteria.labelFilter, seed },
    outcomes,
    surplus,
    absent: scope.absent,
  });
}

const emptyBecause = ({ absent }: RunScope): readonly string[] =>
  absent.length > 0
    ? [`none of the ${amount(absent.length, 'spec')} of the job is selected any more: plan anew`]
    : ['the lane selects no spec: lanekeeper list says why'];

const jobOf = (planned: PlannedJob | undefined, { differences }: RunScope): RunReport['job'] =>
  planned === undefined
    ? null
    : { id: planned.job.id, plan: planned.plan, shard: planned.job.shard, differences };
