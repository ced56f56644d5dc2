import fc from 'fast-check';
import { expect, it } from 'vitest';
import { STATUSES } from '../lanes/status-schema.ts';
import { uglyText } from '../testing/run-reports.ts';
import { proposalBody, refusalsIn } from './body.ts';
import type { Decision } from './types.ts';

const counts = fc.record({
  runs: fc.nat(),
  passed: fc.nat(),
  days: fc.nat(),
  commits: fc.nat(),
  ratio: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  lowerBound: fc.double({ min: 0, max: 1, noNaN: true }),
  green: fc.nat(),
  newest: fc.constant('2026-11-21T12:00:00.000Z'),
});

const standing = fc.record({ status: fc.constantFrom(...STATUSES), qualifier: fc.option(uglyText) });

const decisions: fc.Arbitrary<Decision> = fc.record({
  feature: uglyText,
  arch: fc.constant('arm64'),
  code: fc.constant('promoted'),
  action: fc.constantFrom('change', 'keep', 'finding', 'held', 'refused'),
  from: standing,
  to: standing,
  reason: uglyText,
  specs: fc.array(uglyText, { maxLength: 3 }),
  native: fc.option(counts),
  emulated: fc.constant(null),
  missing: fc.array(uglyText, { maxLength: 3 }),
  expected: fc.constant(null),
  runs: fc.constant([]),
  entry: fc.constant({
    feature: 'x',
    arch: 'arm64',
    status: null,
    qualifier: null,
    text: '',
    graduation: null,
    place: { line: 1, column: 1 },
    hold: null,
    refusal: null,
  }),
});

it('keeps the text of strangers text, and can be read back', () => {
  fc.assert(
    fc.property(fc.array(decisions, { maxLength: 12 }), uglyText, (all, file) => {
      const body = proposalBody([{ file, decisions: all }]);
      const changes = all.filter(({ action }) => action === 'change');
      expect(refusalsIn(body).map(({ feature }) => feature)).toEqual(changes.map(({ feature }) => feature));
      const [table = ''] = body.split('## How to review');
      // Nothing but our own table and list is markup.
      expect(table).not.toMatch(/<(?!\/?(?:--))|https?:\/\/|(?<![\w&])@\w|```/);
      const rows = table.split('\n').filter((line) => line.startsWith('| '));
      expect(rows).toHaveLength(changes.length === 0 ? 0 : changes.length + 2);
      for (const row of rows) expect(row.split(' | ')).toHaveLength(7);
    }),
  );
});

it('never has more characters than GitHub takes', () => {
  const [one] = fc.sample(decisions, 1) as [Decision];
  for (const count of [1, 100, 3000])
    for (const action of ['change', 'keep'] as const) {
      const many = Array.from({ length: count }, (_, index) => ({
        ...one,
        action,
        feature: `Feature ${index} ${'x'.repeat(300)}`,
        reason: '|'.repeat(1000),
        missing: ['@'.repeat(1000)],
      }));
      const body = proposalBody([{ file: 'a.md', decisions: many }]);
      expect(body.length).toBeLessThanOrEqual(65_536);
      expect(body).toContain('## How to review');
      expect(refusalsIn(body).length).toBeGreaterThan(action === 'change' ? 0 : -1);
    }
});

it('remembers nothing of a body that somebody edited', () => {
  expect(refusalsIn('<!-- lanekeeper:decisions e30= -->')).toEqual([]);
  expect(refusalsIn('<!-- lanekeeper:decisions AAAA -->')).toEqual([]);
  expect(refusalsIn('hello')).toEqual([]);
});
