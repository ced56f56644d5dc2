import { expect, it, test } from 'vitest';
import { makeLane } from '../testing/lanes.ts';
import { isActiveFor, isActiveOn } from './active-lanes.ts';

test.each<[Parameters<typeof makeLane>[0], boolean, boolean]>([
  [{}, true, true],
  [{ state: 'defined' }, false, false],
  [{ suite: 'other' }, false, false],
  [{ arch: 'amd64' }, true, false],
])('a lane with %j runs the suite: %s, on arm64: %s', (parts, runs, runsThere) => {
  expect(isActiveFor(makeLane(parts), 's')).toBe(runs);
  expect(isActiveOn(makeLane(parts), 's', 'arm64')).toBe(runsThere);
});

it('runs on no architecture that is not known', () => {
  expect(isActiveOn(makeLane(), 's', undefined)).toBe(false);
});
