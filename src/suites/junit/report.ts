import { complaintOf, InputError } from '../../core/errors.ts';
import { loadRe2 } from '../../core/re2.ts';
import { identify } from '../../core/spec-identity.ts';
import type { Location, Outcome, Spec } from '../../core/types.ts';
import { type Fields, readJsonObject, texts } from '../fields.ts';
import { type SpecResult, type SuiteReport, SuiteReportError } from '../types.ts';
import { type Bundle, readBundle } from './bundle.ts';
import { type JUnitCase, readJUnit } from './read-junit.ts';

/** Properties of a `<testcase>` by which frameworks give labels; of one with several values, by commas. */
const LABEL_PROPERTIES = ['label', 'labels', 'tag', 'tags'];

type KnownCase = { readonly testCase: JUnitCase; readonly suite: string };

/** The tests that the collected reports name; none where nothing was ever run. */
export function readJUnitSpecs(text: string): readonly Spec[] {
  const bundle = readBundle(text);
  const cases = casesOf(bundle);
  const labelsOf = readLabels(bundle.labels);
  const specs = cases.map((known) => {
    const { testCase, suite } = known;
    const full = caseText(known);
    const labels = [...new Set([...propertyLabels(testCase), ...labelsOf(full)])];
    const location = locationOf(testCase);
    return {
      text: full,
      labels,
      location,
      pending: false,
      serial: false,
      path: [
        { kind: 'suite', text: suite, location: null, labels: [] },
        { kind: 'container', text: testCase.className, location, labels: [] },
        { kind: 'leaf', text: testCase.name, location, labels },
      ] satisfies Spec['path'],
    };
  });
  return identify(specs);
}

/** What a run says. A bare `<testcase>` is one that passed, as far as the exit code does not say otherwise. */
export function readJUnitReport(text: string): SuiteReport {
  const bundle = readBundle(text);
  if (bundle.reports.length === 0) throw new SuiteReportError('its command left no JUnit XML');
  const specs = casesOf(bundle).map(resultOf);
  return {
    succeeded: specs.every(({ outcome }) => outcome === 'passed' || outcome === 'skipped'),
    specs,
    suiteFailures: [],
    specialReasons: [],
    labelFilter: null,
    seed: null,
    dryRun: false,
    focused: false,
  };
}

const casesOf = ({ reports }: Bundle): readonly KnownCase[] =>
  reports.flatMap((xml) => {
    try {
      return readJUnit(xml).flatMap(({ name, cases }) =>
        cases.map((testCase) => ({ testCase, suite: name })),
      );
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const { line, column } = error.place;
      throw new SuiteReportError(`${error.complaint} (line ${line}, column ${column})`, error.place);
    }
  });

/** Text of a test: it has the suite's name where the class does not have it already. */
const caseText = ({ testCase: { className, name }, suite }: KnownCase): string =>
  [className.includes(suite) ? '' : suite, className, name].filter(Boolean).join(' ');

/** Place of a test: JUnit XML has none for files, and the class is the nearest thing. */
const locationOf = ({ className }: JUnitCase): Location => ({ file: className, line: 0 });

const propertyLabels = ({ properties }: JUnitCase): readonly string[] =>
  LABEL_PROPERTIES.flatMap((name) => properties[name]?.split(',') ?? [])
    .map((label) => label.trim())
    .filter(Boolean);

/**
 * Gives a test labels by its text, as the file of labels says: each label with Go regular expressions for the texts of
 * tests.
 */
function readLabels(json: string | undefined): (text: string) => readonly string[] {
  if (json === undefined) return () => [];
  const fail = (what: string): never => {
    throw new SuiteReportError(
      `the file of labels: ${what}; expected JSON such as {"wg-arm64": ["^arm\\\\."]}: labels with lists of regular expressions`,
    );
  };
  let document: Fields;
  try {
    document = readJsonObject(json);
  } catch (error) {
    return fail(complaintOf(error));
  }
  const re2 = loadRe2();
  const rows = Object.keys(document).map((label) => {
    try {
      return { label, patterns: texts(document, label).map((pattern) => re2.compile(pattern)) };
    } catch (error) {
      return fail(`${label}: ${(error as Error).message}`);
    }
  });
  return (text) =>
    rows.flatMap(({ label, patterns }) =>
      patterns.some((pattern) => pattern.matcher(text).find()) ? [label] : [],
    );
}

const OUTCOME_OF_STATE: Readonly<Record<JUnitCase['state'], Outcome>> = {
  bare: 'passed',
  failure: 'failed',
  // Many frameworks write so when a test throws what it did not expect.
  error: 'panicked',
  skipped: 'skipped',
};

function resultOf(known: KnownCase): SpecResult {
  const { testCase } = known;
  const { state, message, details, seconds } = testCase;
  const outcome = OUTCOME_OF_STATE[state];
  const failed = outcome === 'failed' || outcome === 'panicked';
  const said = [message, details].filter(Boolean).join('\n');
  return {
    text: caseText(known),
    location: locationOf(testCase),
    outcome,
    attempts: [{ outcome, ...(failed ? { failure: { message: said, location: null } } : {}) }],
    startedAt: null,
    seconds: Number.isFinite(seconds) && seconds > 0 ? seconds : 0,
    ...(outcome === 'skipped' ? { skipReason: said } : {}),
  };
}
