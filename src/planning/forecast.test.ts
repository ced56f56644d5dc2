import { expect, it } from 'vitest';
import { makeSpec } from '../testing/specs.ts';
import { createForecaster } from './forecast.ts';

const history = (id: string, testIds: readonly string[], seconds: number, arch = 'arm64') => ({
  id,
  testIds,
  arch,
  seconds,
  passes: { native: 2, emulated: 0 },
});
const named = (id: string, ...testIds: readonly string[]) => ({ ...makeSpec(id, []), testIds });

it('follows a spec that was renamed, unless two may be meant', () => {
  const specs = [named('new', '1'), named('b', '2'), named('c', '2'), named('d')];
  const { secondsOf, passesOf, predict } = createForecaster(
    [history('old', ['1'], 10), history('gone', ['2'], 20), history('d', [], 30, 'amd64')],
    'arm64',
    specs,
  );
  expect(specs.map(secondsOf)).toEqual([10, undefined, undefined, 30]);
  expect(specs.map(passesOf)).toEqual([{ native: 2, emulated: 0 }, undefined, undefined, undefined]);
  expect(secondsOf(named('old', '1'))).toBe(10);
  // The two that are unknown take the median of what is known on the architecture.
  expect(predict(specs)).toEqual({ seconds: 10 + 20 + 20 + 30, unknown: 2 });
});

it('predicts nothing where nothing is known', () => {
  expect(createForecaster([], 'arm64', []).predict([named('a')])).toBeUndefined();
});
