import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Outcome } from '../core/types.ts';
import type { EvidenceRun } from '../evidence/ledger/run.ts';
import { DEFAULT_POLICY } from '../lanes/policy.ts';
import type { Policy } from '../lanes/policy-schema.ts';
import type { FeaturesFile } from '../lanes/schema-types.ts';
import type { Status } from '../lanes/status-schema.ts';
import { createFeatureFinder } from '../status/features/find.ts';
import { formatStanding } from '../status/standing.ts';
import type { StatusEntry } from '../status/types.ts';
import { evidenceOf, makeRun } from '../testing/evidence.ts';
import { makeSpec } from '../testing/specs.ts';
import { decide } from './decide.ts';
import { refusalOf } from './humans.ts';
import type { ActiveLane, Decision, Refusal } from './types.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = '2026-11-21T12:00:00.000Z';

const ago = (days: number): string => new Date(Date.parse(NOW) - days * DAY_MS).toISOString();

const entry = (
  feature: string,
  status: Status = 'UNVERIFIED',
  qualifier: string | null = null,
): StatusEntry => ({
  feature,
  arch: 'arm64',
  status,
  qualifier,
  text: status,
  graduation: null,
  place: { line: 1, column: 1 },
  hold: null,
  refusal: null,
});

const lane = (name: string, ...specs: readonly string[]): ActiveLane => ({
  name,
  selects: new Set(specs),
  reasonFor: () => 'has no label',
});

type Case = {
  readonly specs: readonly string[];
  readonly runs: readonly EvidenceRun[];
  readonly entries: readonly StatusEntry[];
  readonly lanes?: readonly ActiveLane[];
  readonly features?: FeaturesFile['features'];
  readonly policy?: Partial<Policy>;
  readonly asOf?: string;
  readonly refusals?: readonly Refusal[];
};

/** Decides a case in which every spec verifies the feature of its name, unless the case says otherwise. */
function decideCase({ specs, runs, entries, lanes, features, policy, asOf = NOW, refusals = [] }: Case) {
  const all = specs.map((name) => ({
    ...makeSpec(name.replace(/ \[test_id:\d+\]/, ''), []),
    testIds: /\[test_id:(\d+)\]/.exec(name)?.slice(1, 2) ?? [],
    text: name,
  }));
  const named = Object.fromEntries(
    entries.map(({ feature }) => [
      feature,
      { kind: 'device' as const, verifiedBy: { text: `^${feature}\\b` } },
    ]),
  );
  return decide({
    asOf,
    arch: 'arm64',
    policy: { ...DEFAULT_POLICY, ...policy },
    evidence: evidenceOf(runs),
    suite: {
      name: 'suite',
      arch: 'arm64',
      specs: all,
      lanes: lanes ?? [lane('lane', ...all.map(({ id }) => id))],
    },
    find: createFeatureFinder({ features: features ?? named }, 'suite', 'suite'),
    entries,
    refusals,
  });
}

const decideOne = (given: Case): Decision => decideCase(given)[0] as Decision;

/** Makes so many runs, one a day, the newest today. */
const daily = (
  count: number,
  results: Readonly<Record<string, Outcome>>,
  parts: Parameters<typeof makeRun>[1] = {},
): readonly EvidenceRun[] =>
  Array.from({ length: count }, (_, index) =>
    makeRun(results, { startedAt: ago(index), commit: `commit${index % 4}`, ...parts }),
  );

