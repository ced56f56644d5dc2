import { expect, it } from 'vitest';
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
