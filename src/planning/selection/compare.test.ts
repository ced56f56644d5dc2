import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Spec } from '../../core/types.ts';
import { makeSpec } from '../../testing/specs.ts';
import { compareInventories, describeDifference } from './compare.ts';
import { diffSelections } from './diff.ts';

const said = (found: readonly Spec[], expected: readonly Spec[]) =>
  compareInventories({ specs: found }, { specs: expected }).map(describeDifference);

it('says what is missing, extra, and other', () => {
  const expected = [
    makeSpec('same', ['a', 'b'], { line: 1 }),
    makeSpec('labels', ['a'], { line: 2 }),
    makeSpec('text', [], { line: 3 }),
    makeSpec('place', [], { line: 4 }),
    makeSpec('mark', [], { line: 5, pending: true }),
    makeSpec('gone', [], { line: 6 }),
  ];
  const found = [
    makeSpec('same', ['b', 'a'], { line: 1 }),
    makeSpec('labels', ['b'], { line: 2 }),
    makeSpec('texts', [], { line: 3 }),
    makeSpec('place', [], { line: 40 }),
    makeSpec('mark', [], { line: 5 }),
    makeSpec('new', [], { line: 7 }),
  ];
  expect(said(found, expected)).toEqual([
    'labels: a_test.go:2: found "b", expected "a": group labels',
    'text: a_test.go:3: found "group texts", expected "group text"',
    'location: a_test.go:4: found "a_test.go:40", expected "a_test.go:4": group place',
    'pending: a_test.go:5: found "not pending", expected "pending": group mark',
    'missing: a_test.go:6: group gone',
    'extra: a_test.go:7: group new',
  ]);
});

it('puts texts that stand twice together by their places', () => {
  const twins = [makeSpec('twin', ['a'], { line: 1 }), makeSpec('twin', ['b'], { line: 2 })];
  expect(said(twins.toReversed(), twins)).toEqual([]);
  expect(said(twins.slice(1), twins)).toEqual(['missing: a_test.go:1: group twin']);
});

const specs = fc
  .uniqueArray(fc.record({ text: fc.constantFrom('a', 'b', 'c', 'd', 'e'), line: fc.nat(3) }), {
    selector: ({ text }) => text,
  })
  .map((parts) => parts.map(({ text, line }) => makeSpec(text, [], { line })));

it('accounts for each spec once', () => {
  fc.assert(
    fc.property(specs, specs, (found, expected) => {
      expect(compareInventories({ specs: found }, { specs: found })).toEqual([]);
      const differences = compareInventories({ specs: found }, { specs: expected });
      const count = (kind: string) => differences.filter((each) => each.kind === kind).length;
      expect(found.length - count('extra')).toBe(expected.length - count('missing'));
      const { gained, lost, kept } = diffSelections(found, expected);
      expect(gained.length + kept).toBe(expected.length);
      expect(lost.length + kept).toBe(found.length);
    }),
  );
});

it('follows a spec that is renamed by a test_id which no other one has', () => {
  const named = (text: string, testIds: readonly string[], line: number): Spec => ({
    ...makeSpec(text, [], { line }),
    testIds,
  });
  const before = [named('old', ['1'], 1), named('x', ['2'], 2), named('y', ['2'], 3)];
  const after = [named('new', ['1'], 9), named('z', ['2'], 2)];
  const { gained, lost, moved } = diffSelections(before, after);
  expect(moved.map((each) => [each.before.text, each.after.text])).toEqual([['group old', 'group new']]);
  expect(gained.map(({ text }) => text)).toEqual(['group z']);
  expect(lost.map(({ text }) => text)).toEqual(['group x', 'group y']);
});
