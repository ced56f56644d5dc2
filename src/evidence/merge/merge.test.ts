import { describe, expect, it, test } from 'vitest';
import type { Outcome } from '../../core/types.ts';
import { countOutcomes, type RunReport, type RunSpec } from '../report/run-report.ts';
import { mergeReports } from './index.ts';

const machine: NonNullable<RunReport['node']['machine']> = {
  uname: 'aarch64',
  os: 'Linux',
  kernel: '6.12',
  hostname: 'a',
  cpuModel: 'x',
  cpus: 2,
  memoryBytes: 1,
  accel: 'none',
  emulated: false,
};

/** Specs of a lane of two shards: by default each shard runs the one that has its number. */
const specs = (outcomes: readonly (Outcome | 'elsewhere')[], root = ''): readonly RunSpec[] =>
  outcomes.map((outcome, index) => ({
    id: `s${index + 1}`,
    text: `s${index + 1}`,
    labels: [],
    location: { file: `${root}a_test.go`, line: index + 1 },
    testIds: [],
    outcome: outcome === 'elsewhere' ? 'excluded' : outcome,
    attempts: ['passed', 'failed', 'skipped'].includes(outcome) ? [{ outcome: outcome as Outcome }] : [],
    startedAt: null,
    seconds: 1,
    ...(outcome === 'elsewhere'
      ? { exclusion: { rule: 'job', because: 'x', label: null, labelAt: null } }
      : {}),
  }));

type Change = Partial<RunReport> & { readonly minute?: number };

const shard = (
  number: number,
  outcomes: readonly (Outcome | 'elsewhere')[],
  change: Change = {},
): RunReport => {
  const { minute = number, ...rest } = change;
  const made = specs(outcomes);
  const failed = outcomes.includes('failed');
  const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute, seconds)).toISOString();
  return {
    schemaVersion: 1,
    tool: { name: 'lanekeeper', version: '1' },
    lane: { name: 'lane', digest: 'd', state: 'active', arch: 'arm64' },
    suite: { name: 's', kind: 'ginkgo', digest: 'sha256:1', commit: null, modified: null },
    node: {
      name: 'n',
      kind: 'local',
      emulated: false,
      arch: 'arm64',
      machine,
      start: null,
      timeoutFactor: 1,
      consoleTail: null,
      capabilities: {},
    },
    labelFilter: 'a',
    focus: null,
    job: { id: `lane-${number}of2`, plan: 'p', shard: { number, count: 2 }, differences: [] },
    seed: 1,
    command: null,
    startedAt: at(0),
    endedAt: at(30),
    exit: { code: failed ? 1 : 0, signal: null, timedOut: false },
    verdict: failed ? 'failed' : 'passed',
    reasons: failed ? ['1 spec failed'] : [],
    earlierAttempts: [],
    merged: [],
    counts: countOutcomes(made),
    suiteFailures: [],
    specs: made,
    ...rest,
  };
};

const first = shard(1, ['passed', 'elsewhere']);
const second = shard(2, ['elsewhere', 'passed']);
const lost: Change = { verdict: 'infrastructure', reasons: ['node lost'], specs: [], exit: null };

