import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLaneReport, startCli, temporaryFolder } from '../../../testing/cli.ts';

const QEMU = 'qemu-system-aarch64';

/** Makes a folder with a lane of Go tests on an emulated machine. */
const folderWithLane = (arch = 'arm64'): string =>
  temporaryFolder({
    '.git/HEAD': '',
    'go.mod': 'module example.org/m\n',
    'a_test.go': 'package m\n',
    'lanes/lanekeeper.yaml':
      'suites: { tests: { kind: ginkgo, path: . } }\nnodes: { emulated: { kind: qemu-system } }\n',
    'lanes/lane.yaml': `name: lane\nstate: active\nsuite: tests\narch: ${arch}\nnode: emulated\nselect: ""\n`,
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

describe('what is missing is told before anything is started', () => {
  const prefix = process.getuid?.() === 0 ? '' : 'sudo ';

  /** Asks `doctor`, `run --dry-run` and `run` what they say with nothing but a folder's `bin` on the PATH. */
  async function tellAll(root: string, arch: string) {
    const folder = folderWithLane(arch);
    const start = (...args: readonly string[]) =>
      startCli(folder, args, { PATH: join(root, 'bin'), LANEKEEPER_CACHE: join(root, 'cache') });
    const [doctor, dryRun, run] = [
      await start('doctor'),
      await start('run', 'lane', '--dry-run'),
      await start('run', 'lane'),
    ];
    expect([doctor.exitCode, dryRun.exitCode, run.exitCode]).toEqual([3, 0, 3]);
    const { verdict, reasons } = readLaneReport(folder, 'lane');
    expect(verdict).toBe('infrastructure');
    return {
      doctor: /^lane on emulated: (.*); the image of the node: .*$/m.exec(doctor.stdout)?.[1],
      dryRun: /^# missing on this machine\n(.*)$/m.exec(dryRun.stdout)?.[1],
      run: /^lane: infrastructure: (.*)$/m.exec(run.stderr)?.[1],
      report: reasons.join('\n'),
    };
  }

  it('with the same one command everywhere', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'bin'));
    for (const program of ['git', 'apt-get', 'apt-cache', 'dpkg-deb'])
      symlinkSync('/bin/true', join(root, 'bin', program));
    const sentence = `go, ${QEMU} and xz are not on the PATH: ${prefix}apt-get install golang-go qemu-system-arm xz-utils`;
    expect(await tellAll(root, 'arm64')).toEqual({
      doctor: sentence,
      dryRun: sentence,
      run: sentence,
      report: sentence,
    });
  });

  it('also for the files of QEMU, where their folder is empty', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'bin'));
    mkdirSync(join(root, 'share/qemu'), { recursive: true });
    for (const program of ['git', 'apt-get', 'apt-cache', 'dpkg-deb', 'xz'])
      symlinkSync('/bin/true', join(root, 'bin', program));
    // No link: its files are beside the program itself.
    cpSync('/bin/true', join(root, 'bin/qemu-system-s390x'), { dereference: true });
    const sentence = `go is not on the PATH, and found no file ${root}/share/qemu/s390-ccw.img: ${prefix}apt-get install golang-go qemu-system-data`;
    expect(await tellAll(root, 's390x')).toEqual({
      doctor: sentence,
      dryRun: sentence,
      run: sentence,
      report: sentence,
    });
  });
});

it('says what to do where there is no configuration', async () => {
  const { exitCode, stderr, stdout } = await startCli(temporaryFolder({ '.git/HEAD': '' }), ['doctor']);
  expect(stdout).toContain('this machine: ');
  expect(stderr).toContain('lanekeeper init writes one');
  expect(exitCode).toBe(2);
});