describe('a row that is not SUPPORTED', () => {
  it('becomes so when every condition holds', () => {
    const decision = decideOne({ specs: ['a'], runs: daily(14, { a: 'passed' }), entries: [entry('a')] });
    expect(decision).toMatchObject({
      action: 'change',
      code: 'promoted',
      to: { status: 'SUPPORTED', qualifier: null },
    });
    expect(decision.reason).toBe(
      '1 spec, 14 of 14 native runs passed at the first attempt (95 % lower bound 80.7 %), on 14 days and 4 commits',
    );
    expect(decision.runs).toHaveLength(14);
    expect(decision.missing).toEqual([]);
  });

  test.each<[string, Omit<Case, 'entries' | 'specs'>, readonly string[]]>([
    ['runs and days', { runs: daily(5, { a: 'passed' }) }, ['9 more native runs on 2 more days']],
    [
      'days',
      {
        runs: Array.from({ length: 20 }, (_, index) =>
          makeRun({ a: 'passed' }, { startedAt: ago(index / 10), commit: `c${index % 3}` }),
        ),
      },
      ['native runs on 4 more days'],
    ],
    ['commits', { runs: daily(14, { a: 'passed' }, { commit: 'one' }) }, ['2 more commits']],
    [
      'commits, of unmodified sources',
      { runs: daily(14, { a: 'passed' }, { modified: true }) },
      ['3 more commits'],
    ],
    [
      'passes',
      {
        runs: daily(14, { a: 'passed' }).with(
          5,
          makeRun({ a: 'failed' }, { startedAt: ago(5), commit: 'commit1' }),
        ),
      },
      ['95 % of first attempts passed instead of 92.8 %'],
    ],
    [
      'a green end',
      {
        runs: [
          ...daily(14, { a: 'passed' }),
          ...Array.from({ length: 10 }, (_, i) => makeRun({ a: 'passed' }, { startedAt: ago(i + 0.5) })),
          makeRun({ a: 'failed' }, { startedAt: ago(0.2) }),
        ],
      },
      ['2 more green runs in a row'],
    ],
    [
      'fresh runs',
      {
        runs: daily(30, { a: 'passed' }).slice(8),
        policy: { promote: { ...DEFAULT_POLICY.promote, runs: 5, days: 5 } },
      },
      ['a run within 7 days'],
    ],
    [
      'a first attempt that passes',
      {
        runs: daily(14, {}).map((run) => ({
          ...run,
          results: [{ id: 'a', testIds: [], attempts: ['failed', 'passed'] as const, seconds: 1 }],
        })),
      },
      ['95 % of first attempts passed instead of 0 %', '3 more green runs in a row'],
    ],
    [
      'a lane that selects it',
      { runs: daily(14, { a: 'passed' }), lanes: [lane('lane', 'other')] },
      ['an active lane that selects its 1 spec, first "a"; lane: has no label'],
    ],
    [
      'an active lane',
      { runs: daily(14, { a: 'passed' }), lanes: [] },
      ['an active lane of this architecture', '14 more native runs on 7 more days', '3 more commits'],
    ],
  ])('stays for want of %s', (_, given, missing) => {
    const decision = decideOne({ specs: ['a'], entries: [entry('a')], ...given });
    expect(decision).toMatchObject({ action: 'keep', code: 'not-enough', missing });
  });

  test.each<[string, Partial<Parameters<typeof makeRun>[1]>]>([
    ['emulated', { emulated: true }],
    ['of a node that nobody probed', { unprobed: true }],
    ['of a lane that is none of ours', { lane: 'other' }],
    ['of another architecture', { arch: 'amd64' }],
    ['with the verdict infrastructure', { verdict: 'infrastructure' }],
    ['with the verdict inconclusive', { verdict: 'inconclusive' }],
    ['that stop at the first failure', { failFast: true }],
    ['of one spec alone', { focus: 'a' }],
  ])('stays whatever runs there are %s', (_, parts) => {
    const decision = decideOne({
      specs: ['a'],
      runs: daily(14, { a: 'passed' }, parts),
      entries: [entry('a')],
    });
    expect(decision.to.status).toBe('UNVERIFIED');
    expect(decision.missing).toContain('14 more native runs on 7 more days');
  });

  it('stays when its only spec is quarantined, pending, or is none', () => {
    const runs = daily(14, { 'a [QUARANTINE]': 'passed' });
    expect(decideOne({ specs: ['a [QUARANTINE]'], runs, entries: [entry('a')] }).missing).toEqual([
      'an end to the quarantine of "a [QUARANTINE]"',
    ]);
    expect(decideOne({ specs: ['b'], runs, entries: [entry('a')] })).toMatchObject({
      code: 'no-test',
      action: 'keep',
    });
    const features = { a: { kind: 'device' as const, noTest: 'nobody wrote one' } };
    expect(decideOne({ specs: ['a'], runs, entries: [entry('a')], features })).toMatchObject({
      code: 'no-test',
      reason: 'nobody wrote one',
    });
  });

  it('needs every one of its specs', () => {
    const runs = daily(14, { 'a 1': 'passed', 'a 2': 'passed' }).map((run, index) =>
      index < 2 ? { ...run, results: run.results.slice(0, 1) } : run,
    );
    const decision = decideOne({ specs: ['a 1', 'a 2'], runs, entries: [entry('a')] });
    expect(decision).toMatchObject({ action: 'keep', missing: ['2 more native runs'] });
  });

  it('does not count skipped specs, and a run twice', () => {
    const skipped = daily(14, { a: 'skipped' });
    expect(decideOne({ specs: ['a'], runs: skipped, entries: [entry('a')] }).native?.runs).toBe(0);
    const twice = daily(7, { a: 'passed' }).flatMap((run) => [
      run,
      { ...run, origin: { ...run.origin, url: 'https://example.org/again' } },
    ]);
    expect(decideOne({ specs: ['a'], runs: twice, entries: [entry('a')] }).native?.runs).toBe(7);
  });

  it('leaves out incidents of the cluster', () => {
    const incident = makeRun(
      { a: 'failed', b: 'failed', c: 'failed', d: 'failed', e: 'failed', f: 'failed' },
      { startedAt: ago(0.5), verdict: 'failed' },
    );
    const given = { specs: ['a'], entries: [entry('a')] };
    expect(decideOne({ ...given, runs: [...daily(14, { a: 'passed' }), incident] }).code).toBe('promoted');
    const fewer = { ...incident, results: incident.results.slice(0, 5) };
    expect(decideOne({ ...given, runs: [...daily(14, { a: 'passed' }), fewer] }).code).toBe('not-enough');
  });

  it('shows emulated runs in its qualifier, and takes that back when they fail', () => {
    const runs = daily(14, { a: 'passed' }, { emulated: true });
    const given = { specs: ['a'], runs, entries: [entry('a')] };
    expect(decideOne(given)).toMatchObject({
      code: 'emulated-pass',
      to: { status: 'UNVERIFIED', qualifier: 'emulated: pass' },
    });
    const shown = { ...given, entries: [entry('a', 'UNVERIFIED', 'emulated: pass')] };
    expect(decideOne(shown).action).toBe('keep');
    const failing = [...runs.slice(4), ...daily(4, { a: 'failed' }, { emulated: true, verdict: 'failed' })];
    expect(decideOne({ ...shown, runs: failing }).action).toBe('keep');
    const later = new Date(Date.parse(NOW) + 2.5 * DAY_MS).toISOString();
    expect(decideOne({ ...shown, runs: failing, asOf: later })).toMatchObject({
      code: 'emulated-lapsed',
      to: { qualifier: null },
    });
    const words = { ...given, entries: [entry('a', 'UNVERIFIED', 'virtio-gpu works')] };
    expect(decideOne(words).action).toBe('keep');
  });

  it('is promoted by emulated runs only where the policy says so, with twice of them, and shows it', () => {
    const policy = { emulated: 'promote' } as const;
    const given = { specs: ['a'], entries: [entry('a')], policy };
    const runs = (count: number) =>
      daily(count, { a: 'passed' }, { emulated: true }).map((run, index) => ({
        ...run,
        header: { ...run.header, suite: { ...run.header.suite, commit: `c${index % 6}` } },
      }));
    expect(decideOne({ ...given, runs: runs(27) }).to).toEqual({
      status: 'UNVERIFIED',
      qualifier: 'emulated: pass',
    });
    const promoted = decideOne({ ...given, runs: runs(28) });
    expect(promoted.to).toEqual({ status: 'SUPPORTED', qualifier: 'emulated' });
    const entries = [entry('a', 'SUPPORTED', 'emulated')];
    expect(decideOne({ ...given, runs: runs(28), entries }).action).toBe('keep');
    const native = [...runs(28), ...daily(14, { a: 'passed' })];
    expect(decideOne({ ...given, runs: native, entries }).to).toEqual({
      status: 'SUPPORTED',
      qualifier: null,
    });
  });

  it('stays while something would take the status back at once', () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      makeRun(
        { a: index < 14 && index > 10 ? 'failed' : 'passed' },
        { startedAt: ago(index / 8), commit: `c${index % 3}` },
      ),
    );
    expect(decideOne({ specs: ['a'], runs: many, entries: [entry('a')] }).code).toBe('promoted');
    const policy = { demote: { ...DEFAULT_POLICY.demote, shortRatio: 0.1 } };
    expect(decideOne({ specs: ['a'], runs: many, entries: [entry('a')], policy })).toMatchObject({
      action: 'keep',
      missing: [
        expect.stringContaining('an end to this: 3 of 24 first attempts are known to have failed in 3 days'),
      ],
    });
  });

  it('that rests on emulated runs is doubted when these fail', () => {
    const policy = { emulated: 'promote' } as const;
    const runs = [
      ...daily(14, { a: 'passed' }, { emulated: true }).slice(3),
      ...Array.from({ length: 6 }, (_, index) =>
        makeRun({ a: 'failed' }, { emulated: true, startedAt: ago(index / 2), verdict: 'failed' }),
      ),
    ];
    const entries = [entry('a', 'SUPPORTED', 'emulated')];
    expect(decideOne({ specs: ['a'], runs, entries, policy })).toMatchObject({
      action: 'finding',
      code: 'doubted',
    });
  });

  it('shows no emulated run of a node that nobody probed', () => {
    const runs = daily(14, { a: 'passed' }, { emulated: true, unprobed: true });
    expect(decideOne({ specs: ['a'], runs, entries: [entry('a')] }).action).toBe('keep');
  });

  it('accepts nodes that nobody probed where the policy says so', () => {
    const runs = daily(14, { a: 'passed' }, { unprobed: true });
    const policy = { unprobedNodes: 'accept' } as const;
    expect(decideOne({ specs: ['a'], runs, entries: [entry('a')], policy }).code).toBe('promoted');
  });

  it('follows a rename by a test_id that only one spec has', () => {
    const runs = [
      ...daily(7, { 'a new [test_id:7]': 'passed' }),
      ...daily(14, { 'a old [test_id:7]': 'passed' }).slice(7),
    ];
    const entries = [entry('a')];
    expect(decideOne({ specs: ['a new [test_id:7]'], runs, entries }).code).toBe('promoted');
    const shared = ['a new [test_id:7]', 'b other [test_id:7]'];
    expect(decideOne({ specs: shared, runs, entries }).missing).toEqual(['7 more native runs']);
  });
});

