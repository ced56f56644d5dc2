import { readdirSync, readFileSync, statSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { ARCHITECTURES } from '../../core/architectures.ts';
import { parseRunReport } from '../../evidence/report/run-report.ts';
import { cli, REPOSITORY, readLaneReport, startCli, temporaryFolder } from '../../testing/cli.ts';
import { emulatedFolder, HAS_QEMU } from '../../testing/emulated.ts';
import { outcomesOf } from '../../testing/outcomes.ts';
import { expectNoProcess } from '../../testing/processes.ts';

const unameOf = (arch: string): string => ARCHITECTURES.find(({ go }) => go === arch)?.uname[0] ?? 'none';

const ENDED_IN_EVERY_WAY = {
  passes: 'passed',
  fails: 'failed',
  panics: 'panicked',
  'times out': 'timedout',
  'skips itself': 'skipped',
  'is pending': 'pending',
  'is flaky': 'passed',
  'prints 50 MB': 'passed',
  'adds small numbers': 'passed',
  'adds negative numbers': 'passed',
};

describe.skipIf(!HAS_QEMU)('a run on a machine of QEMU (skipped where QEMU is not installed)', () => {
  test.each(['arm64', 'riscv64', 's390x', 'amd64'])('of %s tells every outcome as itself', async (arch) => {
    const folder = emulatedFolder({ arch, select: '!ends-the-run' });
    const { exitCode } = await cli(folder, 'run', 'lane');
    const report = readLaneReport(folder, 'lane');
    expect([report.verdict, report.reasons]).toEqual([
      'failed',
      ['2 specs failed', '1 spec panicked', '1 spec timed out'],
    ]);
    expect(exitCode).toBe(1);
    expect(outcomesOf(report)).toMatchObject(ENDED_IN_EVERY_WAY);
    expect(report.node).toMatchObject({
      kind: 'qemu-system',
      arch,
      emulated: true,
      timeoutFactor: 10,
      machine: { uname: unameOf(arch), accel: 'tcg', hostname: 'there-0' },
    });
    expect(report.node.start?.emulator).toMatch(/^QEMU \d+\.\d+/);
    expect(statSync(join(folder, 'reports/lane/output.log')).size).toBeGreaterThan(50 * 1024 * 1024);
    await expectNoProcess(folder);
  });

  test.each<[string, string, string, readonly string[]]>([
    [
      'its process is killed',
      'killed',
      'inconclusive',
      ['the suite was ended by SIGKILL, and left no report'],
    ],
    ['it hangs', 'hangs || after', 'inconclusive', ['1 spec selected but not run', 'Suite Timeout Elapsed']],
  ])('judges a suite as on any node when %s', async (_, select, verdict, reasons) => {
    const node = 'kind: qemu-system, timeoutFactor: 1';
    const folder = emulatedFolder({ select, node, lane: 'run: { timeout: 5s, gracePeriod: 1s }\n' });
    await cli(folder, 'run', 'lane');
    const report = readLaneReport(folder, 'lane');
    expect([report.verdict, report.reasons]).toEqual([verdict, reasons]);
  });

  it('runs a suite by the emulation of a CPU alone, and says so', async () => {
    const folder = emulatedFolder({ select: '!ends-the-run', node: 'kind: qemu-user' });
    await cli(folder, 'run', 'lane');
    const report = readLaneReport(folder, 'lane');
    expect(outcomesOf(report)).toMatchObject(ENDED_IN_EVERY_WAY);
    expect(report.node).toMatchObject({
      kind: 'qemu-user',
      emulated: true,
      capabilities: {},
      machine: { uname: 'aarch64', kernel: release(), accel: 'user' },
    });
    expect(report.command?.argv[0]).not.toContain('qemu');
  });

  test.each([
    [
      'accel: [none, kvm, tcg]',
      /lanes\/lane.yaml:7:11: found that the lane requires accel none or kvm or tcg, but that of the node "there" is user/,
    ],
    [
      'capabilities: { tpm: true }',
      /the lane requires tpm true, but the node "there" has none: choose another node/,
    ],
  ])('refuses a node that is not what the lane requires: %s', async (requires, message) => {
    const folder = emulatedFolder({
      select: 'passed',
      node: 'kind: qemu-user',
      lane: `requires: { ${requires} }\n`,
    });
    const { exitCode, stderr } = await cli(folder, 'run', 'lane');
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it('refuses parallel processes where only one program is emulated', async () => {
    const folder = emulatedFolder({ select: 'passed', node: 'kind: qemu-user' });
    const { exitCode, stderr } = await cli(folder, 'run', 'lane', '--procs', '2');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('found procs 2 on the node "there"')]);
  });

  it('is started from an image that can be made, listed and removed', async () => {
    const folder = emulatedFolder({ select: 'passed', node: 'kind: qemu-system, arch: arm64' });
    const image = (...args: readonly string[]) =>
      startCli(folder, ['image', ...args], { LANEKEEPER_CACHE: join(folder, 'cache') });
    expect((await image('build', 'there')).stdout).toMatch(/^there arm64 sha256:[0-9a-f]{64}$/);
    const [listed] = JSON.parse((await image('list', '--json')).stdout).images;
    expect(listed).toMatchObject({
      key: expect.stringMatching(/^debian-trixie-cloud-arm64-/) as string,
      description: expect.stringMatching(/^Debian trixie arm64, linux-image-/) as string,
      files: { kernel: expect.stringMatching(/^sha256:/) as string },
    });
    expect((await image('build', 'here')).stderr).toContain('found no node "here" of kind qemu-system');
    expect((await image('prune', '--older-than', '1')).stdout).toBe('');
    expect((await image('prune')).stdout).toBe(`removed ${listed.key}`);
    expect((await image('list')).stdout).toBe('');
  });

  it('brings back what the suite leaves', async () => {
    const folder = emulatedFolder({ select: 'slow' });
    expect((await cli(folder, 'run', 'lane')).exitCode).toBe(0);
    expect(readFileSync(join(folder, 'reports/lane/artifacts/note.txt'), 'utf8')).toBe('kept');
  });

  it('runs specs in parallel, with the runner of the suite’s own version', async () => {
    const folder = emulatedFolder({ select: 'passed || failed', node: 'kind: qemu-system, memory: 1G' });
    await cli(folder, 'run', 'lane', '--procs', '2');
    expect(readLaneReport(folder, 'lane').counts).toMatchObject({ passed: 3, failed: 1 });
  });

  it('names the packages that need cgo, when they can’t be compiled for the node', async () => {
    const folder = emulatedFolder(
      { select: '', suite: 'kind: ginkgo, path: suite' },
      {
        'suite/go.mod': 'module example.org/suite\n\ngo 1.24\n',
        'suite/native/native.go': 'package native\n\nimport "C"\n\nvar One = C.int(1)\n',
        'suite/suite_test.go': 'package suite\n\nimport "example.org/suite/native"\n\nvar _ = native.One\n',
      },
    );
    const { exitCode, stderr } = await cli(folder, 'run', 'lane');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('example.org/suite/native needs cgo, which is off when a suite is compiled');
  });

  it('prints the command line of QEMU with --dry-run', async () => {
    const folder = emulatedFolder({ select: 'passed', node: 'kind: qemu-system, memory: 1G, cpus: 2' });
    const { stdout } = await cli(folder, 'run', 'lane', '--dry-run');
    expect(stdout).toMatch(/cd \/ && qemu-system-aarch64 .*-machine virt -m 1G .*-smp 2 -kernel \/.*kernel /);
    expect(stdout).toContain('GOARCH=arm64');
    expect(stdout).toContain('# nothing is missing on this machine');
  });
});

describe.skipIf(!HAS_QEMU)('the shipped lanes (skipped where QEMU is not installed)', () => {
  const runShipped = async (lane: string) => {
    const reports = temporaryFolder();
    await cli(REPOSITORY, 'run', lane, '--reports', reports);
    return parseRunReport(readFileSync(join(reports, lane, 'report.json'), 'utf8'));
  };

  test.each(['arm64', 'riscv64'])('find the devices of an emulated %s machine', async (arch) => {
    const report = await runShipped(`device-probe-${arch}`);
    expect([report.verdict, report.reasons]).toEqual(['passed', []]);
    expect(report.node.machine?.uname).toBe(unameOf(arch));
    expect(report.counts['passed']).toBeGreaterThan(25);
  });

  test.each(['arm64', 'riscv64'])('boot an %s machine and log in', async (arch) => {
    const report = await runShipped(`boot-${arch}`);
    expect([report.verdict, report.reasons]).toEqual(['passed', []]);
    expect(report.specs.map(({ outcome }) => outcome)).toEqual(['passed', 'passed', 'passed', 'passed']);
    expect(report.specs[2]?.output).toContain(unameOf(arch));
  });

  it('pass data between the two machines of a node', async () => {
    const report = await runShipped('device-probe-pair-arm64');
    expect([report.verdict, report.counts['passed']]).toEqual(['passed', 3]);
    expect(report.node.capabilities['schedulableNodes']).toEqual({ value: 2, source: 'declared' });
  });
});

describe.skipIf(!HAS_QEMU)('many runs (skipped where QEMU is not installed)', () => {
  const leftovers = (): readonly string[] =>
    readdirSync(tmpdir()).filter((name) => name.startsWith('.lanekeeper-'));

  it('leave nothing behind, 20 in a row and 4 at once', async () => {
    const folder = emulatedFolder({ select: 'passed' });
    await cli(folder, 'run', 'lane');
    const before = leftovers();
    for (let round = 0; round < 20; round++)
      expect((await cli(folder, 'run', 'lane')).exitCode, `run ${round}`).toBe(0);
    const folders = Array.from({ length: 4 }, () => emulatedFolder({ select: 'passed' }));
    const results = await Promise.all(folders.map((each) => cli(each, 'run', 'lane')));
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
    expect(leftovers()).toEqual(before);
  });
});
