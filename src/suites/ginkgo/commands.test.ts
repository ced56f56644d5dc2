import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SuiteSettings } from '../../lanes/schema-types.ts';
import { temporaryFolder } from '../../testing/cli.ts';
import { makeSpec } from '../../testing/specs.ts';
import type { RunRequest } from '../types.ts';
import { buildGinkgo, runGinkgo } from './commands.ts';

const settings: SuiteSettings = { kind: 'ginkgo', path: 'tests', buildTags: ['e2e', 'slow'] };
const request = (changes: Partial<RunRequest>): RunRequest => ({
  suite: { binary: '/b/suite.test', folder: '/src/tests', modulePath: '' },
  settings,
  specs: [],
  narrowed: false,
  others: [],
  artifacts: '/a',
  labelFilter: 'a && !b',
  arch: 'amd64',
  timeoutFactor: 1,
  reportPath: '/r/report.json',
  timeout: '1h',
  gracePeriod: '30s',
  seed: 1,
  flakeAttempts: 1,
  procs: 1,
  args: ['-kubeconfig=x'],
  env: { A: 'b' },
  ...changes,
});

describe('a package is built', () => {
  it('into a folder, with its build tags', () => {
    const root = temporaryFolder({
      'go.mod': '// about\nmodule "example.org/m" // here\n',
      'tests/x_test.go': '',
    });
    const path = join(root, 'tests');
    expect(buildGinkgo({ kind: 'package', path, settings }, '/cache', 1)).toEqual({
      commands: [
        {
          argv: ['go', 'test', '-c', '-trimpath', '-tags=e2e,slow', '-o', '/cache/suite.test', '.'],
          cwd: path,
          env: {},
        },
      ],
      suite: { binary: '/cache/suite.test', folder: path, modulePath: 'example.org/m' },
    });
    expect(buildGinkgo({ kind: 'package', path, settings }, '/cache', 4).suite.runner).toBe('/cache/ginkgo');
  });

  it('only where there is a module', () => {
    expect(() => buildGinkgo({ kind: 'package', path: temporaryFolder(), settings }, '/cache', 1)).toThrow(
      /found no go.mod here or above/,
    );
  });
});

describe('a run', () => {
  it('in series starts the binary', () => {
    expect(runGinkgo(request({}))).toEqual({
      argv: [
        '/b/suite.test',
        '--ginkgo.v',
        '--ginkgo.no-color',
        '--ginkgo.label-filter=a && !b',
        '--ginkgo.seed=1',
        '--ginkgo.timeout=1h',
        '--ginkgo.grace-period=30s',
        '--ginkgo.json-report=/r/report.json',
        '-kubeconfig=x',
      ],
      cwd: '/src/tests',
      env: { A: 'b' },
    });
  });

  it('in parallel starts the runner', () => {
    const suite = { binary: '/b/suite.test', runner: '/b/ginkgo', folder: '/src/tests', modulePath: '' };
    const { argv } = runGinkgo(request({ suite, procs: 4, flakeAttempts: 3 }));
    expect(argv[0]).toBe('/b/ginkgo');
    expect(argv).toContain('--flake-attempts=3');
    expect(argv.slice(-4)).toEqual(['--procs=4', '/b/suite.test', '--', '-kubeconfig=x']);
  });

  it('in parallel needs the runner', () => {
    expect(() => runGinkgo(request({ procs: 4 }))).toThrow(/need the ginkgo runner of the same version/);
  });

  it('of some specs focuses on their whole texts and nothing else', () => {
    const specs = ['works (a+b) [x]', 'fails'].map((text) => makeSpec(text, [], { container: '' }));
    expect(
      runGinkgo(request({ specs, narrowed: true })).argv.filter((word) => word.includes('focus')),
    ).toEqual([String.raw`--ginkgo.focus=^Suite works \(a\+b\) \[x\]$`, '--ginkgo.focus=^Suite fails$']);
  });
});
