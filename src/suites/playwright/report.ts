import type { Location, Outcome, Spec, SpecNode } from '../../core/types.ts';
import { type Fields, number, objects, optionalObject, readJsonObject, text, texts } from '../fields.ts';
import type { Attempt, SpecResult, SuiteReport } from '../types.ts';

/** A test of one project: one that runs in several is a spec for each, as Playwright's own list has it. */
type ProjectTest = {
  readonly title: string;
  readonly project: string;
  /** Nodes that the test hangs in, from the file inwards. */
  readonly containers: readonly SpecNode[];
  readonly location: Location;
  readonly tags: readonly string[];
  readonly test: Fields;
};

const OUTCOME_OF_STATUS: Readonly<Record<string, Outcome>> = {
  passed: 'passed',
  failed: 'failed',
  timedOut: 'timedout',
  interrupted: 'interrupted',
  skipped: 'skipped',
};

/** The specs that `--list --reporter=json` tells, or the report of a run. */
export const readPlaywrightSpecs = (report: string): readonly Spec[] =>
  testsOf(readJsonObject(report)).map((each): Spec => {
    const { title, project, containers, location, tags, test } = each;
    const id = idOf(each);
    const labels = [...(project === '' ? [] : [`project:${project}`]), ...tags];
    return {
      id,
      text: id,
      labels,
      location,
      pending: text(test, 'expectedStatus') === 'skipped',
      serial: false,
      testIds: [],
      path: [
        {
          kind: 'suite',
          text: project,
          location: null,
          labels: project === '' ? [] : [`project:${project}`],
        },
        ...containers,
        { kind: 'leaf', text: title, location, labels: tags },
      ],
    };
  });

/** Reads what Playwright's JSON reporter wrote of a run, of 1.42 or newer. */
export function readPlaywrightReport(report: string): SuiteReport {
  const document = readJsonObject(report);
  const specs = testsOf(document).map(resultOf);
  const errors = objects(document, 'errors').map((error) => text(error, 'message', 'without a message'));
  const started = specs.some(({ attempts }) => attempts.length > 0);
  return {
    succeeded:
      errors.length === 0 && specs.every(({ outcome }) => outcome === 'passed' || outcome === 'skipped'),
    specs,
    suiteFailures: errors.map((message) => ({
      step: 'Playwright, outside of tests,',
      phase: started ? 'after' : 'before',
      failure: { message, location: null },
    })),
    specialReasons: [],
    labelFilter: null,
    seed: null,
    dryRun: false,
    focused: false,
  };
}

const testsOf = (document: Fields): readonly ProjectTest[] =>
  objects(document, 'suites').flatMap((suite) => testsIn(suite, []));

/**
 * Depth to which suites may nest, deeper than anybody nests them: the report comes from a stranger, and must not
 * exhaust our stack.
 */
const MAX_DEPTH = 200;

function testsIn(suite: Fields, above: readonly SpecNode[]): readonly ProjectTest[] {
  if (above.length > MAX_DEPTH) return [];
  const title = text(suite, 'title');
  const containers: readonly SpecNode[] =
    title === ''
      ? above
      : [...above, { kind: 'container', text: title, location: locationOf(suite), labels: [] }];
  const own = objects(suite, 'specs').flatMap((spec) =>
    objects(spec, 'tests').map((test) => ({
      title: text(spec, 'title'),
      project: text(test, 'projectName', ''),
      containers,
      location: locationOf(spec),
      // Older versions keep the @.
      tags: [...new Set(texts(spec, 'tags').map((tag) => tag.replace(/^@/, '')))],
      test,
    })),
  );
  return [...own, ...objects(suite, 'suites').flatMap((inner) => testsIn(inner, containers))];
}

const locationOf = (fields: Fields): Location => ({
  file: text(fields, 'file', ''),
  line: number(fields, 'line', 0),
});

function idOf({ project, containers, title }: ProjectTest): string {
  const path = [...containers.map((container) => container.text), title].join(' › ');
  return project === '' ? path : `[${project}] ${path}`;
}

function resultOf(each: ProjectTest): SpecResult {
  const { test, location } = each;
  const results = objects(test, 'results');
  const expected = text(test, 'expectedStatus');
  const attempts = results.map((result) => attemptOf(result, expected));
  const outcome = attempts.at(-1)?.outcome ?? (expected === 'skipped' ? 'skipped' : 'notrun');
  const indexes = results.map((result) => number(result, 'parallelIndex', -1)).filter((index) => index >= 0);
  return {
    text: idOf(each),
    location,
    outcome,
    attempts,
    startedAt: results.length === 0 ? null : text(results[0] as Fields, 'startTime', '') || null,
    seconds: results.reduce((sum, result) => sum + number(result, 'duration', 0) / 1000, 0),
    ...(indexes.length === 0 ? {} : { process: (indexes.at(-1) ?? 0) + 1 }),
    ...(outcome === 'skipped' ? { skipReason: skipReasonOf(test, expected) } : {}),
  };
}

/**
 * One try at a test. A test that is meant to fail, and does, shows nothing of what it tests; one that then passes has
 * failed.
 */
function attemptOf(result: Fields, expected: string): Attempt {
  const status = text(result, 'status', '');
  if (expected === 'failed')
    return status === 'passed'
      ? { outcome: 'failed', failure: { message: 'it was meant to fail, and passed', location: null } }
      : { outcome: status === 'failed' ? 'skipped' : (OUTCOME_OF_STATUS[status] ?? 'notrun') };
  const error = optionalObject(result, 'error');
  const outcome = OUTCOME_OF_STATUS[status] ?? 'notrun';
  if (error === undefined || outcome === 'passed') return { outcome };
  return {
    outcome,
    failure: {
      message: withoutColours(text(error, 'message', '')),
      location: errorLocation(optionalObject(error, 'location')),
    },
  };
}

const errorLocation = (location: Fields | undefined): Location | null =>
  location === undefined ? null : locationOf(location);

const ESCAPE = String.fromCharCode(27);

/** A message without colours: Playwright colours it even in reports. */
const withoutColours = (message: string): string =>
  message
    .split(`${ESCAPE}[`)
    .map((part, index) => (index === 0 ? part : part.replace(/^[\d;]*m/, '')))
    .join('');

function skipReasonOf(test: Fields, expected: string): string {
  if (expected === 'failed') return 'it is meant to fail, so it shows nothing';
  return objects(test, 'annotations')
    .map((annotation) => text(annotation, 'description', ''))
    .filter(Boolean)
    .join('; ');
}
