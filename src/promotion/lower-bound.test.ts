import { expect, test } from 'vitest';
import { passRateLowerBound } from './lower-bound.ts';

// From the F distribution, as the tables of Clopper and Pearson have it.
test.each([
  [14, 14, 0.8074],
  [1, 1, 0.05],
  [28, 28, 0.8985],
  [19, 20, 0.7839],
  [59, 59, 0.9505],
  [0, 10, 0],
  [0, 0, 0],
  [5, 10, 0.2224],
  [950, 1000, 0.9371],
])('the lower bound of %i of %i is %f', (passed, runs, bound) => {
  expect(passRateLowerBound(passed, runs)).toBeCloseTo(bound, 3);
});