describe('a row that is SUPPORTED', () => {
  const supported = [entry('a', 'SUPPORTED')];

  it('stays while nothing speaks against it, whatever it lacks for a promotion', () => {
    const decision = decideOne({ specs: ['a'], runs: daily(3, { a: 'passed' }), entries: supported });
    expect(decision).toMatchObject({ action: 'keep', code: 'verified' });
  });

  it('stays when no run in the ledger counts, however long there were others', () => {
    const others = Array.from({ length: 60 }, (_, index) =>
      makeRun({ a: 'passed' }, { startedAt: ago(index), unprobed: true }),
    );
    expect(decideOne({ specs: ['a'], runs: others, entries: supported })).toMatchObject({
      action: 'keep',
      code: 'no-evidence',
    });
    expect(decideOne({ specs: ['a'], runs: [], entries: supported })).toMatchObject({
      action: 'keep',
      code: 'no-evidence',
    });
  });

  it('is a finding when its spec fails, and edited after the grace', () => {
    const runs = [
      ...daily(14, { a: 'passed' }).slice(3),
      ...daily(3, { a: 'failed' }, { verdict: 'failed' }),
    ];
    expect(decideOne({ specs: ['a'], runs, entries: supported })).toMatchObject({
      action: 'finding',
      code: 'doubted',
      reason: expect.stringContaining(
        '3 of 3 first attempts are known to have failed in 3 days, more than 20 %',
      ),
    });
    const later = new Date(Date.parse(NOW) + 2 * DAY_MS).toISOString();
    expect(decideOne({ specs: ['a'], runs, entries: supported, asOf: later })).toMatchObject({
      action: 'change',
      code: 'demoted',
      to: { status: 'UNVERIFIED', qualifier: null },
    });
  });

  it('stays when two failures are all there is', () => {
    const runs = [
      ...daily(14, { a: 'passed' }).slice(2),
      ...daily(2, { a: 'failed' }, { verdict: 'failed' }),
    ];
    expect(decideOne({ specs: ['a'], runs, entries: supported }).action).toBe('keep');
  });

  it('stays when three failures are known among many runs of which nobody knows the end', () => {
    const runs = (unknown: number) =>
      Array.from({ length: unknown + 3 }, (_, index) =>
        makeRun(index < 3 ? { a: 'failed' } : {}, { startedAt: ago(4 + index / 8), verdict: 'failed' }),
      ).map((run, index) =>
        index < 3 ? run : { ...run, results: [{ id: 'a', testIds: [], attempts: [], seconds: 0 }] },
      );
    expect(decideOne({ specs: ['a'], runs: runs(60), entries: supported }).action).toBe('keep');
    expect(decideOne({ specs: ['a'], runs: runs(20), entries: supported }).code).toBe('demoted');
  });

  it('is edited when nobody ran its spec for 30 days and the grace', () => {
    const runs = (days: number) => [
      makeRun({ a: 'passed' }, { startedAt: ago(days) }),
      ...daily(10, { b: 'passed' }),
    ];
    const given = { specs: ['a', 'b'], entries: supported };
    expect(decideOne({ ...given, runs: runs(29) }).action).toBe('keep');
    expect(decideOne({ ...given, runs: runs(31) })).toMatchObject({ action: 'finding', code: 'doubted' });
    expect(decideOne({ ...given, runs: runs(33) })).toMatchObject({ action: 'change', code: 'demoted' });
  });

  it('is edited when its specs are gone, quarantined, or in no active lane, after the grace', () => {
    const runs = [makeRun({ a: 'passed' }, { startedAt: ago(3) }), ...daily(1, { b: 'passed' })];
    const late = { runs, entries: supported };
    expect(decideOne({ ...late, specs: ['b'] })).toMatchObject({ action: 'change', code: 'demoted' });
    expect(decideOne({ ...late, specs: ['a [QUARANTINE]'] }).code).toBe('demoted');
    expect(decideOne({ ...late, specs: ['a', 'b'], lanes: [lane('lane', 'b')] })).toMatchObject({
      code: 'demoted',
      reason: 'none of its 1 verifying specs is selected by an active lane',
    });
    const fresh = { runs: [makeRun({ a: 'passed' }, { startedAt: ago(1) })], entries: supported };
    expect(decideOne({ ...fresh, specs: ['b'] }).action).toBe('finding');
  });

  it('that nobody can check is a finding, and never edited', () => {
    const features = { a: { kind: 'device' as const, noTest: 'nobody knows' } };
    const runs = [makeRun({}, { startedAt: ago(100) }), ...daily(10, { b: 'passed' })];
    expect(decideOne({ specs: ['b'], runs, entries: supported, features })).toMatchObject({
      action: 'finding',
      code: 'no-test',
    });
  });
});

