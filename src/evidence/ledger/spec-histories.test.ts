import { expect, it } from 'vitest';
import { evidenceOf, makeRun } from '../../testing/evidence.ts';
import { historiesIn } from './spec-histories.ts';

it('is one of a spec, also when it was given another test_id', () => {
  const { specs, runs } = evidenceOf([
    makeRun({ a: 'passed', b: 'passed' }),
    makeRun({ 'a [test_id:1]': 'failed' }),
    makeRun({ 'a [test_id:2]': 'passed' }, { arch: 'amd64' }),
  ]);
  const seconds = (file: string) => new Float32Array(2).fill(runs.findIndex((run) => run.file === file) + 1);
  expect(historiesIn(specs, runs, seconds)).toEqual([
    { id: 'a', testIds: ['1', '2'], arch: 'arm64', seconds: 2, passes: { native: 1, emulated: 0 } },
    { id: 'b', testIds: [], arch: 'arm64', seconds: 1, passes: { native: 1, emulated: 0 } },
    { id: 'a', testIds: ['1', '2'], arch: 'amd64', seconds: 3, passes: { native: 1, emulated: 0 } },
  ]);
});
