import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { milliseconds } from './duration.ts';
import { describeEnd, type Ended } from './exec.ts';
import { withTemporaryFolder } from './files.ts';
import { gitState, UNKNOWN_SOURCES } from './git-state.ts';
import { MAX_REPORT_BYTES, type Note } from './inventory.ts';
import type { Config } from './lane/config.ts';
import { expiredRules } from './lane/label-filter.ts';
import type { ResolvedLane } from './lane/resolve.ts';
import { createLineSplitter } from './lines.ts';
import { digestOfLane } from './plan.ts';
import { joinResults } from './results.ts';
import type { RunReport } from './run-report.ts';
import { focusSpec, narrow, type RunSetup, refuseOtherArch, requestOf, setUpRun } from './run-setup.ts';
import { laneCriteria } from './selection/lane-selection.ts';
import { selectSpecs } from './selection/select.ts';
import { prepareSuite } from './suite-build.ts';
import {
  type BuiltSuite,
  type ProgressEvent,
  type RunRequest,
  type SuiteReport,
  SuiteReportError,
} from './suites/types.ts';
import { type Command, type Facts, OUTCOMES, SCHEMA_VERSION } from './types.ts';
import { type Judgement, judgeRun } from './verdict.ts';

export type RunOptions = {
  readonly version: string;
  /** Absolute path of the test binary or Go package. */
  readonly suitePath: string;
  /** Run this spec alone, of those that the lane selects. */
  readonly focus?: string;
  /** Called when nothing but the build and the run can go wrong any more. */
  readonly onStart: () => void;
  readonly note: Note;
  readonly onProgress: (event: ProgressEvent) => void;
  readonly onOutput: (chunk: Buffer) => void;
  /** Stops the suite gently, so that it writes its report. */
  readonly interrupt: AbortSignal;
  readonly kill: AbortSignal;
};

/** What a suite left behind. */
type Remains = {
  readonly command: Command;
  readonly ended: Ended;
  readonly report: SuiteReport | { readonly unreadable: string };
};

/** Beyond the suite's own limit and twice its grace period, it hangs. */
const HANG_MARGIN_MS = 30_000;

/** Runs one lane: probes its node, builds and lists its suite, selects, runs, and judges what came of it. */
export async function runLane(
  config: Config,
  resolved: ResolvedLane,
  options: RunOptions,
): Promise<RunReport> {
  const setup = setUpRun(config, resolved, options.suitePath);
  const { lane, node, source } = setup;
  const facts = await setup.nodeAdapter.probe(node);
  refuseOtherArch(resolved, facts);
  options.onStart();
  // Before the build: sources can change while a suite runs for hours.
  const sources = source.kind === 'package' ? await gitState(source.path) : UNKNOWN_SOURCES;

  const { suite, inventory } = await prepareSuite(lane.suite, source, lane.run.procs, {
    note: options.note,
    stop: options.interrupt,
  });
  const criteria = laneCriteria(config.settings.value.rules, lane, facts);
  const now = new Date().toISOString();
  for (const sentence of expiredRules(criteria.rules, now.slice(0, 10))) options.note(sentence);
  const all = selectSpecs(inventory.specs, criteria);
  const focus = options.focus === undefined ? undefined : focusSpec(options.focus, all);
  const selection = focus === undefined ? all : narrow(all, focus);

  const remains =
    selection.selected.length === 0
      ? undefined
      : await runSuite(setup, options, suite, (reportPath) =>
          requestOf(setup, suite, criteria.labelFilter, focus, reportPath),
        );
  const report = remains !== undefined && 'specs' in remains.report ? remains.report : undefined;
  const joined = joinResults(inventory.specs, selection, report?.specs ?? []);
  const judgement: Judgement =
    remains === undefined
      ? { verdict: 'empty', reasons: ['the lane selects no spec: lanekeeper list says why'] }
      : judgeRun({
          end: describeEnd(remains.ended),
          exitCode: remains.ended.exitCode,
          failedToStart: remains.ended.failedToStart !== null,
          interrupted: options.interrupt.aborted,
          report: remains.report,
          asked: { labelFilter: criteria.labelFilter, seed: lane.run.seed },
          outcomes: joined.outcomes,
          surplus: joined.surplus,
        });
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'lanekeeper', version: options.version },
    lane: { name: lane.name, digest: digestOfLane(lane, criteria), state: lane.state, arch: lane.arch },
    suite: {
      name: lane.suite,
      kind: source.settings.kind,
      digest: await inventory.digest(),
      ...sources,
    },
    node: nodeDocument(setup, facts),
    labelFilter: criteria.labelFilter,
    focus: focus?.id ?? null,
    seed: lane.run.seed,
    command: remains?.command ?? null,
    startedAt: remains?.ended.startedAt ?? now,
    endedAt: remains?.ended.endedAt ?? now,
    exit:
      remains === undefined
        ? null
        : { code: remains.ended.exitCode, signal: remains.ended.signal, timedOut: remains.ended.timedOut },
    verdict: judgement.verdict,
    reasons: judgement.reasons,
    counts: countOutcomes(joined.specs),
    suiteFailures: report?.suiteFailures ?? [],
    specs: joined.specs,
  };
}

async function runSuite(
  { lane, nodeAdapter, suiteAdapter }: RunSetup,
  { interrupt, kill, onOutput, onProgress }: RunOptions,
  suite: BuiltSuite,
  requestFor: (reportPath: string) => RunRequest,
): Promise<Remains> {
  return withTemporaryFolder(async (folder) => {
    const reportPath = join(folder, 'report.json');
    const command = suiteAdapter.run(requestFor(reportPath));
    const readProgress = suiteAdapter.createProgressReader();
    const splitLines = createLineSplitter((line) => {
      const event = readProgress(line);
      if (event !== undefined) onProgress(event);
    });
    const ended = await nodeAdapter.run(command, {
      interrupt,
      kill,
      timeoutMs: milliseconds(lane.run.timeout) + 2 * milliseconds(lane.run.gracePeriod) + HANG_MARGIN_MS,
      onOutput: (chunk) => {
        onOutput(chunk);
        splitLines(chunk);
      },
    });
    return { command, ended, report: await readReport(reportPath, suiteAdapter, suite) };
  });
}

async function readReport(
  path: string,
  suiteAdapter: RunSetup['suiteAdapter'],
  { modulePath }: BuiltSuite,
): Promise<Remains['report']> {
  if (!existsSync(path)) return { unreadable: 'left no report' };
  const { size } = statSync(path);
  if (size > MAX_REPORT_BYTES)
    return {
      unreadable: `left a report of ${size} bytes, more than the ${MAX_REPORT_BYTES} that can be read`,
    };
  try {
    return suiteAdapter.readReport(await readFile(path, 'utf8'), modulePath);
  } catch (error) {
    if (error instanceof SuiteReportError)
      return { unreadable: `its report can't be read: ${error.message}` };
    throw error;
  }
}

function nodeDocument({ node }: RunSetup, { arch, machine, capabilities }: Facts): RunReport['node'] {
  if (machine === undefined) throw new Error(`node ${node.name} was probed but has no facts of its machine`);
  return {
    name: node.name,
    kind: node.settings.kind,
    emulated: machine.emulated,
    arch,
    machine,
    capabilities,
  };
}

const countOutcomes = (specs: RunReport['specs']): RunReport['counts'] =>
  Object.fromEntries(
    OUTCOMES.map((name) => [name, specs.filter(({ outcome }) => outcome === name).length]),
  ) as RunReport['counts'];
