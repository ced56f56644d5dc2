import { describe, expect, it } from 'vitest';
import type { SpecResult } from '../../suites/types.ts';
import { makeSpec } from '../../testing/specs.ts';
import { joinResults } from './join-results.ts';

const result = (text: string, line: number, outcome: SpecResult['outcome']): SpecResult => ({
  text,
  location: { file: 'a_test.go', line },
  outcome,
  attempts: outcome === 'notrun' ? [] : [{ outcome }],
  startedAt: null,
  seconds: 1,
});

it('puts results to specs by text and place, and tells what is missing and what is too much', () => {
  const a = makeSpec('a', [], { line: 1 });
  const missing = makeSpec('missing', [], { line: 2 });
  const twin = makeSpec('twin', [], { line: 3 });
  const out = makeSpec('out', [], { line: 4 });
  const ran = makeSpec('ran', [], { line: 5 });
  const waits = makeSpec('waits', [], { line: 6, pending: true });
  const exclusion = { rule: 'select', because: 'so', label: null, labelAt: null };
  const selection = {
    labelFilter: 'x',
    selected: [a, missing, twin, twin],
    pending: [waits],
    excluded: [out, ran].map((spec) => ({ spec, ...exclusion })),
  };
  const joined = joinResults([a, missing, twin, out, ran, waits], selection, [
    result('group twin', 3, 'failed'),
    result('group a', 1, 'passed'),
    result('group a', 99, 'passed'),
    result('group out', 4, 'notrun'),
    result('group ran', 5, 'passed'),
    result('group waits', 6, 'pending'),
    result('unheard of', 7, 'failed'),
  ]);
  expect(joined.specs.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['a', 'passed'],
    ['missing', 'notrun'],
    ['twin', 'failed'],
    ['out', 'excluded'],
    ['ran', 'excluded'],
    ['waits', 'pending'],
  ]);
  expect(joined.specs[3]?.exclusion).toEqual(exclusion);
  expect(joined.outcomes).toEqual(['passed', 'notrun', 'failed']);
  expect(joined.surplus).toEqual(['group ran', 'group a', 'unheard of']);
});

describe('specs with one text at one place', () => {
  const twins = ['first', 'second', 'third'].map((id) => ({ ...makeSpec('twin', [], { line: 3 }), id }));

  it.each<[string, number, readonly SpecResult['outcome'][], readonly SpecResult['outcome'][], number]>([
    ['pass where all of them passed', 2, ['passed', 'passed'], ['passed', 'passed', 'excluded'], 0],
    ['have the worst of their results', 2, ['passed', 'failed'], ['failed', 'failed', 'excluded'], 0],
    [
      'ran where they were selected',
      1,
      ['notrun', 'notrun', 'passed'],
      ['passed', 'excluded', 'excluded'],
      0,
    ],
    ['did not run where one of them did not', 2, ['passed', 'notrun'], ['notrun', 'notrun', 'excluded'], 0],
    ['did not run where a result is missing', 2, ['passed'], ['notrun', 'notrun', 'excluded'], 0],
    ['failed where one of them did', 2, ['failed'], ['failed', 'failed', 'excluded'], 0],
    ['ran too often', 1, ['passed', 'failed'], ['failed', 'excluded', 'excluded'], 1],
  ])('%s', (_title, selected, told, outcomes, surplus) => {
    const selection = { labelFilter: '', selected: twins.slice(0, selected), pending: [], excluded: [] };
    for (const order of [told, told.toReversed()]) {
      const joined = joinResults(
        twins,
        {
          ...selection,
          excluded: twins
            .slice(selected)
            .map((spec) => ({ spec, rule: 'select', because: 'so', label: null, labelAt: null })),
        },
        order.map((outcome) => result('group twin', 3, outcome)),
      );
      expect(joined.specs.map(({ outcome }) => outcome)).toEqual(outcomes);
      expect(joined.surplus).toHaveLength(surplus);
    }
  });

  it('are flaky where one of them is', () => {
    const flake = {
      ...result('group twin', 3, 'passed'),
      attempts: [{ outcome: 'failed' as const }, { outcome: 'passed' as const }],
    };
    const selection = { labelFilter: '', selected: twins.slice(0, 2), pending: [], excluded: [] };
    const { specs } = joinResults(twins.slice(0, 2), selection, [result('group twin', 3, 'passed'), flake]);
    expect(specs.map(({ attempts }) => attempts.length)).toEqual([2, 2]);
  });
});
