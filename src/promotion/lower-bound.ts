/**
 * The one-sided 95 % lower bound of a pass rate, by Clopper and Pearson: with a lower true rate, so many passes or
 * more would come up less than once in twenty times. 14 of 14 gives 0.807.
 */
export function passRateLowerBound(passed: number, runs: number): number {
  if (passed === 0 || runs === 0) return 0;
  let low = 0;
  let high = 1;
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (atLeast(passed, runs, middle) < 0.05) low = middle;
    else high = middle;
  }
  return low;
}

/** Probability of so many passes or more, when each run passes with the given rate. */
function atLeast(passed: number, runs: number, rate: number): number {
  let sum = 0;
  let logarithm = runs * Math.log(rate);
  // From all passed downwards; each term from the one before.
  for (let count = runs; count >= passed; count -= 1) {
    sum += Math.exp(logarithm);
    logarithm += Math.log(count / (runs - count + 1)) + Math.log((1 - rate) / rate);
  }
  return sum;
}
