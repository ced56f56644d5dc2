import type { Outcome } from '../../types.ts';
import type { Attempt, Failure, SpecResult, SuiteFailure, SuiteReport } from '../types.ts';
import { SuiteReportError } from '../types.ts';
import { type GinkgoSpecReport, isSpec, locationOf, parseGinkgoReport, textOf } from './report.ts';

const STATES: Readonly<Record<string, Outcome>> = {
  passed: 'passed',
  failed: 'failed',
  panicked: 'panicked',
  timedout: 'timedout',
  interrupted: 'interrupted',
  aborted: 'aborted',
  pending: 'pending',
};

/** Ginkgo puts this before the message of an attempt that it then repeated. */
const EARLIER_ATTEMPT = /^Failure recorded during attempt (\d+):\n/;

/** What a report can say at most of one spec's output: its end. */
const OUTPUT_CHARACTERS = 16 * 1024;

/** Reads the report of one run of one suite. */
export function readGinkgoReport(text: string, modulePath: string): SuiteReport {
  const suites = parseGinkgoReport(text);
  const [suite] = suites;
  if (suite === undefined || suites.length > 1)
    throw new SuiteReportError(`found the reports of ${suites.length} suites, expected one`);
  return {
    succeeded: suite.SuiteSucceeded,
    specs: suite.SpecReports.filter(isSpec).map((report) => specResult(report, modulePath)),
    suiteFailures: suite.SpecReports.flatMap((report) => suiteFailure(report, modulePath)),
    specialReasons: suite.SpecialSuiteFailureReasons,
    labelFilter: suite.SuiteConfig.LabelFilter,
    seed: suite.SuiteConfig.RandomSeed,
    dryRun: suite.SuiteConfig.DryRun,
    focused: suite.SuiteHasProgrammaticFocus,
  };
}

function specResult(report: GinkgoSpecReport, modulePath: string): SpecResult {
  const outcome = outcomeOf(report);
  const output = report.CapturedGinkgoWriterOutput + report.CapturedStdOutErr;
  const started = outcome !== 'notrun' && outcome !== 'pending';
  return {
    text: textOf(report),
    location: locationOf(report.LeafNodeLocation, modulePath),
    outcome,
    attempts: started ? attemptsOf(report, outcome, modulePath) : [],
    startedAt: started && report.StartTime !== '' ? report.StartTime : null,
    seconds: report.RunTime / 1e9,
    ...(outcome === 'skipped' ? { skipReason: report.Failure?.Message ?? '' } : {}),
    ...(output === '' || outcome === 'passed' ? {} : { output: output.slice(-OUTPUT_CHARACTERS) }),
  };
}

/**
 * Ginkgo says `skipped` of a spec that skipped itself, of one that the filter left out and of one that a stop
 * of the suite left over. Only the first has a message.
 */
function outcomeOf(report: GinkgoSpecReport): Outcome {
  if (report.State === 'skipped') return report.Failure === undefined ? 'notrun' : 'skipped';
  return STATES[report.State] ?? 'notrun';
}

/** Earlier attempts stand among the additional failures, which also hold those of clean-up steps. */
function attemptsOf(report: GinkgoSpecReport, outcome: Outcome, modulePath: string): readonly Attempt[] {
  const earlier = report.AdditionalFailures.flatMap(({ State, Failure }) => {
    const number = EARLIER_ATTEMPT.exec(Failure.Message)?.[1];
    if (number === undefined) return [];
    const failure = failureOf(Failure, modulePath);
    return [{ number: Number(number), attempt: { outcome: STATES[State] ?? 'failed', failure } }];
  });
  const attempts = Array.from({ length: Math.max(1, report.NumAttempts) }, (_, index): Attempt => {
    const known = earlier.find(({ number }) => number === index + 1)?.attempt;
    // Only a spec that must pass repeatedly goes on after an attempt that passed.
    return known ?? { outcome: report.MaxMustPassRepeatedly > 1 ? 'passed' : 'failed' };
  });
  const last = { outcome, ...(report.Failure === undefined ? {} : { failure: failureOf(report.Failure, modulePath) }) };
  return [...attempts.slice(0, -1), last];
}

function failureOf(failure: NonNullable<GinkgoSpecReport['Failure']>, modulePath: string): Failure {
  const message = failure.Message.replace(EARLIER_ATTEMPT, '');
  return {
    message: failure.ForwardedPanic === undefined || failure.ForwardedPanic === '' ? message : `${message}\n\n${failure.ForwardedPanic}`,
    location: failure.Location === undefined ? null : locationOf(failure.Location, modulePath),
  };
}

function suiteFailure(report: GinkgoSpecReport, modulePath: string): readonly SuiteFailure[] {
  if (isSpec(report) || report.Failure === undefined || report.State === 'passed' || report.State === 'skipped') return [];
  const phase = report.LeafNodeType.includes('Before') ? 'before' : 'after';
  return [{ step: report.LeafNodeType, phase, failure: failureOf(report.Failure, modulePath) }];
}

