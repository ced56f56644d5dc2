import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startCli, temporaryFolder } from '../testing/cli.ts';

const QEMU = 'qemu-system-aarch64';

/** A lane of Go tests on an emulated machine. */
const folderWithLane = (): string =>
  temporaryFolder({
    '.git/HEAD': '',
    'go.mod': 'module example.org/m\n',
    'a_test.go': 'package m\n',
    'lanes/lanekeeper.yaml':
      'suites: { tests: { kind: ginkgo, path: . } }\nnodes: { emulated: { kind: qemu-system, arch: arm64 } }\n',
    'lanes/lane.yaml': 'name: lane\nstate: active\nsuite: tests\narch: arm64\nnode: emulated\nselect: ""\n',
  });

/** Runs `doctor` where nothing is on the PATH but some programs, none of which is ever started. */
async function doctorWith(programs: readonly string[], ...args: readonly string[]) {
  const bin = temporaryFolder();
  for (const program of programs) symlinkSync('/bin/true', join(bin, program));
  const { exitCode, stdout, stderr } = await startCli(folderWithLane(), ['doctor', ...args], {
    PATH: bin,
    // Other tests may have made the image.
    LANEKEEPER_CACHE: join(bin, 'cache'),
  });
  return { exitCode, stdout, stderr };
}

const ALL = ['git', 'go', QEMU, 'apt-get', 'apt-cache', 'dpkg-deb', 'xz'];

it.each<[string, string, string]>([
  [QEMU, 'qemu-system-arm', 'lane on emulated'],
  ['go', 'golang-go', 'lane on emulated'],
  ['git', 'git', 'this machine'],
])('names the command that installs %s', async (program, packageName, where) => {
  const { exitCode, stdout } = await doctorWith(ALL.filter((each) => each !== program));
  const line = stdout.split('\n').find((each) => each.includes(`${program} is not on the PATH`));
  expect(line).toMatch(
    new RegExp(`^${where}: .*${program} is not on the PATH: (sudo )?apt-get install ${packageName}(;|$)`),
  );
  // Once, though the suite and the node may both need it.
  expect(stdout.split(`${program} is not on the PATH`)).toHaveLength(2);
  expect(exitCode).toBe(3);
});

it('takes the package manager that is there', async () => {
  const { stdout } = await doctorWith(['go', QEMU, 'dnf']);
  expect(stdout).toMatch(/this machine: git is not on the PATH: (sudo )?dnf install git\n/);
});

it('finds nothing missing but the image, where all programs are there', async () => {
  const { stdout } = await doctorWith(ALL, '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    machine: [],
    lanes: [{ lane: 'lane', missing: [expect.stringContaining('lanekeeper image build emulated')] }],
  });
});

it('says what to do where there is no configuration', async () => {
  const { exitCode, stderr, stdout } = await startCli(temporaryFolder({ '.git/HEAD': '' }), ['doctor']);
  expect(stdout).toContain('this machine: ');
  expect(stderr).toContain('lanekeeper init writes one');
  expect(exitCode).toBe(2);
});
