import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { settingsSchema } from '../../lanes/schema.ts';
import type { Job } from '../plan.ts';
import { formatOutputs, matricesOf } from './github.ts';

const job = (id: string, change: Partial<Job> = {}): Job => ({
  id,
  lane: 'wg-arm64',
  laneDigest: 'd',
  arch: 'arm64',
  node: 'n',
  suite: 's',
  suiteDigest: 'd',
  labelFilter: 'a',
  timeout: '4h',
  shard: { number: 2, count: 4 },
  seconds: null,
  specs: [],
  ...change,
});

const node = (settings: object) => {
  const { nodes } = settingsSchema.parse({ suites: {}, nodes: { n: settings } });
  const [parsed] = Object.values(nodes);
  if (parsed === undefined) throw new Error('expected a node');
  return parsed;
};

test.each<[string, object, Partial<Job>, readonly string[], number]>([
  ['arm64 itself', { kind: 'local' }, {}, ['ubuntu-24.04-arm'], 270],
  ['amd64 itself', { kind: 'local' }, { arch: 'amd64' }, ['ubuntu-24.04'], 270],
  [
    'an architecture that GitHub has not',
    { kind: 'local' },
    { arch: 's390x' },
    ['self-hosted', 'linux', 's390x'],
    270,
  ],
  ['a cluster that is talked to', { kind: 'local', capabilitiesFrom: 'cluster' }, {}, ['ubuntu-24.04'], 270],
  ['an emulated machine', { kind: 'qemu-system' }, { timeout: '3m' }, ['ubuntu-24.04'], 60],
  [
    'a machine by ssh',
    { kind: 'ssh', host: 'h', timeoutFactor: 2 },
    { timeout: '1h' },
    ['ubuntu-24.04'],
    150,
  ],
  ['a pod', { kind: 'kubernetes' }, { timeout: '90s' }, ['ubuntu-24.04'], 32],
  [
    'runners that the node names',
    { kind: 'local', runsOn: ['self-hosted', 'big'] },
    {},
    ['self-hosted', 'big'],
    270,
  ],
  ['no longer than GitHub allows', { kind: 'local', runsOn: 'x' }, { timeout: '200h' }, ['x'], 7200],
])('%s', (_title, settings, change, runsOn, minutes) => {
  expect(matricesOf([job('wg-arm64-2of4', change)], () => node(settings))).toEqual([
    [
      {
        job: 'wg-arm64-2of4',
        lane: 'wg-arm64',
        arch: change.arch ?? 'arm64',
        name: 'wg-arm64 (2/4)',
        'runs-on': runsOn,
        'timeout-minutes': minutes,
      },
    ],
  ]);
});

describe('outputs', () => {
  it('are as many as GitHub needs, each job in one of them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1500 }), (count) => {
        const jobs = Array.from({ length: count }, (_, index) => job(`j${index}`));
        const lines = formatOutputs(matricesOf(jobs, () => node({ kind: 'local' })))
          .trimEnd()
          .split('\n');
        const outputs = Object.fromEntries(
          lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
        );
        const matrices = Number(outputs['matrices']);
        expect(matrices).toBe(Math.ceil(count / 256));
        const read = Array.from(
          { length: matrices },
          (_, index) =>
            (
              JSON.parse(outputs[`matrix${index === 0 ? '' : index + 1}`] ?? '') as {
                include: { job: string }[];
              }
            ).include,
        );
        for (const include of read) expect(include.length).toBeLessThanOrEqual(256);
        expect(read.flat().map((each) => each.job)).toEqual(jobs.map(({ id }) => id));
      }),
      { numRuns: 20 },
    );
  });
});
