import { expect, test } from 'vitest';
import type { Outcome, Spec } from '../core/types.ts';
import type { EvidenceRun } from '../evidence/ledger/run.ts';
import { DEFAULT_POLICY } from '../lanes/policy.ts';
import { createFeatureFinder } from '../status/features/find.ts';
import { formatStanding } from '../status/standing.ts';
import type { StatusEntry } from '../status/types.ts';
import { evidenceOf, makeRun } from '../testing/evidence.ts';
import { makeSpec } from '../testing/specs.ts';
import { decide } from './decide.ts';
import type { ActiveLane } from './types.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const START = Date.parse('2026-09-22T00:00:00.000Z');
const DAYS = 60;
const END = new Date(START + DAYS * DAY_MS).toISOString();

/** Random numbers by Mulberry32, the same each time. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Behaviour = (day: number, random: () => number) => Outcome;

const passes: Behaviour = () => 'passed';
const failsFrom =
  (day: number): Behaviour =>
  (at) =>
    at >= day ? 'failed' : 'passed';
const until =
  (day: number): Behaviour =>
  (at) =>
    at < day ? 'passed' : 'skipped';

/** Features, where they stand before, how their spec behaves in 60 days, and by hand what has to come of it. */
const FEATURES: Readonly<Record<string, readonly [StatusEntry['status'], string | null, Behaviour, string]>> =
  {
    steady: ['UNVERIFIED', null, passes, 'change promoted SUPPORTED'],
    pending: ['PENDING', null, passes, 'change promoted SUPPORTED'],
    'fails one time in five': [
      'UNVERIFIED',
      null,
      (_, random) => (random() < 0.2 ? 'failed' : 'passed'),
      'keep not-enough UNVERIFIED',
    ],
    'fails one time in five though claimed': [
      'SUPPORTED',
      null,
      (_, random) => (random() < 0.2 ? 'failed' : 'passed'),
      'change demoted UNVERIFIED',
    ],
    'mended twenty days ago': [
      'UNVERIFIED',
      null,
      (day) => (day < 40 ? 'failed' : 'passed'),
      'change promoted SUPPORTED',
    ],
    'mended five days ago': [
      'UNVERIFIED',
      null,
      (day) => (day < 55 ? 'failed' : 'passed'),
      'keep not-enough UNVERIFIED',
    ],
    'broke ten days ago': ['SUPPORTED', null, failsFrom(50), 'change demoted UNVERIFIED'],
    'broke a day ago': ['SUPPORTED', null, failsFrom(59), 'finding doubted SUPPORTED'],
    'failed once': [
      'SUPPORTED',
      null,
      (day) => (day === 52 + 1 / 24 ? 'failed' : 'passed'),
      'keep verified SUPPORTED',
    ],
    'new for five days': [
      'UNVERIFIED',
      null,
      (day) => (day < 55 ? 'notrun' : 'passed'),
      'keep not-enough UNVERIFIED',
    ],
    'skips itself for 35 days': ['SUPPORTED', null, until(25), 'change demoted UNVERIFIED'],
    'skips itself for 31 days': ['SUPPORTED', null, until(29), 'finding doubted SUPPORTED'],
    'skips itself for 20 days': ['SUPPORTED', null, until(40), 'keep verified SUPPORTED'],
    'gone from the suite': ['SUPPORTED', null, until(40), 'change demoted UNVERIFIED'],
    'renamed at day 56 [test_id:7]': ['UNVERIFIED', null, passes, 'change promoted SUPPORTED'],
    'renamed without a number': ['UNVERIFIED', null, passes, 'keep not-enough UNVERIFIED'],
    'quarantined [QUARANTINE]': ['UNVERIFIED', null, passes, 'keep not-enough UNVERIFIED'],
    'emulated alone': ['UNVERIFIED', null, passes, 'change emulated-pass UNVERIFIED (emulated: pass)'],
    'emulated, and fails': [
      'UNVERIFIED',
      'emulated: pass',
      failsFrom(50),
      'change emulated-lapsed UNVERIFIED',
    ],
    'of the weekly lane': ['UNVERIFIED', null, passes, 'keep not-enough UNVERIFIED'],
    'of both lanes': ['UNVERIFIED', null, passes, 'change promoted SUPPORTED'],
    'of nobody': ['UNVERIFIED', null, passes, 'keep not-enough UNVERIFIED'],
    'without a spec': ['SUPPORTED', null, passes, 'finding no-test SUPPORTED'],
    'a human said no': ['UNSUPPORTED', null, passes, 'finding passes-though-unsupported UNSUPPORTED'],
    'a human said wait': ['UNVERIFIED', null, passes, 'held promoted SUPPORTED'],
  };

const NAMES = Object.keys(FEATURES);
const EMULATED = NAMES.filter((name) => name.startsWith('emulated'));
const WEEKLY = ['of the weekly lane', 'of both lanes'];
const DAILY = NAMES.filter(
  (name) => ![...EMULATED, 'of the weekly lane', 'of nobody', 'without a spec'].includes(name),
);

