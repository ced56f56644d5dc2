import { describe, expect, it, test } from 'vitest';
import type { SuiteReport } from '../../suites/types.ts';
import { judgeRun, type RunObservations } from './verdict.ts';

const report: SuiteReport = {
  succeeded: true,
  specs: [],
  suiteFailures: [],
  specialReasons: [],
  labelFilter: 'a',
  seed: 1,
  dryRun: false,
  focused: false,
};
const good: RunObservations = {
  end: 'ended with exit code 0',
  exitCode: 0,
  failedToStart: false,
  nodeFailure: undefined,
  interrupted: false,
  report,
  asked: { labelFilter: 'a', seed: 1 },
  outcomes: ['passed', 'passed'],
  surplus: [],
  absent: [],
};
const failed = { exitCode: 1, end: 'ended with exit code 1', report: { ...report, succeeded: false } };
const failure = { message: 'no cluster', location: null };

test.each<[string, Partial<RunObservations>, string, readonly string[]]>([
  ['all passed', {}, 'passed', []],
  [
    'a spec skipped itself',
    { outcomes: ['passed', 'skipped'] },
    'passed',
    ['1 spec skipped at run time, so not run'],
  ],
  [
    'all skipped themselves',
    { outcomes: ['skipped', 'skipped'] },
    'inconclusive',
    ['no spec passed', '2 specs skipped at run time, so not run'],
  ],
  [
    'specs failed',
    { ...failed, outcomes: ['failed', 'panicked', 'timedout', 'passed'] },
    'failed',
    ['1 spec failed', '1 spec panicked', '1 spec timed out'],
  ],
  [
    'a step after the specs failed',
    {
      ...failed,
      report: { ...failed.report, suiteFailures: [{ step: 'AfterSuite', phase: 'after', failure }] },
    },
    'failed',
    ['AfterSuite failed: no cluster'],
  ],
  [
    'a step before the specs failed',
    {
      ...failed,
      outcomes: ['notrun'],
      report: { ...failed.report, suiteFailures: [{ step: 'BeforeSuite', phase: 'before', failure }] },
    },
    'infrastructure',
    ['BeforeSuite failed, so no spec could run: no cluster'],
  ],
  ['the suite calls itself failed without a reason', failed, 'failed', ['the suite calls itself failed']],
  [
    'the suite could not be started',
    { failedToStart: true, end: 'could not be started (ENOENT)' },
    'infrastructure',
    ['the suite could not be started (ENOENT)'],
  ],
  [
    'there is no report',
    { report: { unreadable: 'left no report' } },
    'inconclusive',
    ['the suite ended with exit code 0, and left no report'],
  ],
  [
    'the exit code says otherwise',
    { exitCode: 1, end: 'ended with exit code 1' },
    'inconclusive',
    ['the suite ended with exit code 1, but its report says that it succeeded'],
  ],
  [
    'the report says otherwise',
    { report: { ...report, succeeded: false } },
    'inconclusive',
    ['the suite ended with exit code 0, but its report says that it failed'],
  ],
  [
    'the report is of another filter',
    { report: { ...report, labelFilter: 'b' } },
    'inconclusive',
    ['the report is of a run with the label filter "b"'],
  ],
  [
    'the report is of another seed',
    { report: { ...report, seed: 2 } },
    'inconclusive',
    ['the report is of a run with the seed 2, not 1'],
  ],
  [
    'the report is of a dry run',
    { report: { ...report, dryRun: true } },
    'inconclusive',
    ['the report is of a dry run'],
  ],
  [
    'the source focuses',
    { report: { ...report, focused: true } },
    'inconclusive',
    ['the source of the suite focuses on some of its specs (FIt, FDescribe)'],
  ],
  [
    'specs ran that were not asked for',
    { surplus: ['x', 'y'] },
    'inconclusive',
    ['2 specs ran that were not selected, first "x"'],
  ],
  [
    'specs were left over',
    {
      ...failed,
      outcomes: ['failed', 'notrun'],
      report: { ...failed.report, specialReasons: ['Suite Timeout Elapsed'] },
    },
    'inconclusive',
    ['1 spec selected but not run', 'Suite Timeout Elapsed'],
  ],
  [
    'a spec aborted the suite',
    { ...failed, outcomes: ['aborted'] },
    'inconclusive',
    ['1 spec aborted the suite'],
  ],
  [
    'the user interrupted',
    { ...failed, interrupted: true, outcomes: ['interrupted', 'notrun'] },
    'inconclusive',
    ['the run was interrupted by the user', '1 spec selected but not run', '1 spec interrupted'],
  ],
])('when %s', (_, changes, verdict, reasons) => {
  expect(judgeRun({ ...good, ...changes })).toEqual({ verdict, reasons });
});

describe('no run', () => {
  const doubts: readonly Partial<RunObservations>[] = [
    { exitCode: 1 },
    { exitCode: null },
    { report: { unreadable: 'x' } },
    { surplus: ['x'] },
    { outcomes: ['passed', 'notrun'] },
    { outcomes: [] },
  ];
  it.each(doubts)('with %j passes', (changes) => {
    expect(judgeRun({ ...good, ...changes }).verdict).not.toBe('passed');
  });
});
