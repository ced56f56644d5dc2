import library, { type Builder, type TestCase, type TestSuite } from 'junit-report-builder';
import type { Outcome } from '../../core/types.ts';
import { isFlaky, type RunReport, type RunSpec } from '../report/run-report.ts';
import type { Reporter } from './types.ts';

/** Builder that the package exports itself, where its types promise a module that has one. */
const builder = library as unknown as Builder;

/** Prefix of properties that are ours. */
const OURS = 'lanekeeper.';

/**
 * Reporter of one JUnit file. JUnit has three states for our ten outcomes: the property `lanekeeper.outcome` and
 * the type of a failure tell which one it was, and no spec that did not pass looks like one that did.
 */
export const junitReporter: Reporter = {
  file: 'junit.xml',
  render: (report) => {
    const root = builder.newBuilder().name(report.lane.name);
    const suite = root
      .testSuite()
      .name(`${report.suite.name} on ${report.lane.name}`)
      .timestamp(report.startedAt);
    setAll(suite, runProperties(report));
    for (const spec of report.specs) addCase(suite, report, spec);
    return root.build();
  },
};

function runProperties(report: RunReport): Readonly<Record<string, unknown>> {
  const { machine, start } = report.node;
  return {
    lane: report.lane.name,
    laneDigest: report.lane.digest,
    arch: report.lane.arch,
    verdict: report.verdict,
    reasons: report.reasons.join('; '),
    node: report.node.name,
    emulated: report.node.emulated,
    ...(machine === null
      ? {}
      : {
          uname: machine.uname,
          kernel: machine.kernel,
          cpuModel: machine.cpuModel,
          cpus: machine.cpus,
          memoryBytes: machine.memoryBytes,
          accel: machine.accel,
        }),
    ...(start === null || start.emulator === null ? {} : { emulator: start.emulator, start: start.mode }),
    timeoutFactor: report.node.timeoutFactor,
    labelFilter: report.labelFilter,
    seed: report.seed,
    suiteDigest: report.suite.digest ?? '',
    suiteCommit: report.suite.commit ?? '',
    ...Object.fromEntries(
      Object.entries(report.node.capabilities).map(([name, { value }]) => [`capability.${name}`, value]),
    ),
  };
}

function addCase(suite: TestSuite, report: RunReport, spec: RunSpec): void {
  const testCase = suite
    .testCase()
    .name(spec.text)
    .className(report.suite.name)
    .file(`${spec.location.file}:${spec.location.line}`)
    .time(spec.seconds);
  setAll(testCase, {
    id: spec.id,
    outcome: spec.outcome,
    labels: spec.labels.join(', '),
    ...(spec.attempts.length > 1 ? { attempts: spec.attempts.map(({ outcome }) => outcome).join(', ') } : {}),
    ...(isFlaky(spec) ? { flaky: true } : {}),
    ...(spec.skipReason === undefined ? {} : { reason: spec.skipReason }),
    ...(spec.exclusion === undefined ? {} : { rule: spec.exclusion.rule, reason: spec.exclusion.because }),
  });
  STATES[spec.outcome](testCase, spec);
}

const skip = (testCase: TestCase): void => void testCase.skipped();

const fail = (testCase: TestCase, spec: RunSpec): void => {
  const message = messageOf(spec);
  testCase.failure(firstLine(message), spec.outcome).stacktrace(forCdata(message));
};

/** Marks a test case as an error: the spec was stopped, which is no word about the product. */
const stop = (testCase: TestCase, spec: RunSpec): void => {
  const message = messageOf(spec);
  testCase.error(firstLine(message), spec.outcome, forCdata(message));
};

const STATES: Readonly<Record<Outcome, (testCase: TestCase, spec: RunSpec) => void>> = {
  passed: () => {},
  failed: fail,
  panicked: fail,
  timedout: fail,
  interrupted: stop,
  aborted: stop,
  skipped: skip,
  pending: skip,
  excluded: skip,
  notrun: skip,
};

function messageOf({ attempts, outcome }: RunSpec): string {
  const failure = attempts.at(-1)?.failure;
  if (failure === undefined) return outcome;
  const place = failure.location === null ? '' : `\n${failure.location.file}:${failure.location.line}`;
  return `${failure.message}${place}`;
}

/**
 * Text that is safe in CDATA: the library splits only the first end of a section, so that a message could write
 * elements.
 */
const forCdata = (text: string): string => text.replaceAll(']]>', ']] >');

const firstLine = (text: string): string => text.split('\n', 1)[0] as string;

/** Sets properties of an element; a value of several lines, which an attribute would fold, goes into the text. */
function setAll(node: TestCase | TestSuite, properties: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(properties)) {
    const text = `${value}`;
    if (text.includes('\n')) node.multilineProperty(`${OURS}${name}`, text);
    else node.property(`${OURS}${name}`, text);
  }
}
