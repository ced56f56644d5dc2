import { describe, expect, it } from 'vitest';
import type { Facts } from '../core/types.ts';
import type { PlannedJob } from '../planning/plan-file.ts';
import { SUITES } from '../suites/index.ts';
import { scriptedLane } from '../testing/runner.ts';
import { makeSpec } from '../testing/specs.ts';
import { type RunSelection, selectForRun } from './scope.ts';

const FACTS: Facts = { arch: 'arm64', node: 'here', capabilities: {} };

const SPECS = [
  makeSpec('boots', ['spec']),
  makeSpec('boots twice', ['spec']),
  makeSpec('migrates', ['spec', 'two-nodes']),
  makeSpec('waits', ['spec'], { pending: true }),
  makeSpec('other', []),
];

const RULES = { nodes: { labels: ['two-nodes'], needs: { nodes: 2 }, because: 'it migrates' } };

const planned = (specs: readonly string[], ofLane = specs): PlannedJob => ({
  job: {
    id: 'lane-1of2',
    lane: 'lane',
    laneDigest: 'sha256:1',
    arch: 'arm64',
    node: 'here',
    suite: 'suite',
    suiteDigest: 'sha256:2',
    labelFilter: '',
    timeout: '1h',
    shard: { number: 1, count: 2 },
    seconds: null,
    specs: [...specs],
  },
  plan: 'sha256:3',
  laneSpecs: new Set(ofLane),
});

/** Selects for a run of the lane from the specs above. */
function select(
  limits: Parameters<typeof selectForRun>[3],
  {
    isListed = true,
    kind = 'ginkgo',
  }: { readonly isListed?: boolean; readonly kind?: 'ginkgo' | 'junit' } = {},
): RunSelection {
  const { lane } = scriptedLane([]);
  return selectForRun(
    { lane, rules: RULES, suiteAdapter: SUITES[kind] },
    FACTS,
    isListed ? SPECS : undefined,
    limits,
  );
}

const selected = ({ scope }: RunSelection) => scope.selection.selected.map(({ id }) => id);
const reasons = ({ scope }: RunSelection) =>
  Object.fromEntries(scope.selection.excluded.map(({ spec, rule }) => [spec.id, rule]));

describe('a run of a whole lane', () => {
  it('is all that the lane selects on its node', () => {
    const selection = select({});
    expect(selection.criteria.labelFilter).toBe('(spec) && !(two-nodes)');
    expect(selected(selection)).toEqual(['boots', 'boots twice']);
    expect(reasons(selection)).toEqual({ migrates: 'nodes', other: 'select' });
    expect(selection.scope.selection.pending.map(({ id }) => id)).toEqual(['waits']);
    expect(selection.scope).toMatchObject({ narrowed: false, absent: [], differences: [] });
  });
});

describe('a run of one spec', () => {
  it('leaves the others out, and says so', () => {
    const selection = select({ focus: 'boots twice' });
    expect(selected(selection)).toEqual(['boots twice']);
    expect(reasons(selection)).toMatchObject({ boots: 'focus', migrates: 'nodes' });
    expect(selection.scope).toMatchObject({ narrowed: true, focus: { id: 'boots twice' } });
  });

  it.each([
    ['no-such', '--focus: the lane selects no spec like "no-such"'],
    ['migrates', '"group migrates" is like it, but not selected: lanekeeper explain says why'],
    ['boo', '--focus: "boo" means 2 specs of the lane, expected one'],
  ])('that is asked for as %s is refused', (focus, message) => {
    expect(() => select({ focus })).toThrow(message);
  });

  it('is not looked for in a suite that could not be listed', () => {
    const selection = select({ focus: 'no-such' }, { isListed: false });
    expect([selected(selection), selection.scope.narrowed]).toEqual([[], false]);
    expect(selection.criteria.labelFilter).toBe('(spec) && !(two-nodes)');
  });
});

describe('a run of a job of a plan', () => {
  it('is the specs of the job, and tells how the lane has changed since', () => {
    const selection = select({ job: planned(['boots', 'gone']) });
    expect(selected(selection)).toEqual(['boots']);
    expect(reasons(selection)).toMatchObject({ 'boots twice': 'job' });
    expect(selection.scope).toMatchObject({
      narrowed: true,
      absent: ['gone'],
      differences: [
        '1 spec of this job is not selected any more, first "gone"',
        '1 spec of the lane is in no job of the plan, first "boots twice"',
      ],
    });
  });

  it('is the whole lane for a suite that runs all that it has', () => {
    const selection = select({ job: planned(['boots', 'gone']) }, { kind: 'junit' });
    expect(selected(selection)).toEqual(['boots', 'boots twice']);
    expect(selection.scope).toMatchObject({ narrowed: false, absent: [], differences: [] });
  });

  it('misses nothing in a suite that could not be listed', () => {
    expect(select({ job: planned(['boots']) }, { isListed: false }).scope).toMatchObject({
      absent: [],
      differences: [],
    });
  });
});
