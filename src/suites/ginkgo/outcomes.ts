import type { Outcome } from '../../core/types.ts';
import {
  type Attempt,
  type Failure,
  type SpecResult,
  type SuiteFailure,
  type SuiteReport,
  SuiteReportError,
} from '../types.ts';
import { type GinkgoFailure, type GinkgoNode, isSpec, parseGinkgoReport, specText } from './report.ts';

const STATES: Readonly<Record<string, Outcome>> = {
  passed: 'passed',
  failed: 'failed',
  panicked: 'panicked',
  timedout: 'timedout',
  interrupted: 'interrupted',
  aborted: 'aborted',
  pending: 'pending',
};

/** Pattern of what Ginkgo puts before the message of an attempt that it then repeated. */
const EARLIER_ATTEMPT = /^Failure recorded during attempt (\d+):\n/;

/** Characters that are kept of what a spec printed: its end. */
const OUTPUT_CHARACTERS = 16 * 1024;

/** Reads the report of one run of one suite. */
export function readGinkgoReport(text: string, modulePath: string): SuiteReport {
  const suites = parseGinkgoReport(text, modulePath);
  const [suite] = suites;
  if (suite === undefined || suites.length > 1)
    throw new SuiteReportError(`found the reports of ${suites.length} suites, expected one`);
  const { succeeded, specialReasons, labelFilter, seed, dryRun, focused, nodes } = suite;
  return {
    succeeded,
    specs: nodes.filter(isSpec).map(specResult),
    suiteFailures: nodes.flatMap(suiteFailure),
    specialReasons,
    labelFilter,
    seed,
    dryRun,
    focused,
  };
}

function specResult(node: GinkgoNode): SpecResult {
  const outcome = outcomeOf(node);
  const started = outcome !== 'notrun' && outcome !== 'pending';
  return {
    text: specText(node),
    location: node.leaf.location,
    outcome,
    attempts: started ? attemptsOf(node, outcome) : [],
    startedAt: started && node.startedAt !== '' ? node.startedAt : null,
    seconds: node.seconds,
    ...(started && node.process > 0 ? { process: node.process } : {}),
    ...(outcome === 'skipped' ? { skipReason: node.failure?.message ?? '' } : {}),
    ...(node.output === '' || outcome === 'passed' ? {} : { output: node.output.slice(-OUTPUT_CHARACTERS) }),
  };
}

/**
 * Outcome of a spec. Ginkgo says `skipped` of one that skipped itself, of one that the filter left out and of one that
 * a stop of the suite left over. Only the first has a message.
 */
function outcomeOf({ state, failure }: GinkgoNode): Outcome {
  if (state === 'skipped') return failure === undefined ? 'notrun' : 'skipped';
  return STATES[state] ?? 'notrun';
}

/**
 * Attempts at a spec, in their order. The earlier ones stand among the additional failures, which also hold those of
 * clean-up steps.
 */
function attemptsOf(node: GinkgoNode, outcome: Outcome): readonly Attempt[] {
  const earlier = new Map(
    node.additionalFailures.flatMap((failure) => {
      const number = EARLIER_ATTEMPT.exec(failure.message)?.[1];
      return number === undefined
        ? []
        : [[Number(number), { outcome: STATES[failure.state] ?? 'failed', failure: failureOf(failure) }]];
    }),
  );
  // Only a spec that must pass repeatedly goes on after an attempt that passed.
  const unknown: Attempt = { outcome: node.mustPassRepeatedly ? 'passed' : 'failed' };
  const before = Array.from(
    { length: Math.max(0, node.attempts - 1) },
    (_, index) => earlier.get(index + 1) ?? unknown,
  );
  return [
    ...before,
    { outcome, ...(node.failure === undefined ? {} : { failure: failureOf(node.failure) }) },
  ];
}

function failureOf({ message, panic, location }: GinkgoFailure): Failure {
  const text = message.replace(EARLIER_ATTEMPT, '');
  return { message: panic === '' ? text : `${text}\n\n${panic}`, location };
}

function suiteFailure(node: GinkgoNode): readonly SuiteFailure[] {
  if (isSpec(node) || node.failure === undefined || node.state === 'passed' || node.state === 'skipped')
    return [];
  return [
    {
      step: node.type,
      phase: node.type.includes('Before') ? 'before' : 'after',
      failure: failureOf(node.failure),
    },
  ];
}
