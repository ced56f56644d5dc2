import { existsSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { formatSeconds, milliseconds } from '../core/duration.ts';
import { EXIT, infrastructureError, LanekeeperError } from '../core/errors.ts';
import { createLineSplitter } from '../core/lines.ts';
import type { Command, Facts, Inventory, Note, Spec } from '../core/types.ts';
import type { RunReport } from '../evidence/report/run-report.ts';
import type { Config } from '../lanes/config.ts';
import type { ResolvedLane } from '../lanes/resolve.ts';
import { makeArtifactsFolder } from '../nodes/artifacts.ts';
import type { NodeEnded, NodeSession, NodeStart } from '../nodes/types.ts';
import type { PlannedJob } from '../planning/plan-file.ts';
import { laneCriteria } from '../planning/selection/lane-selection.ts';
import { expiredRules } from '../planning/selection/rules.ts';
import { type Criteria, selectSpecs } from '../planning/selection/select.ts';
import {
  type BuiltSuite,
  type ProgressEvent,
  type SuiteAdapter,
  type SuiteReport,
  SuiteReportError,
} from '../suites/types.ts';
import { MAX_REPORT_BYTES } from '../system/bounded-read.ts';
import { withTemporaryFolder } from '../system/files.ts';
import { gitState, UNKNOWN_SOURCES } from '../system/git-state.ts';
import { describeMissing } from '../system/tools.ts';
import { type BuiltSource, buildSuite } from './build-suite.ts';
import { HERE, keptInventory, listSuite, type Workplace } from './list-suite.ts';
import { type RunScope, scopeOf } from './scope.ts';
import { type RunSetup, refuseOtherMachine, requestOf, toolsOf } from './setup.ts';

export type RunOptions = {
  readonly version: string;
  /** Absolute path of the test binary or Go package. */
  readonly suitePath: string;
  /** Run this spec alone, of those that the lane selects. */
  readonly focus?: string;
  /** Run the specs of this job of a plan alone. */
  readonly job?: PlannedJob;
  /** Called when nothing but the build, the node and the run can go wrong any more. */
  readonly onStart: () => void;
  readonly note: Note;
  readonly onProgress: (event: ProgressEvent) => void;
  readonly onOutput: (chunk: Buffer) => void;
  /** Folder that what the suite leaves is brought to: `artifacts/`, and its report where that can't be read. */
  readonly leftovers: string;
  /** Stops the suite gently, so that it writes its report. */
  readonly interrupt: AbortSignal;
  readonly kill: AbortSignal;
};

/** What a suite left behind. */
type Remains = {
  readonly command: Command;
  readonly ended: NodeEnded;
  readonly report: SuiteReport | { readonly unreadable: string };
  /** All that it tells, of a suite whose specs only a run tells. */
  readonly specs: readonly Spec[];
};

/** One try at a lane, as far as it came. */
export type LaneRun = {
  readonly sources: Pick<RunReport['suite'], 'commit' | 'modified'>;
  /** `null` when the node failed before the suite was built. */
  readonly suiteDigest: string | null;
  /** Probed; what was known before where the node never came up. */
  readonly facts: Facts;
  readonly node: { readonly start: NodeStart; readonly timeoutFactor: number } | undefined;
  readonly criteria: Criteria;
  /** Empty when the suite could not be listed. */
  readonly specs: readonly Spec[];
  readonly scope: RunScope;
  readonly remains: Remains | undefined;
  /** What kept the suite from being run at all: the node, or the machine that builds it. */
  readonly failure: LanekeeperError | undefined;
};

/** Beyond the suite's own limit and twice its grace period, it hangs. */
const HANG_MARGIN_MS = 30_000;

/** Starts the lane's node, builds and lists its suite for it, selects, and runs. */
export async function runOnNode(
  config: Config,
  resolved: ResolvedLane,
  setup: RunSetup,
  options: RunOptions,
): Promise<LaneRun> {
  const { lane, node, nodeAdapter, source, suiteAdapter } = setup;
  const stepOptions = { note: options.note, stop: options.interrupt };
  const rules = config.settings.value.rules;
  let facts = nodeAdapter.known(node);
  let opened: LaneRun['node'];
  let built: BuiltSource | undefined;
  let sources = UNKNOWN_SOURCES as LaneRun['sources'];
  let inventory: Inventory | undefined;
  let remains: Remains | undefined;
  let failure: LanekeeperError | undefined;
  const select = (): Pick<LaneRun, 'criteria' | 'scope'> => {
    const criteria = laneCriteria(rules, lane, facts);
    const all = selectSpecs(inventory?.specs ?? [], criteria);
    const { job, ...others } = options;
    // A suite that runs all that it has is one job.
    const limits = suiteAdapter.listsLastRun || job === undefined ? others : { job };
    return { criteria, scope: scopeOf(all, inventory === undefined ? {} : limits) };
  };
  const build = async (): Promise<BuiltSource> => {
    // Before the build: sources can change while a suite runs for hours.
    sources = source.kind === 'package' ? await gitState(source.path) : UNKNOWN_SOURCES;
    const target = nodeAdapter.isHost || suiteAdapter.form !== 'program' ? undefined : { arch: node.arch };
    return buildSuite(lane.suite, source, lane.run.procs, target, stepOptions);
  };
  // Until the suite runs there is no report to wait for: then the first interrupt ends the node, too.
  const endNode = new AbortController();
  let suiteRuns = false;
  const onInterrupt = (): void => {
    if (!suiteRuns) endNode.abort();
  };
  options.interrupt.addEventListener('abort', onInterrupt);
  const openOptions = {
    note: options.note,
    kill: AbortSignal.any([options.kill, endNode.signal]),
    fromPowerOn: suiteAdapter.form === 'console',
  };
  try {
    const [missing] = describeMissing(await toolsOf(setup));
    if (missing !== undefined) throw infrastructureError(missing);
    await nodeAdapter.open(node, openOptions, async (session) => {
      facts = session.facts;
      opened = session;
      refuseOtherMachine(resolved, facts);
      options.onStart();
      if (!nodeAdapter.isHost) options.note(describeNode(session));
      built = await build();
      await withWorkplace(session, built.suite, suiteAdapter.form, async (place, artifacts) => {
        inventory = await listSuite(lane.suite, built as BuiltSource, place, stepOptions);
        const { criteria, scope } = select();
        for (const sentence of expiredRules(criteria.rules, new Date().toISOString().slice(0, 10)))
          options.note(sentence);
        for (const difference of scope.differences) options.note(difference);
        suiteRuns = true;
        if (scope.selection.selected.length > 0 || suiteAdapter.listsLastRun)
          remains = await runSuite(setup, session, place, artifacts, criteria.labelFilter, scope, options);
        inventory = { ...inventory, specs: joinSpecs(inventory.specs, remains?.specs ?? []) };
      });
    });
  } catch (error) {
    if (!(error instanceof LanekeeperError) || error.exitCode !== EXIT.infrastructure) throw error;
    failure = error;
    options.onStart();
    if (built !== undefined) inventory ??= keptInventory(lane.suite, built);
  } finally {
    options.interrupt.removeEventListener('abort', onInterrupt);
  }
  return {
    ...select(),
    sources,
    suiteDigest: built?.digest ?? null,
    facts,
    node: opened,
    specs: inventory?.specs ?? [],
    remains,
    failure,
  };
}

/** `node arm64-guest: aarch64, kernel 6.12, tcg by QEMU 7.2.22, warm start in 0.2 s, timeouts times 10`. */
function describeNode({ facts, start, timeoutFactor }: NodeSession): string {
  const { machine } = facts;
  return [
    `node ${facts.node}: ${machine?.uname}`,
    `kernel ${machine?.kernel}`,
    ...(start.emulator === null ? [] : [`${machine?.accel} by ${start.emulator}`]),
    ...(start.mode === 'none' ? [] : [`${start.mode} start in ${formatSeconds(start.seconds)}`]),
    `timeouts times ${timeoutFactor}`,
  ].join(', ');
}

/** Brings the suite to the node; one that drives its console stays here. */
async function withWorkplace(
  session: NodeSession,
  suite: BuiltSuite,
  form: SuiteAdapter['form'],
  use: (place: Workplace, artifacts: string) => Promise<void>,
): Promise<void> {
  if (form === 'console')
    await withTemporaryFolder((folder) =>
      use({ ...HERE, timeoutFactor: session.timeoutFactor, folder, suite }, makeArtifactsFolder(folder)),
    );
  else {
    const brought = form === 'folder' ? bringFolder(session, suite) : bringProgram(session, suite);
    await use({ ...session, suite: await brought }, session.artifacts);
  }
}

async function bringProgram(session: NodeSession, suite: BuiltSuite): Promise<BuiltSuite> {
  const binary = await session.bring(suite.binary);
  const data = join(suite.folder, 'testdata');
  const isShared = binary === suite.binary;
  const folder = isShared
    ? suite.folder
    : existsSync(data)
      ? dirname(await session.bring(data))
      : session.folder;
  const runner = suite.runner === undefined ? {} : { runner: await session.bring(suite.runner) };
  return { ...suite, ...runner, binary, folder };
}

/** A tool within the folder comes along; any other has to be there by its name. */
async function bringFolder(session: NodeSession, suite: BuiltSuite): Promise<BuiltSuite> {
  const folder = await session.bring(suite.folder);
  const inside = relative(suite.folder, suite.binary);
  const isInside = isAbsolute(suite.binary) && !inside.startsWith('..');
  return { ...suite, folder, binary: isInside ? join(folder, inside) : suite.binary };
}

/** What was known before, and what only the run told. */
function joinSpecs(known: readonly Spec[], told: readonly Spec[]): readonly Spec[] {
  const texts = new Set(told.map(({ text }) => text));
  return [...told, ...known.filter(({ text }) => !texts.has(text))];
}

async function runSuite(
  setup: RunSetup,
  session: NodeSession,
  place: Workplace,
  artifacts: string,
  labelFilter: string,
  scope: RunScope,
  { interrupt, kill, onOutput, onProgress, leftovers }: RunOptions,
): Promise<Remains> {
  const { lane, suiteAdapter } = setup;
  const reportPath = join(place.folder, 'report.json');
  const request = requestOf(setup, place.suite, labelFilter, scope, reportPath, { ...session, artifacts });
  const command = suiteAdapter.run(request);
  const readProgress = suiteAdapter.createProgressReader();
  const splitLines = createLineSplitter((line) => {
    const event = readProgress(line);
    if (event !== undefined) onProgress(event);
  });
  const { timeout, gracePeriod } = lane.run;
  const ended = await place.run(command, {
    interrupt,
    kill,
    timeoutMs:
      (milliseconds(timeout) + 2 * milliseconds(gracePeriod)) * session.timeoutFactor + HANG_MARGIN_MS,
    onOutput: (chunk) => {
      onOutput(chunk);
      splitLines(chunk);
    },
  });
  const left = join(leftovers, 'suite-report.json');
  const arrived = await place.take(reportPath, left);
  await place.takeFolder(artifacts, join(leftovers, 'artifacts'));
  return { command, ended, ...(await readReport(left, arrived, suiteAdapter, place.suite)) };
}

async function readReport(
  path: string,
  arrived: 'whole' | 'part' | 'absent',
  suiteAdapter: RunSetup['suiteAdapter'],
  { modulePath }: BuiltSuite,
): Promise<Pick<Remains, 'report' | 'specs'>> {
  const unreadable = (why: string) => ({ report: { unreadable: why }, specs: [] });
  if (arrived === 'absent') return unreadable('left no report');
  if (arrived === 'part') return unreadable('its report came in part, because the node was lost on the way');
  const { size } = statSync(path);
  if (size > MAX_REPORT_BYTES)
    return unreadable(`left a report of ${size} bytes, more than the ${MAX_REPORT_BYTES} that can be read`);
  try {
    const text = await readFile(path, 'utf8');
    const report = suiteAdapter.readReport(text, modulePath);
    const specs = suiteAdapter.listsLastRun ? suiteAdapter.readSpecs(text, modulePath) : [];
    // What was understood is in the run report; the rest is worth keeping.
    rmSync(path);
    return { report, specs };
  } catch (error) {
    if (error instanceof SuiteReportError) return unreadable(`its report can't be read: ${error.message}`);
    throw error;
  }
}
