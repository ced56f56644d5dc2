import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { usageError } from '../../core/errors.ts';
import type { Command, Spec } from '../../core/types.ts';
import type { Build, BuiltSuite, RunRequest, SuiteSource, Suspects, Target } from '../types.ts';

const GINKGO_CLI = 'github.com/onsi/ginkgo/v2/ginkgo';

/** Tools that a source needs; a binary brings everything with it. */
export const ginkgoTools = ({ kind }: SuiteSource): readonly string[] => (kind === 'package' ? ['go'] : []);

/**
 * Compiles a package's test binary into a folder, and the `ginkgo` runner of the same version when specs are to
 * run in parallel. `-trimpath` keeps the digest of equal sources equal on every machine.
 */
export function buildGinkgo(source: SuiteSource, folder: string, procs: number, target?: Target): Build {
  if (source.kind === 'binary')
    return { commands: [], suite: { binary: source.path, folder: dirname(source.path), modulePath: '' } };
  const { root, path: modulePath } = goModuleAround(source.path);
  const tags = source.settings.buildTags ?? [];
  const flags = ['-trimpath', ...(tags.length > 0 ? [`-tags=${tags.join(',')}`] : [])];
  const binary = join(folder, 'suite.test');
  const env = target === undefined ? {} : { GOOS: 'linux', GOARCH: target.arch, CGO_ENABLED: '0' };
  const go = (cwd: string, ...args: string[]): Command => ({ argv: ['go', ...args], cwd, env });
  const runner = procs > 1 ? join(folder, 'ginkgo') : undefined;
  return {
    commands: [
      go(source.path, 'test', '-c', ...flags, '-o', binary, '.'),
      ...(runner === undefined ? [] : [go(root, 'build', '-trimpath', '-o', runner, GINKGO_CLI)]),
    ],
    suite: { binary, folder: source.path, modulePath, ...(runner === undefined ? {} : { runner }) },
    ...(target === undefined ? {} : { suspects: cgoPackages(source.path, tags, target) }),
  };
}

/** The packages that only a C compiler for the target could compile; those of Go itself do without. */
function cgoPackages(cwd: string, tags: readonly string[], { arch }: Target): Suspects {
  const format = '{{if and .CgoFiles (not .Standard)}}{{.ImportPath}}{{end}}';
  const flags = tags.length > 0 ? [`-tags=${tags.join(',')}`] : [];
  return {
    command: {
      argv: ['go', 'list', '-deps', '-test', '-e', '-f', format, ...flags, '.'],
      cwd,
      env: { GOOS: 'linux', GOARCH: arch, CGO_ENABLED: '1' },
    },
    explain: (packages) =>
      `${packages.join(', ')} ${packages.length === 1 ? 'needs' : 'need'} cgo, which is off when a suite is compiled for another machine: ` +
      `leave them out of the suite by a build tag, or compile it with a C compiler for ${arch} and give the binary with --inventory`,
  };
}

function goModuleAround(folder: string): { root: string; path: string } {
  for (let root = folder; ; root = dirname(root)) {
    const file = join(root, 'go.mod');
    if (existsSync(file))
      return { root, path: /^module\s+"?([^\s"]+)/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '' };
    if (dirname(root) === root)
      throw usageError(`${folder}: found no go.mod here or above, expected a Go package with Ginkgo specs`);
  }
}

export const listGinkgo = (suite: BuiltSuite, { settings }: SuiteSource, reportPath: string): Command => ({
  argv: [
    suite.binary,
    '--ginkgo.dry-run',
    '--ginkgo.no-color',
    '--ginkgo.succinct',
    `--ginkgo.json-report=${reportPath}`,
    ...(settings.args ?? []),
  ],
  cwd: suite.folder,
  env: settings.env ?? {},
});

export function runGinkgo(request: RunRequest): Command {
  const { suite, procs } = request;
  const parallel = procs > 1;
  const prefix = parallel ? '--' : '--ginkgo.';
  const flags = [
    'v',
    'no-color',
    `label-filter=${request.labelFilter}`,
    ...(request.narrowed ? request.specs.map((spec) => `focus=${focusOn(spec)}`) : []),
    `seed=${request.seed}`,
    `timeout=${request.timeout}`,
    `grace-period=${request.gracePeriod}`,
    ...(request.flakeAttempts > 1 ? [`flake-attempts=${request.flakeAttempts}`] : []),
    `json-report=${request.reportPath}`,
  ].map((flag) => `${prefix}${flag}`);
  const argv: readonly [string, ...string[]] = parallel
    ? [
        runnerOf(suite),
        ...flags,
        `--procs=${procs}`,
        suite.binary,
        ...(request.args.length > 0 ? ['--', ...request.args] : []),
      ]
    : [suite.binary, ...flags, ...request.args];
  return { argv, cwd: suite.folder, env: request.env };
}

function runnerOf(suite: BuiltSuite): string {
  if (suite.runner !== undefined) return suite.runner;
  throw usageError(
    `${suite.binary}: parallel processes need the ginkgo runner of the same version, which only a Go package brings: give its folder, or set procs to 1`,
  );
}

/**
 * A Go regular expression for one spec: Ginkgo matches it against the suite's description and the spec's texts,
 * less the empty ones, joined by spaces.
 */
function focusOn({ path }: Spec): string {
  const [suite, ...nodes] = path.map(({ text }) => text);
  const text = [suite, ...nodes.filter((node) => node !== '')].join(' ');
  return `^${text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')}$`;
}
