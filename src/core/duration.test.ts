import { expect, test } from 'vitest';
import { formatSeconds, milliseconds } from './duration.ts';

test.each([
  ['1h', 3_600_000],
  ['1h30m', 5_400_000],
  ['1.5s', 1500],
  ['500ms', 500],
  ['2m500ms', 120_500],
])('%s is %d ms', (duration, expected) => {
  expect(milliseconds(duration)).toBe(expected);
});

test.each([
  [0.04, '0.0 s'],
  [9.94, '9.9 s'],
  [59, '59 s'],
  [65, '1 min 05 s'],
  [3720, '1 h 02 min'],
])('%d s reads %s', (seconds, expected) => {
  expect(formatSeconds(seconds)).toBe(expected);
});