describe('variants', () => {
  const features: FeaturesFile['features'] = {
    Disks: {
      kind: 'device',
      variants: {
        'virtio bus': { verifiedBy: { text: 'virtio' } },
        'SATA bus': { verifiedBy: { text: 'sata' } },
      },
    },
  };
  const specs = ['virtio', 'sata'];
  const lanes = [lane('lane', 'virtio', 'sata')];

  test.each<[string, StatusEntry, Readonly<Record<string, Outcome>>, string]>([
    ['one passes', entry('Disks'), { virtio: 'passed' }, 'SUPPORTED (virtio bus)'],
    ['all pass', entry('Disks'), { virtio: 'passed', sata: 'passed' }, 'SUPPORTED'],
    [
      'another passes, too',
      entry('Disks', 'SUPPORTED', 'virtio bus'),
      { virtio: 'passed', sata: 'passed' },
      'SUPPORTED',
    ],
    ['the row is about one', entry('Disks (SATA bus)'), { virtio: 'failed', sata: 'passed' }, 'SUPPORTED'],
    [
      'the claimed one stays',
      entry('Disks', 'SUPPORTED', 'virtio bus'),
      { virtio: 'passed' },
      'SUPPORTED (virtio bus)',
    ],
  ])('are told apart when %s', (_, row, results, expected) => {
    const runs = daily(14, results, { verdict: 'passed' });
    expect(formatStanding(decideOne({ specs, lanes, runs, features, entries: [row] }).to)).toBe(expected);
  });

  it('leave the qualifier when they fail', () => {
    const runs = daily(14, { virtio: 'passed', sata: 'failed' }, { verdict: 'failed' });
    const decision = decideOne({ specs, lanes, runs, features, entries: [entry('Disks', 'SUPPORTED')] });
    expect(decision).toMatchObject({ code: 'demoted', to: { status: 'SUPPORTED', qualifier: 'virtio bus' } });
  });
});

