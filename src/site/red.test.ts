import { describe, expect, it } from 'vitest';
import { createFollower } from '../core/spec-identity.ts';
import type { Outcome } from '../core/types.ts';
import type { EvidenceRun } from '../evidence/ledger/run.ts';
import { DEFAULT_POLICY } from '../lanes/policy.ts';
import { weighRuns } from '../promotion/runs.ts';
import { evidenceOf, makeRun } from '../testing/evidence.ts';
import { compareRuns } from './compare-runs.ts';
import { type GridRow, gridOf, statisticsOf } from './grid.ts';
import { turnedRed } from './red.ts';

const AS_OF = '2026-11-21T08:00:00.000Z';
const hoursAgo = (hours: number): string => new Date(Date.parse(AS_OF) - hours * 3_600_000).toISOString();

type Results = Readonly<Record<string, Outcome | readonly Outcome[]>>;

const run = (hours: number, results: Results, parts: Parameters<typeof makeRun>[1] = {}): EvidenceRun =>
  makeRun(results, {
    startedAt: hoursAgo(hours),
    verdict: Object.values(results).some((outcome) => outcome === 'failed') ? 'failed' : 'passed',
    ...parts,
  });

function gridFor(...runs: readonly EvidenceRun[]) {
  const evidence = evidenceOf(runs);
  const weighed = weighRuns(evidence, 'arm64', new Set(['lane']), DEFAULT_POLICY, AS_OF);
  return gridOf(
    weighed,
    evidence.specs,
    ({ id }) => id,
    () => ({ seconds: new Float32Array(9).fill(2) }),
  );
}

const many = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`s${index}`, 'failed' as const]));

describe('what turned red', () => {
  it.each<[string, readonly EvidenceRun[], Record<string, string>]>([
    ['by the product', [run(30, { a: 'passed' }), run(2, { a: 'failed' })], { a: 'product' }],
    ['not: it was red before', [run(30, { a: 'failed' }), run(2, { a: 'failed' })], {}],
    [
      'not: it is green again',
      [run(30, { a: 'passed' }), run(5, { a: 'failed' }), run(2, { a: 'passed' })],
      {},
    ],
    ['not: a flake is no red', [run(30, { a: 'passed' }), run(2, { a: ['failed', 'passed'] })], {}],
    ['not: long ago', [run(50, { a: 'passed' }), run(25, { a: 'failed' })], {}],
    [
      'new, and red at once',
      [run(30, { b: 'passed' }), run(2, { a: 'timedout', b: 'passed' }, { verdict: 'failed' })],
      { a: 'product' },
    ],
    [
      'by an incident',
      [run(30, many), run(28, { s0: 'passed' }), run(2, many)],
      Object.fromEntries(Object.keys(many).map((id) => [id, 'machine'])),
    ],
    [
      'by a node that failed',
      [run(30, { a: 'passed' }), run(2, { a: 'failed' }, { verdict: 'infrastructure' })],
      { a: 'machine' },
    ],
    [
      'nobody knows by what',
      [run(30, { a: 'passed' }), run(2, { a: 'failed' }, { verdict: 'inconclusive' })],
      { a: 'unknown' },
    ],
    [
      'by the product in a sound run, whatever an incident did later',
      [run(30, { s0: 'passed' }), run(9, { s0: 'failed' }), run(2, many)],
      {
        s0: 'product',
        ...Object.fromEntries(
          Object.keys(many)
            .slice(1)
            .map((id) => [id, 'machine']),
        ),
      },
    ],
    [
      'by an incident, though a sound run of the day was green',
      [run(30, { s0: 'passed' }), run(9, { s0: 'passed' }), run(2, many)],
      Object.fromEntries(Object.keys(many).map((id) => [id, 'machine'])),
    ],
    [
      'in an incident after it was red already',
      [run(30, { s0: 'failed' }), run(2, many)],
      Object.fromEntries(
        Object.keys(many)
          .slice(1)
          .map((id) => [id, 'machine']),
      ),
    ],
  ])('%s', (_name, runs, causes) => {
    const red = turnedRed('lane', gridFor(...runs), AS_OF);
    expect(Object.fromEntries(red.map(({ spec, cause }) => [spec, cause]))).toEqual(causes);
  });

  it('says how often, and when it was fine last', () => {
    const [red] = turnedRed(
      'lane',
      gridFor(
        run(40, { a: 'passed' }),
        run(20, { a: 'passed' }),
        run(10, { a: 'failed' }),
        run(2, { a: 'failed' }, { commit: 'beef' }),
      ),
      AS_OF,
    );
    expect(red?.because).toBe(
      'red in 2 of 3 runs on a sound native machine, and it passed on 2026-11-19; the commit was c0ffee then, and is beef',
    );
  });
});

describe('the grid', () => {
  const letters = (rows: readonly GridRow[]) =>
    Object.fromEntries(rows.map((row) => [row.id, row.letters.join('')]));

  it('has a letter for each spec and run, newest first', () => {
    const { rows } = gridFor(
      run(30, { a: 'passed', b: 'skipped', c: 'panicked' }),
      run(20, { a: ['failed', 'passed'], b: 'notrun', c: 'aborted' }),
      run(10, { a: 'timedout', d: 'interrupted' }, { verdict: 'failed' }),
    );
    expect(letters(rows)).toEqual({ a: 'TKP', b: '-NS', c: '-IX', d: 'I--' });
  });

  it('leaves incidents out of the statistics', () => {
    const { rows, runs } = gridFor(
      run(30, { s0: 'passed' }),
      run(20, { s0: ['failed', 'passed'] }),
      run(10, many),
    );
    expect(statisticsOf(rows.find(({ id }) => id === 's0') as GridRow, runs)).toEqual({
      completed: 2,
      passed: 1,
      flaky: 1,
      seconds: 2,
    });
  });

  it('follows a spec to the name that it has now', () => {
    const evidence = evidenceOf([
      run(30, { 'old [test_id:7]': 'passed' }),
      run(2, { 'new [test_id:7]': 'passed' }),
    ]);
    const weighed = weighRuns(evidence, 'arm64', new Set(['lane']), DEFAULT_POLICY, AS_OF);
    const { rows } = gridOf(weighed, evidence.specs, createFollower([{ id: 'new', testIds: ['7'] }]), () => ({
      seconds: new Float32Array(1),
    }));
    expect(letters(rows)).toEqual({ new: 'PP' });
  });

  it('shows how a run differs from the one before it', () => {
    const { rows } = gridFor(
      run(30, { a: 'passed', b: 'failed', c: 'passed', d: 'passed' }),
      run(20, { a: 'failed', b: 'passed', d: 'notrun', e: 'passed' }),
    );
    const found = compareRuns(rows, 0, 1);
    expect(
      Object.fromEntries(Object.entries(found).map(([kind, own]) => [kind, own.map(({ id }) => id)])),
    ).toEqual({
      turnedRed: ['a'],
      turnedGreen: ['b'],
      came: ['e'],
      went: ['c'],
    });
  });
});
