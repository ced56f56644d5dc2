import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/cli.ts';
import { loadConfig } from './load.ts';
import { formatOrigin } from './origin.ts';
import { resolveLane } from './resolve.ts';

const files = {
  'lanes/lanekeeper.yaml': `suites:
  s: { kind: ginkgo, path: tests }
nodes:
  n: { kind: local }
rules:
  flaky: { labels: [QUARANTINE], because: it is flaky }
defaults:
  suite: s
  node: n
  run: { timeout: 2h, seed: 7 }
`,
  'lanes/parent.yaml': `name: parent
state: active
arch: arm64
select: a
exclude: [{ rule: flaky, because: of the parent }]
run: { timeout: 3h, args: [-x] }
`,
  'lanes/child.yaml': `name: child
extends: parent
select: b
exclude: [{ filter: Serial, because: of the child }]
run: { procs: 4 }
`,
};

it('takes each value from the nearest file, adds exclusions up, and knows where each came from', () => {
  const config = loadConfig(temporaryFolder(files));
  const { lane, origins } = resolveLane(config, 'child', { run: { procs: 8 }, names: { procs: '--procs' } });
  expect(lane).toEqual({
    name: 'child',
    description: '',
    state: 'active',
    suite: 's',
    arch: 'arm64',
    node: 'n',
    inventory: 'dry-run',
    requires: {},
    select: 'b',
    exclude: [
      { rule: 'flaky', because: 'of the parent' },
      { filter: 'Serial', because: 'of the child' },
    ],
    run: {
      timeout: '3h',
      gracePeriod: '30s',
      seed: 7,
      flakeAttempts: 1,
      nodeAttempts: 1,
      procs: 8,
      args: ['-x'],
      env: {},
    },
  });
  const places = Object.fromEntries(
    [...origins].map(([path, origin]) => [path, formatOrigin(origin).replace(/^.*lanes\//, '')]),
  );
  expect(places).toEqual({
    'exclude[0]': 'parent.yaml:5:11',
    'exclude[1]': 'child.yaml:4:11',
    state: 'parent.yaml:2:8',
    suite: 'lanekeeper.yaml:8:10',
    arch: 'parent.yaml:3:7',
    node: 'lanekeeper.yaml:9:9',
    inventory: 'default',
    requires: 'default',
    select: 'child.yaml:3:9',
    'run.timeout': 'parent.yaml:6:17',
    'run.gracePeriod': 'default',
    'run.seed': 'lanekeeper.yaml:10:29',
    'run.flakeAttempts': 'default',
    'run.nodeAttempts': 'default',
    'run.procs': '--procs',
    'run.args': 'parent.yaml:6:27',
    'run.env': 'default',
  });
});

it('names the nearest lane for one that is unknown', () => {
  const config = loadConfig(temporaryFolder(files));
  expect(() => resolveLane(config, 'chidl')).toThrow(
    'found no lane "chidl", expected one of child, parent; did you mean "child"?',
  );
});