describe('the word of a human', () => {
  const runs = daily(14, { a: 'passed' });

  it('UNSUPPORTED is never lifted; a pass is a finding', () => {
    const decision = decideOne({ specs: ['a'], runs, entries: [entry('a', 'UNSUPPORTED')] });
    expect(decision).toMatchObject({
      action: 'finding',
      code: 'passes-though-unsupported',
      to: { status: 'UNSUPPORTED' },
    });
  });

  it('in a hold stops a change until its last day is over', () => {
    const held = {
      ...entry('a'),
      hold: { until: '2026-11-21', because: 'a bug', place: { line: 1, column: 1 } },
    };
    expect(decideOne({ specs: ['a'], runs, entries: [held] })).toMatchObject({
      action: 'held',
      reason: expect.stringMatching(/^held until 2026-11-21: a bug; 1 spec/),
    });
    const asOf = '2026-11-22T00:00:00.000Z';
    expect(decideOne({ specs: ['a'], runs, entries: [held], asOf }).action).toBe('change');
  });

  it('in a closed pull request is remembered until the evidence is another', () => {
    const given = { specs: ['a'], entries: [entry('a')] };
    const refusals = [refusalOf(decideOne({ ...given, runs }))];
    expect(decideOne({ ...given, runs, refusals }).action).toBe('refused');
    const another = {
      ...given,
      specs: ['a', 'a 2'],
      runs: daily(14, { a: 'passed', 'a 2': 'passed' }),
      refusals,
    };
    expect(decideOne(another).action).toBe('change');
    const asOf = new Date(Date.parse(NOW) + 15 * DAY_MS).toISOString();
    const newer = Array.from({ length: 14 }, (_, index) =>
      makeRun({ a: 'passed' }, { startedAt: ago(index - 15), commit: `c${index % 3}` }),
    );
    expect(decideOne({ ...given, runs: newer, refusals, asOf }).action).toBe('change');
  });
});

