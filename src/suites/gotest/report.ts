import type { Outcome, Spec } from '../../core/types.ts';
import { type Fields, number, readJsonObject, text } from '../fields.ts';
import { type SpecResult, type SuiteFailure, type SuiteReport, SuiteReportError } from '../types.ts';

/** The last line of a report, which our script writes: without it the report is cut off. */
export const EXIT_ACTION = 'lanekeeper-exit';

/** Characters that are kept of what a test printed: its end. */
const OUTPUT_CHARACTERS = 16 * 1024;
const NAME = /^(?:Test|Example|Fuzz)[\p{L}\p{N}_]*$/u;

/** What `go test -json` wrote, line by line, and the exit code. */
function readEvents(report: string): { readonly events: readonly Fields[]; readonly exitCode: number } {
  const lines = report.split('\n').filter((line) => line.startsWith('{'));
  const events = lines.map(readJsonObject);
  const last = events.at(-1);
  if (last === undefined || text(last, 'Action', '') !== EXIT_ACTION)
    throw new SuiteReportError('the report of go test is cut off, or of something else');
  return { events: events.slice(0, -1), exitCode: number(last, 'Status') };
}

/**
 * The tests that `go test -list` tells, in its order. Their labels are `package:` and the path of their package within
 * the module, with dots for slashes, as a label has none.
 *
 * @param modulePath cut off the front of packages.
 */
export function readGoSpecs(report: string, modulePath: string): readonly Spec[] {
  const { events, exitCode } = readEvents(report);
  if (exitCode !== 0) {
    const said = events.map((event) => text(event, 'Output', '')).join('');
    throw new SuiteReportError(`go test -list failed: ${said.slice(-OUTPUT_CHARACTERS)}`);
  }
  return events.flatMap((event) => {
    const name = text(event, 'Output', '').trimEnd();
    if (text(event, 'Action', '') !== 'output' || event['Test'] !== undefined || !NAME.test(name)) return [];
    return [specOf(text(event, 'Package'), name, modulePath)];
  });
}

function specOf(importPath: string, name: string, modulePath: string): Spec {
  const folder = folderOf(importPath, modulePath);
  const labels = [`package:${folder.replaceAll('/', '.')}`];
  const location = { file: folder, line: 0 };
  const full = `${folder} ${name}`;
  return {
    id: full,
    text: full,
    labels,
    location,
    pending: false,
    serial: false,
    testIds: [],
    path: [
      { kind: 'suite', text: modulePath, location: null, labels: [] },
      { kind: 'container', text: importPath, location, labels, ordered: false },
      { kind: 'leaf', text: name, location, labels: [] },
    ],
  };
}

/** Folder of a package within its module: `.` for the one at its root. */
const folderOf = (importPath: string, modulePath: string): string =>
  importPath === modulePath
    ? '.'
    : importPath.startsWith(`${modulePath}/`)
      ? importPath.slice(modulePath.length + 1)
      : importPath;

const ENDS: Readonly<Record<string, Outcome>> = { pass: 'passed', fail: 'failed', skip: 'skipped' };

/** What a test did, as far as its events were read. */
type Growing = {
  readonly importPath: string;
  readonly name: string;
  startedAt: string | null;
  outcome: Outcome | undefined;
  seconds: number;
  output: string;
};

/** What a run says. A package that does not build is no failure of its tests: they could not run. */
export function readGoReport(report: string, modulePath: string): SuiteReport {
  const { events, exitCode } = readEvents(report);
  const tests = new Map<string, Growing>();
  const packages = new Map<string, string>();
  const suiteFailures: SuiteFailure[] = [];
  for (const event of events) {
    const action = text(event, 'Action', '');
    const importPath = text(event, 'Package', text(event, 'ImportPath', ''));
    const output = text(event, 'Output', '');
    const [name] = text(event, 'Test', '').split('/');
    if (name === undefined || name === '') {
      packages.set(importPath, `${packages.get(importPath) ?? ''}${output}`.slice(-OUTPUT_CHARACTERS));
      if (action === 'build-fail')
        suiteFailures.push(buildFailure(importPath, packages.get(importPath) ?? ''));
      else if (action === 'fail' && event['FailedBuild'] === undefined)
        suiteFailures.push(...packageFailure(importPath, packages.get(importPath) ?? '', tests));
      continue;
    }
    const key = `${importPath} ${name}`;
    const test = tests.get(key) ?? {
      importPath,
      name,
      startedAt: null,
      outcome: undefined,
      seconds: 0,
      output: '',
    };
    tests.set(key, test);
    test.output = `${test.output}${output}`.slice(-OUTPUT_CHARACTERS);
    if (text(event, 'Test') !== name) continue;
    if (action === 'run') test.startedAt = text(event, 'Time', '') || null;
    test.outcome = ENDS[action] ?? test.outcome;
    test.seconds = number(event, 'Elapsed', test.seconds);
  }
  return {
    succeeded: exitCode === 0,
    specs: [...tests.values()].map((test) => resultOf(test, modulePath)),
    suiteFailures,
    specialReasons: [],
    labelFilter: null,
    seed: null,
    dryRun: false,
    focused: false,
  };
}

const buildFailure = (importPath: string, output: string): SuiteFailure => ({
  step: `the build of ${importPath}`,
  phase: 'before',
  failure: { message: output.trim(), location: null },
});

/** Failure of a package beside its tests, where there is one: in TestMain, by exiting, or because it took too long. */
function packageFailure(
  importPath: string,
  output: string,
  tests: ReadonlyMap<string, Growing>,
): readonly SuiteFailure[] {
  const own = [...tests.values()].filter((test) => test.importPath === importPath);
  if (own.some(({ outcome }) => outcome === 'failed' || outcome === undefined)) return [];
  const failure = { message: output.trim(), location: null };
  return [{ step: `the package ${importPath}`, phase: own.length === 0 ? 'before' : 'after', failure }];
}

function resultOf(test: Growing, modulePath: string): SpecResult {
  const folder = folderOf(test.importPath, modulePath);
  const outcome = outcomeOf(test);
  const message = messageOf(test.output);
  const failed = outcome !== 'passed' && outcome !== 'skipped';
  return {
    text: `${folder} ${test.name}`,
    location: { file: folder, line: 0 },
    outcome,
    attempts: [{ outcome, ...(failed ? { failure: { message, location: null } } : {}) }],
    startedAt: test.startedAt,
    seconds: test.seconds,
    ...(outcome === 'skipped' ? { skipReason: message } : {}),
    ...(failed ? { output: test.output } : {}),
  };
}

/** Outcome of a test. One that never ended took its package down with it. */
function outcomeOf({ outcome, output }: Growing): Outcome {
  if (outcome === 'passed' || outcome === 'skipped') return outcome;
  if (/^panic: test timed out after /m.test(output)) return 'timedout';
  return /^panic: /m.test(output) ? 'panicked' : 'failed';
}

/** What a test printed, without the lines that say which test it is. */
const messageOf = (output: string): string =>
  output
    .split('\n')
    .filter((line) => !/^(?:=== |\s*--- (?:PASS|FAIL|SKIP): )/.test(line))
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n');
