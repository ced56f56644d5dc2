import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cli, REPOSITORY, temporaryFolder } from '../../../testing/cli.ts';

const WORKFLOW = `on: push
jobs:
  one: { runs-on: ubuntu-24.04-arm, steps: [] }
  two:
    runs-on: \${{ matrix.os }}
    strategy: { matrix: { os: [ubuntu-latest, [self-hosted, linux, riscv64]] } }
    steps: []
`;

it('writes nothing into an empty repository, and says what it looked for', async () => {
  const folder = temporaryFolder({ '.git/HEAD': '' });
  const { exitCode, stdout, stderr } = await cli(folder, 'init');
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toMatch(
    /found no suite: neither tests in Go that call Ginkgo’s RunSpecs.*nothing was written/,
  );
  expect(readdirSync(folder)).toEqual(['.git']);
});

it('finds the suites, labels and machines of a repository, and writes what can be used at once', async () => {
  const folder = temporaryFolder({ '.git/HEAD': '', '.github/workflows/ci.yml': WORKFLOW });
  cpSync(join(REPOSITORY, 'fixtures/device-probe'), join(folder, 'tests/probe'), { recursive: true });
  const { exitCode, stdout, stderr } = await cli(join(folder, 'tests'), 'init');
  expect(stderr).toContain('tests/probe: ginkgo, 44 specs with 32 labels');
  expect(stderr).toContain('workflows run on amd64, arm64, riscv64');
  expect(exitCode).toBe(0);
  expect(stdout.split('\n')).toContain('created: ../lanes/tests-probe-arm64.yaml');
  const settings = readFileSync(join(folder, 'lanes/lanekeeper.yaml'), 'utf8');
  expect(settings).toContain(
    '# Labels of tests-probe, with their specs of 44: sig-machine (44), wg-arm64 (44)',
  );
  expect(settings).toContain('path: tests/probe');
  expect(settings).toContain('requires-arm64:');
  // Labels of an architecture that no workflow has a machine of make a lane that does not run yet.
  expect(readFileSync(join(folder, 'lanes/tests-probe-s390x.yaml'), 'utf8')).toContain('state: defined');
  expect(readFileSync(join(folder, 'lanes/tests-probe-riscv64.yaml'), 'utf8')).toMatch(
    /state: active[^]*select: wg-riscv64/,
  );
  const listed = await cli(
    folder,
    'list',
    'tests-probe-arm64',
    '--inventory',
    'source:tests/probe',
    '--json',
  );
  expect(listed.exitCode).toBe(0);
  expect((JSON.parse(listed.stdout) as { selected: object[] }).selected).toHaveLength(41);
});

it('leaves a configuration alone that is there', async () => {
  const settings = 'suites: {}\nnodes: {}\n';
  const folder = temporaryFolder({ '.git/HEAD': '', 'lanes/lanekeeper.yaml': settings, 'deep/er/x': '' });
  for (const inside of ['.', 'deep/er']) {
    const { exitCode, stdout } = await cli(join(folder, inside), 'init');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^unchanged: .*lanes\/lanekeeper\.yaml$/);
  }
  expect(readFileSync(join(folder, 'lanes/lanekeeper.yaml'), 'utf8')).toBe(settings);
  expect(readdirSync(join(folder, 'lanes'))).toEqual(['lanekeeper.yaml']);
});

it('takes no other file’s place', async () => {
  const folder = temporaryFolder({
    '.git/HEAD': '',
    'go.mod': 'module example.org/m\n',
    'a_test.go': 'package m\n',
    'lanes/README.md': 'ours',
  });
  writeFileSync(join(folder, 'lanes/x.yaml'), 'ours');
  const first = await cli(folder, 'init', '--json');
  const { created } = JSON.parse(first.stdout) as { created: string[] };
  expect(created[0]).toBe('lanes/lanekeeper.yaml');
  expect(readFileSync(join(folder, 'lanes/x.yaml'), 'utf8')).toBe('ours');
});

it('reads strange names, broken workflows and strangers’ labels', async () => {
  const suite = `package t
import (
  "testing"
  . "github.com/onsi/ginkgo/v2"
)
func Test(t *testing.T) { RunSpecs(t, "x") }
var _ = It("a", Label("arm64 # not: a \\"comment\\"", "x*y"), func() {})
`;
  const folder = temporaryFolder({
    '.git/HEAD': '',
    '.github/workflows/a.yml': 'jobs: [\n',
    '.github/workflows/b.yml': 'jobs: { x: { runs-on: ubuntu-22.04 } }\n',
    'go.mod': 'module example.org/m\n\nrequire github.com/onsi/ginkgo/v2 v2.28.0\n',
    'tests/9 odd (name): x/x_test.go': suite,
  });
  const { exitCode, stderr } = await cli(folder, 'init');
  expect(stderr).toContain('.github/workflows/a.yml: left out: ');
  expect(exitCode).toBe(0);
  const listed = await cli(
    folder,
    'list',
    'tests-9-odd-name-x-arm64',
    '--inventory',
    'source:tests/9 odd (name): x',
  );
  expect(listed.stdout).toMatch(/x_test\.go:7 +a$/);
});

it('does not leave the repository by a link', async () => {
  const folder = temporaryFolder({ '.git/HEAD': '' });
  mkdirSync(join(folder, 'inner'));
  cpSync(join(REPOSITORY, 'fixtures/status'), join(folder, 'inner/status'), { recursive: true });
  symlinkSync(join(REPOSITORY, 'fixtures'), join(folder, 'elsewhere'));
  expect((await cli(folder, 'init')).exitCode).toBe(1);
  expect(existsSync(join(folder, 'lanes'))).toBe(false);
});