/** Whether the conditions for SUPPORTED hold, counted again from the runs themselves, as plainly as can be. */
function holdsPlainly(spec: string, runs: readonly EvidenceRun[], policy: Policy): boolean {
  const seen = new Set<string>();
  const results: { at: number; passed: boolean; commit: string }[] = [];
  for (const { header, results: specs } of runs) {
    const at = Date.parse(header.startedAt);
    const failed = specs.filter(({ attempts }) =>
      ['failed', 'panicked', 'timedout'].includes(attempts.at(-1) ?? ''),
    );
    const first = specs.find(({ id }) => id === spec)?.attempts[0];
    const same = JSON.stringify([header, specs]);
    if (
      seen.has(same) ||
      header.arch !== 'arm64' ||
      header.lane.name !== 'lane' ||
      header.node.emulated ||
      header.node.machine === null ||
      header.failFast ||
      !['passed', 'failed'].includes(header.verdict) ||
      failed.length > policy.incidentFailures ||
      at > Date.parse(NOW) ||
      at <= Date.parse(NOW) - policy.promote.withinDays * DAY_MS
    )
      continue;
    seen.add(same);
    if (first === undefined || !['passed', 'failed', 'panicked', 'timedout'].includes(first)) continue;
    results.push({
      at,
      passed: first === 'passed',
      commit: header.suite.modified === true ? '' : (header.suite.commit ?? ''),
    });
  }
  results.sort((a, b) => a.at - b.at || Number(b.passed) - Number(a.passed));
  const { promote, demote } = policy;
  const tooMany = (days: number, limit: number): boolean => {
    const recent = results.filter(({ at }) => at > Date.parse(NOW) - days * DAY_MS);
    const failures = recent.filter(({ passed }) => !passed).length;
    return failures >= demote.failures && failures > limit * recent.length;
  };
  return (
    !tooMany(demote.shortDays, demote.shortRatio) &&
    !tooMany(demote.longDays, demote.longRatio) &&
    results.length >= promote.runs &&
    new Set(results.map(({ at }) => new Date(at).toISOString().slice(0, 10))).size >= promote.days &&
    new Set(results.map(({ commit }) => commit).filter((commit) => commit !== '')).size >= promote.commits &&
    results.filter(({ passed }) => passed).length >= promote.passRatio * results.length &&
    results.slice(-promote.lastGreen).every(({ passed }) => passed) &&
    Date.parse(NOW) - (results.at(-1)?.at ?? 0) <= promote.newestWithinDays * DAY_MS
  );
}

