import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../lanes/policy.ts';
import { evidenceOf, makeRun } from '../testing/evidence.ts';
import { expectedDay } from './expected.ts';
import type { Result } from './history.ts';
import { DAY_MS } from './measure.ts';

const AS_OF = Date.parse('2026-11-21T12:00:00.000Z');

/** Makes a run for each number of days before, which failed where a minus stands in front. */
const resultsOf = (...daysAgo: readonly string[]): readonly Result[] =>
  daysAgo.map((text, index) => {
    const at = AS_OF - Math.abs(Number(text)) * DAY_MS;
    const startedAt = new Date(at).toISOString();
    const [run] = evidenceOf([makeRun({ spec: 'passed' }, { startedAt, commit: `c${index % 4}` })]).runs;
    if (run === undefined) throw new Error('no run');
    return { at, passed: !text.startsWith('-'), run };
  });

const daily = (from: number, to: number): readonly string[] =>
  Array.from({ length: from - to + 1 }, (_, index) => `${from - index}`);

const expected = (results: readonly Result[], ...obstacles: readonly string[]) =>
  expectedDay([results], DEFAULT_POLICY.promote, obstacles, AS_OF);

describe('the day on which a promotion may come', () => {
  it.each<[string, readonly string[], string | null, string]>([
    ['seven of fourteen, one a day', daily(6, 0), '2026-11-28', 'if they go on at 7 runs in 7 days and pass'],
    ['all there', daily(13, 0), '2026-11-21', 'if they go on at 7 runs in 7 days and pass'],
    [
      'a failure has to be made up for',
      ['-3', '2', '1', '0'],
      null,
      '4 runs in 7 days never make what 14 days have to hold',
    ],
    [
      'twice a day',
      [...daily(6, 0), ...daily(6, 0)].toSorted((a, b) => Number(b) - Number(a)),
      '2026-11-21',
      'if they go on at 14 runs in 7 days and pass',
    ],
    ['none lately', daily(13, 8), null, 'no run in the last 7 days to go by'],
    ['too few a week', ['5', '2'], null, '2 runs in 7 days never make what 14 days have to hold'],
    ['none at all', [], null, 'no run in the last 7 days to go by'],
  ])('%s', (_name, days, on, because) => {
    expect(expected(resultsOf(...days))).toEqual({ on, because });
  });

  it('waits until a failure has left the window, or has become one of twenty', () => {
    const { on } = expected(resultsOf(...daily(13, 7), '-6.5', ...daily(6, 0)));
    // The failure is 6.5 days old; fourteen runs without it need eight more days.
    expect(on).toBe('2026-11-29');
  });

  it('is none where runs alone do not help', () => {
    expect(expected(resultsOf(...daily(13, 0)), 'an active lane that selects it')).toEqual({
      on: null,
      because: 'runs alone don’t do it: it needs an active lane that selects it',
    });
  });
});
