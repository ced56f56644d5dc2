import { describe, expect, it, test } from 'vitest';
import { SuiteReportError } from '../types.ts';
import { readGinkgoReport } from './outcomes.ts';
import { parseGinkgoReport, specsOf } from './report.ts';

/** A report as Ginkgo 2.13 wrote it: no version constraints, `null` for empty lists, no field for a focus. */
const OLD = [
  {
    SuitePath: '/src/tests',
    SuiteDescription: 'Old',
    SuiteLabels: ['suite-wide'],
    SuiteSucceeded: true,
    SpecialSuiteFailureReasons: null,
    StartTime: '2026-01-01T00:00:00Z',
    EndTime: '2026-01-01T00:00:01Z',
    SuiteConfig: { RandomSeed: 5, LabelFilter: '' },
    SpecReports: [
      {
        LeafNodeType: 'BeforeSuite',
        LeafNodeLocation: { FileName: 'x_test.go', LineNumber: 1 },
        State: 'passed',
      },
      {
        ContainerHierarchyTexts: ['[sig] group', ''],
        ContainerHierarchyLocations: [
          { FileName: 'example.org/m/x_test.go', LineNumber: 3 },
          { FileName: 'example.org/m/x_test.go', LineNumber: 4 },
        ],
        ContainerHierarchyLabels: [['a'], null],
        LeafNodeType: 'It',
        LeafNodeLocation: { FileName: 'example.org/m/x_test.go', LineNumber: 5 },
        LeafNodeLabels: ['Serial', 'a'],
        LeafNodeText: '[test_id:7]works',
        State: 'passed',
        NumAttempts: 1,
        RunTime: 1_500_000_000,
      },
    ],
  },
];
const text = (report: unknown): string => JSON.stringify(report);
const withSpec = (changes: object): string =>
  text([{ ...OLD[0], SpecReports: [{ ...OLD[0]?.SpecReports[1], ...changes }] }]);

it('reads the specs of a report of Ginkgo 2.13', () => {
  expect(specsOf(parseGinkgoReport(text(OLD), 'example.org/m'))).toEqual([
    {
      id: 'group works',
      text: '[sig] group  [test_id:7]works',
      labels: ['suite-wide', 'a', 'Serial'],
      location: { file: 'x_test.go', line: 5 },
      pending: false,
      serial: true,
      testIds: ['7'],
      path: [
        { kind: 'suite', text: 'Old', location: null, labels: ['suite-wide'] },
        { kind: 'container', text: '[sig] group', location: { file: 'x_test.go', line: 3 }, labels: ['a'] },
        { kind: 'container', text: '', location: { file: 'x_test.go', line: 4 }, labels: [] },
        {
          kind: 'leaf',
          text: '[test_id:7]works',
          location: { file: 'x_test.go', line: 5 },
          labels: ['Serial', 'a'],
        },
      ],
    },
  ]);
});

describe('refuses', () => {
  test.each<[string, string, RegExp]>([
    ['a cut-off report', text(OLD).slice(0, -40), /not JSON, or cut off/],
    ['an empty file', '', /not JSON, or cut off, at 0 characters/],
    ['another document', '{"a": 1}', /found something else for the report, expected a list/],
    ['no suite', '[]', /report of no suite/],
    ['a spec without a place', withSpec({ LeafNodeLocation: null }), /LeafNodeLocation, expected an object/],
    ['a text that is a number', withSpec({ LeafNodeText: 5 }), /LeafNodeText, expected text/],
    [
      'labels that are no texts',
      withSpec({ LeafNodeLabels: [1] }),
      /LeafNodeLabels, expected a list of texts/,
    ],
    [
      'a suite that does not say how it went',
      text([{ ...OLD[0], SuiteSucceeded: undefined }]),
      /SuiteSucceeded, expected true or false/,
    ],
  ])('%s', (_, report, message) => {
    expect(() => parseGinkgoReport(report, '')).toThrow(SuiteReportError);
    expect(() => parseGinkgoReport(report, '')).toThrow(message);
  });

  it('the reports of two suites as that of one run', () => {
    expect(() => readGinkgoReport(text([OLD[0], OLD[0]]), '')).toThrow(
      'found the reports of 2 suites, expected one',
    );
  });
});

describe('an outcome', () => {
  const location = { FileName: 'x_test.go', LineNumber: 6 };
  const outcomeOf = (changes: object) => readGinkgoReport(withSpec(changes), '').specs[0];

  it.each(['passed', 'failed', 'panicked', 'timedout', 'interrupted', 'aborted', 'pending'])(
    '%s stays itself',
    (State) => {
      expect(outcomeOf({ State })?.outcome).toBe(State);
    },
  );

  it('skipped is told from not run by its message', () => {
    expect(outcomeOf({ State: 'skipped', NumAttempts: 0 })).toMatchObject({
      outcome: 'notrun',
      attempts: [],
    });
    expect(
      outcomeOf({ State: 'skipped', Failure: { Message: 'no such device', Location: location } }),
    ).toMatchObject({ outcome: 'skipped', skipReason: 'no such device' });
  });

  it('that Ginkgo has not yet invented is not run', () => {
    expect(outcomeOf({ State: 'levitated' })?.outcome).toBe('notrun');
  });

  it('keeps each attempt', () => {
    const earlier = (number: number, State: string) => ({
      State,
      Failure: { Message: `Failure recorded during attempt ${number}:\nbroke`, Location: location },
    });
    const failure = { message: 'broke', location: { file: 'x_test.go', line: 6 } };
    expect(
      outcomeOf({
        NumAttempts: 3,
        MaxFlakeAttempts: 3,
        AdditionalFailures: [earlier(1, 'failed'), earlier(2, 'panicked')],
      })?.attempts,
    ).toEqual([{ outcome: 'failed', failure }, { outcome: 'panicked', failure }, { outcome: 'passed' }]);
    expect(
      outcomeOf({ NumAttempts: 2, MaxFlakeAttempts: 2 })?.attempts.map(({ outcome }) => outcome),
    ).toEqual(['failed', 'passed']);
    expect(
      outcomeOf({ NumAttempts: 2, MaxMustPassRepeatedly: 2 })?.attempts.map(({ outcome }) => outcome),
    ).toEqual(['passed', 'passed']);
  });

  it('of a suite-level step is told apart', () => {
    const report = withSpec({
      LeafNodeType: 'SynchronizedBeforeSuite',
      State: 'failed',
      Failure: { Message: 'no cluster', Location: location },
    });
    expect(readGinkgoReport(report, '').suiteFailures).toEqual([
      {
        step: 'SynchronizedBeforeSuite',
        phase: 'before',
        failure: { message: 'no cluster', location: { file: 'x_test.go', line: 6 } },
      },
    ]);
  });
});