test('nothing becomes SUPPORTED that the policy does not allow, in 1,000 random histories', () => {
  const policy: Policy = {
    ...DEFAULT_POLICY,
    promote: { ...DEFAULT_POLICY.promote, runs: 5, days: 3, commits: 2, passRatio: 0.8, lastGreen: 2 },
    demote: { ...DEFAULT_POLICY.demote, longRatio: 0.15 },
  };
  const outcome = fc.constantFrom<Outcome>(
    'passed',
    'passed',
    'passed',
    'passed',
    'passed',
    'failed',
    'skipped',
    'timedout',
    'aborted',
    'notrun',
  );
  const mostly = <T>(usual: T, ...others: readonly T[]) =>
    fc.constantFrom<T>(...Array.from({ length: 14 }, () => usual), ...others);
  const run = fc.record({
    results: fc.record({ a: outcome, b: outcome }),
    retries: mostly(false, true),
    storm: mostly(false, true),
    startedAt: fc.integer({ min: -20, max: 18 * 24 }).map((hours) => ago(hours / 24)),
    commit: fc.constantFrom('c1', 'c2', 'c3', null),
    modified: mostly(false, true),
    emulated: mostly(false, true),
    unprobed: mostly(false, true),
    lane: mostly('lane', 'other'),
    verdict: mostly('passed', 'failed', 'infrastructure', 'inconclusive'),
    failFast: mostly(false, true),
  });
  let promoted = 0;
  fc.assert(
    fc.property(fc.array(run, { minLength: 4, maxLength: 24 }), fc.boolean(), (drawn, twice) => {
      const runs = drawn.map(({ results, retries, storm, ...parts }) => {
        const all = storm
          ? { ...results, ...Object.fromEntries('cdefgh'.split('').map((id) => [id, 'failed' as const])) }
          : results;
        return makeRun(
          retries ? { ...all, a: ['failed', 'passed'] } : all,
          parts as Parameters<typeof makeRun>[1],
        );
      });
      const doubled = twice
        ? [...runs, ...runs.map((each) => ({ ...each, origin: { ...each.origin, url: 'u' } }))]
        : runs;
      const decisions = decideCase({
        specs: ['a', 'b'],
        runs: doubled,
        entries: [entry('a'), entry('b')],
        policy,
      });
      for (const { feature, to } of decisions) {
        expect(to.status === 'SUPPORTED').toBe(holdsPlainly(feature, doubled, policy));
        promoted += to.status === 'SUPPORTED' ? 1 : 0;
      }
    }),
    { numRuns: 1000 },
  );
  // Else the property would say nothing.
  expect(promoted).toBeGreaterThan(100);
});
