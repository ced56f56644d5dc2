import { amount } from '../../core/amount.ts';
import { digestOfText } from '../../core/digest.ts';
import { usageError } from '../../core/errors.ts';
import { worseFirst } from '../../core/severity.ts';
import type { Outcome, Spec, Verdict } from '../../core/types.ts';
import { type JUnitCase, type JUnitSuite, readJUnit } from '../../suites/junit/read-junit.ts';
import type { SpecEvidence } from '../ledger/run.ts';
import {
  type Admission,
  type Claims,
  FAILURE_CHARACTERS,
  lastEnd,
  sensibleTime,
  startTime,
  unprobedHeader,
} from './types.ts';

/** Result of a test case, as far as JUnit can tell. */
type Told = {
  /** Specs that have the test case's text: JUnit knows no places. */
  readonly twins: readonly Spec[];
  /** Outcome of the spec; `undefined` where it ran and nobody knows how it ended. */
  readonly outcome: Outcome | undefined;
  readonly seconds: number;
  readonly failure?: string;
};

/**
 * Takes a run from JUnit XML, of one or several files. A bare `<testcase>` is a spec that passed, timed out, was
 * aborted, was retried, or all but the first: it counts as passed only when the run's exit code is known to be 0, the
 * lane selects the spec, and the lane repeats none. Without an exit code, nothing passed.
 */
export async function readJUnitRun(
  texts: readonly string[],
  claims: Claims,
  kind: 'junit' | 'prow' = 'junit',
): Promise<Admission> {
  const suites = texts.flatMap((text) => readJUnit(text));
  refuseOurOwn(suites);
  const cases = suites.flatMap((suite) => suite.cases);
  const startedAt = claims.startedAt ?? startOf(suites);
  const byText = Map.groupBy(await claims.selected(), ({ text }) => text.trim());
  const known = cases.flatMap((testCase) => {
    const twins = specsCalled(byText, testCase.name);
    return twins === undefined ? [] : [{ twins, testCase }];
  });
  const takesPasses = claims.exitCode === 0 && claims.flakeAttempts === 1;
  const told = known.map(({ twins, testCase }) => tell(twins, testCase, outcomeOf(testCase, takesPasses)));
  const untold = told.filter(({ outcome }) => outcome === undefined).length;
  const failures = cases.filter(({ state }) => state === 'failure').length;
  const errors = cases.filter(({ state }) => state === 'error').length;
  const { verdict, reasons } = judge(claims.exitCode, failures, errors);
  const results = [...Map.groupBy(told, ({ twins }) => twins).values()].flatMap(resultsOf);
  return {
    run: {
      header: {
        ...unprobedHeader(claims),
        seed: null,
        labelFilter: null,
        startedAt,
        endedAt: lastEnd(startedAt, cases),
        failFast: false,
        verdict,
        reasons,
      },
      results,
      origin: { source: { kind, digest: digestOfText(texts.join('\0')) }, url: claims.url },
    },
    notes: notesOf(claims, cases.length - known.length, untold),
  };
}

function notesOf({ exitCode, flakeAttempts }: Claims, unknown: number, untold: number): readonly string[] {
  const because =
    exitCode === null
      ? 'the exit code is unknown'
      : exitCode !== 0
        ? `the exit code is ${exitCode}`
        : `the lane gives a spec ${flakeAttempts} attempts, and JUnit does not tell which one passed`;
  return [
    ...(unknown === 0 ? [] : [`${amount(unknown, 'test case')} of no spec that the lane selects: left out`]),
    ...(untold === 0
      ? []
      : [`${amount(untold, 'test case')} without a result, which can't count as passed: ${because}`]),
  ];
}

/**
 * Results of the specs of one text, from all that was told of them. A later file may be of a rerun: the worst that
 * any of them says of a spec is what counts. So it is for specs of one text; where fewer test cases have it,
 * nobody knows which of them passed.
 */
function resultsOf(told: readonly Told[]): readonly SpecEvidence[] {
  const { twins } = told[0] as Told;
  const unknown: readonly Told[] =
    told.length < twins.length ? [{ twins, outcome: undefined, seconds: 0 }] : [];
  const [worst] = [...told, ...unknown].toSorted((a, b) =>
    worseFirst(a.outcome ?? 'notrun', b.outcome ?? 'notrun'),
  );
  const { outcome, seconds, failure } = worst as Told;
  return twins.map(({ id, testIds }) => ({
    id,
    testIds,
    attempts: outcome === undefined ? [] : [outcome],
    seconds,
    ...(failure === undefined ? {} : { failure }),
  }));
}

function outcomeOf({ state, type }: JUnitCase, takesPasses: boolean): Outcome | undefined {
  if (state === 'bare') return takesPasses ? 'passed' : undefined;
  if (state === 'failure') return type?.toLowerCase() === 'panic' ? 'panicked' : 'failed';
  // An error is of the harness, by the word of JUnit's authors: it says nothing of the product.
  return state === 'error' ? 'aborted' : 'skipped';
}

function tell(
  twins: readonly Spec[],
  { seconds, message, details }: JUnitCase,
  outcome: Outcome | undefined,
): Told {
  const failure = (message || details).slice(0, FAILURE_CHARACTERS);
  return {
    twins,
    outcome,
    seconds: Number.isFinite(seconds) && seconds > 0 ? seconds : 0,
    ...(failure === '' ? {} : { failure }),
  };
}

function judge(
  exitCode: number | null,
  failures: number,
  errors: number,
): { verdict: Verdict; reasons: string[] } {
  if (exitCode === 0 && failures + errors > 0)
    return {
      verdict: 'inconclusive',
      reasons: [`the run ended with exit code 0, but ${amount(failures + errors, 'test case')} failed`],
    };
  if (failures > 0) return { verdict: 'failed', reasons: [`${amount(failures, 'test case')} failed`] };
  if (exitCode === 0) return { verdict: 'passed', reasons: [] };
  const end = exitCode === null ? 'an unknown exit code' : `exit code ${exitCode}`;
  return { verdict: 'inconclusive', reasons: [`the run ended with ${end}, and no test case failed`] };
}

/**
 * Specs that a test case names: Ginkgo's own reporter writes `[It] text [label, label]`, KubeVirt's the text
 * alone.
 */
const specsCalled = (
  byText: ReadonlyMap<string, readonly Spec[]>,
  name: string,
): readonly Spec[] | undefined => {
  const text = name.trim();
  const plain = text.replace(/^\[It\] /, '');
  return byText.get(text) ?? byText.get(plain) ?? byText.get(plain.replace(/ \[[^[\]]*\]$/, ''));
};

function refuseOurOwn(suites: readonly JUnitSuite[]): void {
  if (suites.some(({ properties }) => properties['lanekeeper.verdict'] !== undefined))
    throw usageError('found JUnit XML of Lanekeeper, expected its run report, which says more: report.json');
}

function startOf(suites: readonly JUnitSuite[]): string {
  const [first] = suites.flatMap(({ timestamp }) => sensibleTime(timestamp) ?? []).toSorted();
  return startTime(first);
}