test.each<[string, readonly RunReport[], RunReport['verdict'], readonly string[]]>([
  ['all passed', [first, second], 'passed', []],
  ['one failed', [first, shard(2, ['elsewhere', 'failed'])], 'failed', ['lane-2of2: 1 spec failed']],
  ['a job is missing', [first], 'inconclusive', ['lane-2of2 left no report']],
  ['a node was lost', [first, shard(2, [], lost)], 'infrastructure', ['lane-2of2: node lost']],
  [
    'a node was lost, and its rerun passed',
    [first, shard(2, [], lost), { ...second, startedAt: '2026-01-02T00:00:00.000Z' }],
    'passed',
    [],
  ],
  [
    'passed, and the node of a rerun was lost',
    [first, second, shard(2, [], { ...lost, minute: 9 })],
    'passed',
    [],
  ],
  [
    'failed, and its rerun passed',
    [first, shard(2, ['elsewhere', 'failed']), shard(2, ['elsewhere', 'passed'], { minute: 9 })],
    'passed',
    [],
  ],
  [
    'a job is inconclusive',
    [first, shard(2, ['elsewhere', 'notrun'], { verdict: 'inconclusive', reasons: ['cut off'] })],
    'inconclusive',
    ['lane-2of2: cut off', '1 spec run by no job, first "s2"'],
  ],
  [
    'a spec was in no job',
    [shard(1, ['passed', 'elsewhere', 'elsewhere']), shard(2, ['elsewhere', 'passed', 'elsewhere'])],
    'inconclusive',
    ['1 spec run by no job, first "s3"'],
  ],
  [
    'the specs of a job all skipped themselves',
    [first, shard(2, ['elsewhere', 'skipped'], { verdict: 'inconclusive', reasons: ['no spec passed'] })],
    'passed',
    ['1 spec skipped at run time, so not run'],
  ],
  [
    'all specs skipped themselves',
    [
      shard(1, ['skipped', 'elsewhere'], { verdict: 'inconclusive', reasons: ['no spec passed'] }),
      shard(2, ['elsewhere', 'skipped'], { verdict: 'inconclusive', reasons: ['no spec passed'] }),
    ],
    'inconclusive',
    ['no spec passed', '2 specs skipped at run time, so not run'],
  ],
  [
    'other suites',
    [first, { ...second, suite: { ...second.suite, digest: 'sha256:2' } }],
    'inconclusive',
    ['the runs are of 2 builds of the suite: sha256:1, sha256:2'],
  ],
  [
    'other selections',
    [first, { ...second, labelFilter: 'b' }],
    'inconclusive',
    ['the runs are of 2 label filters: "a", "b"'],
  ],
  [
    'other plans',
    [first, { ...second, job: { ...(second.job as NonNullable<RunReport['job']>), plan: 'q' } }],
    'inconclusive',
    ['the runs are of 2 plans: p, q'],
  ],
  [
    'a job beside a whole run',
    [first, second, { ...second, job: null, endedAt: '2026-01-01T00:03:00.000Z' }],
    'inconclusive',
    ['some runs are jobs of a plan, and others the lane as a whole'],
  ],
])('%s', (_title, reports, verdict, reasons) => {
  for (const order of [reports, reports.toReversed()]) {
    const merged = mergeReports(order);
    expect({ verdict: merged.verdict, reasons: merged.reasons }).toEqual({ verdict, reasons });
  }
});

test('builds of one unmodified commit are one suite, whatever the machine made of it', () => {
  const built = (report: RunReport, digest: string): RunReport => ({
    ...report,
    suite: { ...report.suite, digest, commit: 'c', modified: false },
  });
  expect(mergeReports([built(first, '1'), built(second, '2')]).verdict).toBe('passed');
});

describe('specs', () => {
  it('are joined across machines whose folders differ', () => {
    const other = { ...second, specs: specs(['elsewhere', 'passed'], '/home/ci/work/') };
    const { specs: joined } = mergeReports([first, other]);
    expect(joined.map(({ id, outcome, location }) => [id, outcome, location.file])).toEqual([
      ['s1', 'passed', 'a_test.go'],
      ['s2', 'passed', 'a_test.go'],
    ]);
  });

  it('that share an id are joined in their order, unless a machine has more of them', () => {
    const named = (report: RunReport, id: string): RunReport => ({
      ...report,
      specs: report.specs.map((spec) => ({ ...spec, id })),
    });
    const outcomes = (...reports: readonly RunReport[]) =>
      mergeReports(reports).specs.map(({ outcome }) => outcome);
    const twins = named(first, 's');
    expect(outcomes(twins, named(second, 's'))).toEqual(['passed', 'passed']);
    // Which two of the three these are is not known: one that no job is known to have run was not run.
    const more = named(shard(2, ['elsewhere', 'passed', 'elsewhere']), 's');
    expect(outcomes(twins, more)).toEqual(['passed', 'notrun', 'notrun', 'passed', 'notrun']);
    expect(mergeReports([twins, more]).verdict).toBe('inconclusive');
  });

  it('keep attempts of lost nodes, marked as such', () => {
    const broken = shard(2, ['elsewhere', 'failed'], { verdict: 'infrastructure', reasons: ['node lost'] });
    const merged = mergeReports([first, broken, shard(2, ['elsewhere', 'passed'], { minute: 9 })]);
    expect(merged.specs[1]?.attempts).toEqual([
      { outcome: 'failed', run: 1 },
      { outcome: 'passed', run: 2 },
    ]);
    expect(merged.merged.map(({ counted }) => counted)).toEqual([true, false, true]);
  });
});

test.each<[string, Change, string]>([
  ['was limited to one spec', { focus: 's1' }, 'with --focus'],
  ['is merged already', { merged: mergeReports([first, second]).merged }, 'merged already'],
])('a report that %s is refused', (_title, change, message) => {
  expect(() => mergeReports([first, { ...second, ...change }])).toThrow(message);
});
