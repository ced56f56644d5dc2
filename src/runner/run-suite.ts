import { rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { milliseconds } from '../core/duration.ts';
import { createLineSplitter } from '../core/lines.ts';
import type { Command, Spec } from '../core/types.ts';
import type { NodeEnded } from '../nodes/types.ts';
import { type BuiltSuite, type SuiteReport, SuiteReportError } from '../suites/types.ts';
import { MAX_REPORT_BYTES } from '../system/bounded-read.ts';
import type { RunOptions } from './run-options.ts';
import { requestOf } from './run-request.ts';
import type { RunSelection } from './scope.ts';
import type { RunSetup } from './setup.ts';
import type { RunWorkplace } from './workplace.ts';

/** Everything that a suite's run left behind. */
export type SuiteExecution = {
  readonly command: Command;
  readonly ended: NodeEnded;
  readonly report: SuiteReport | { readonly unreadable: string };
  /** Specs that the run told, for a suite of which only a run tells them. */
  readonly specs: readonly Spec[];
};

/** Milliseconds beyond the suite's own limit and twice its grace period after which it hangs. */
const HANG_MARGIN_MS = 30_000;

/** Runs what is selected in a workplace, and brings the suite's leftovers to this machine. */
export async function runSuite(
  setup: Pick<RunSetup, 'lane' | 'source' | 'suiteAdapter'>,
  place: RunWorkplace,
  selection: RunSelection,
  options: Pick<RunOptions, 'interrupt' | 'kill' | 'onOutput' | 'onProgress' | 'leftovers'>,
): Promise<SuiteExecution> {
  const { lane, suiteAdapter } = setup;
  const { interrupt, kill, onOutput, onProgress, leftovers } = options;
  const reportPath = join(place.folder, 'report.json');
  const command = suiteAdapter.run(requestOf(setup, selection, reportPath, place));
  const readProgress = suiteAdapter.createProgressReader();
  const splitLines = createLineSplitter((line) => {
    const event = readProgress(line);
    if (event !== undefined) onProgress(event);
  });
  const { timeout, gracePeriod } = lane.run;
  const ended = await place.run(command, {
    interrupt,
    kill,
    timeoutMs: (milliseconds(timeout) + 2 * milliseconds(gracePeriod)) * place.timeoutFactor + HANG_MARGIN_MS,
    onOutput: (chunk) => {
      onOutput(chunk);
      splitLines(chunk);
    },
  });
  const left = join(leftovers, 'suite-report.json');
  const arrived = await place.download(reportPath, left);
  await place.downloadFolder(place.artifacts, join(leftovers, 'artifacts'));
  return { command, ended, ...(await readSuiteReport(left, arrived, suiteAdapter, place.suite)) };
}

async function readSuiteReport(
  path: string,
  arrived: 'whole' | 'part' | 'absent',
  suiteAdapter: RunSetup['suiteAdapter'],
  { modulePath }: BuiltSuite,
): Promise<Pick<SuiteExecution, 'report' | 'specs'>> {
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