/** Name of a spec on a day. */
function nameOn(day: number, name: string): string {
  return name.startsWith('renamed') && day < 56 ? name.replace('renamed', 'once called') : name;
}

function history(seed: number): readonly EvidenceRun[] {
  const random = createRandom(seed);
  const runs: EvidenceRun[] = [];
  const run = (day: number, names: readonly string[], parts: Parameters<typeof makeRun>[1]): void => {
    const results = Object.fromEntries(
      names
        .filter((name) => name !== 'gone from the suite' || day < 40)
        .map((name) => [nameOn(day, name), FEATURES[name]?.[2](day, random) ?? 'notrun']),
    );
    const failed = Object.values(results).some((outcome) => outcome === 'failed');
    runs.push(
      makeRun(results, {
        startedAt: new Date(START + day * DAY_MS + random() * 60_000).toISOString(),
        commit: `commit of day ${Math.floor(day / 3)}`,
        verdict: failed ? 'failed' : 'passed',
        ...parts,
      }),
    );
  };
  for (let day = 0; day < DAYS; day += 1) {
    for (const hour of [1, 9, 17]) {
      const at = day + hour / 24;
      // Every tenth day the cluster is down: the node is lost, or everything fails.
      if (day % 10 === 3 && hour === 9) run(at, DAILY, { lane: 'daily', verdict: 'infrastructure' });
      else if (day % 10 === 6 && hour === 9)
        runs.push(
          makeRun(Object.fromEntries(DAILY.map((name) => [nameOn(at, name), 'failed'] as const)), {
            startedAt: new Date(START + at * DAY_MS).toISOString(),
            lane: 'daily',
            verdict: 'failed',
          }),
        );
      else run(at, DAILY, { lane: 'daily' });
    }
    run(day + 0.6, EMULATED, { lane: 'emulated', emulated: true });
    if (day % 7 === 0) run(day + 0.8, WEEKLY, { lane: 'weekly' });
    // Somebody tries a lane that is only defined; and a clock runs ahead.
    run(day + 0.7, NAMES, { lane: 'by hand' });
    if (day % 20 === 5) run(day + 400, NAMES, { lane: 'daily' });
  }
  // Half of them were recorded twice, from another place.
  return [
    ...runs,
    ...runs.slice(0, runs.length / 2).map((each) => ({ ...each, origin: { ...each.origin, url: 'again' } })),
  ];
}

const SPECS: readonly Spec[] = NAMES.filter(
  (name) => !['gone from the suite', 'without a spec'].includes(name),
).map((name) => ({
  ...makeSpec(name.replace(' [test_id:7]', ''), []),
  text: name,
  testIds: name.includes('test_id') ? ['7'] : [],
}));

const lane = (name: string, names: readonly string[]): ActiveLane => ({
  name,
  selects: new Set(names.map((each) => each.replace(' [test_id:7]', ''))),
  reasonFor: () => undefined,
});

const pattern = (name: string): string => `^${name.replace(/[[\]]/g, '\\$&')}$`;

const ENTRIES: readonly StatusEntry[] = NAMES.map((feature, index) => {
  const [status, qualifier] = FEATURES[feature] ?? ['UNVERIFIED', null];
  const place = { line: index + 1, column: 1 };
  return {
    feature,
    arch: 'arm64',
    status,
    qualifier,
    text: `${status}`,
    graduation: null,
    place,
    hold: feature === 'a human said wait' ? { until: '2027-01-31', because: 'a bug', place } : null,
    refusal: null,
  };
});

test.each([1, 7, 2026])('60 days of runs, made with the seed %i, give the decisions of the table', (seed) => {
  const decisions = decide({
    asOf: END,
    arch: 'arm64',
    policy: DEFAULT_POLICY,
    evidence: evidenceOf(history(seed)),
    suite: {
      name: 'suite',
      arch: 'arm64',
      specs: SPECS,
      lanes: [lane('daily', DAILY), lane('weekly', WEEKLY), lane('emulated', EMULATED)],
    },
    find: createFeatureFinder(
      {
        features: Object.fromEntries(
          NAMES.map((name) => [
            name,
            name === 'without a spec'
              ? { kind: 'other' as const, noTest: 'nobody wrote one' }
              : { kind: 'other' as const, verifiedBy: { text: pattern(name) } },
          ]),
        ),
      },
      'suite',
      'suite',
    ),
    entries: ENTRIES,
    refusals: [],
  });
  expect(
    Object.fromEntries(
      decisions.map(({ feature, action, code, to }) => [feature, `${action} ${code} ${formatStanding(to)}`]),
    ),
  ).toEqual(Object.fromEntries(Object.entries(FEATURES).map(([name, [, , , expected]]) => [name, expected])));
});
