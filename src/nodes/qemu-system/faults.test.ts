import { copyFileSync, mkdirSync, readdirSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { cli, readLaneReport, startCli, temporaryFolder } from '../../testing/cli.ts';
import { emulatedFolder, HAS_QEMU } from '../../testing/emulated.ts';
import { expectNoProcess, processesWith, until } from '../../testing/processes.ts';

/** A run whose temporary files, and so its processes, can be told from those of others. */
function startRun(folder: string, env: Readonly<Record<string, string>> = {}) {
  const temporary = join(folder, 't');
  mkdirSync(temporary, { recursive: true });
  return {
    temporary,
    running: startCli(folder, ['run', 'lane', '--verbose'], { TMPDIR: temporary, ...env }),
  };
}

async function expectInfrastructure(folder: string, reason: RegExp | string) {
  const { temporary, running } = startRun(folder);
  const { exitCode } = await running;
  const report = readLaneReport(folder, 'lane');
  expect([report.verdict, report.reasons]).toEqual(['infrastructure', [expect.stringMatching(reason)]]);
  expect(exitCode).toBe(3);
  await expectNothingLeft(temporary);
  return report;
}

async function expectNothingLeft(temporary: string): Promise<void> {
  await expectNoProcess(temporary);
  await expect.poll(() => readdirSync(temporary), { timeout: 10_000 }).toEqual([]);
}

/** Process ids of the machines whose files are in a folder. */
const machinesOf = async (temporary: string): Promise<readonly number[]> => {
  const { stdout } = await execa('pgrep', ['-f', `qemu-system.*${temporary}`], { reject: false });
  return stdout.split('\n').filter(Boolean).map(Number);
};

const kernelArgs = (...args: readonly string[]): string =>
  `kind: qemu-system, bootTimeout: 20s, kernelArgs: [${args.map((arg) => JSON.stringify(arg)).join(', ')}]`;

describe.skipIf(!HAS_QEMU)('a node that fails (skipped where QEMU is not installed)', () => {
  it('because its kernel panics is the infrastructure’s fault, with its last words', async () => {
    const folder = emulatedFolder({ select: 'passed', node: kernelArgs('rdinit=/nowhere', 'init=/nowhere') });
    const report = await expectInfrastructure(folder, /the kernel of the guest panicked/);
    expect(report.node.consoleTail).toContain('Kernel panic - not syncing');
    expect(report.node.machine).toBeNull();
  });

  it('because its init hangs is given up in time', async () => {
    const folder = emulatedFolder({ select: 'passed', node: kernelArgs('rdinit=/bin/cat') });
    await expectInfrastructure(folder, /the guest gave no sign of life within 20s/);
  });

  it('because its memory ends says so', async () => {
    const folder = emulatedFolder({ select: 'starves', node: 'kind: qemu-system, memory: 192M' });
    await expectInfrastructure(folder, /the guest ran out of memory \(192M\), and its kernel killed/);
  });

  it('because the suite does not fit into it says so', async () => {
    const suite = temporaryFolder();
    await execa('go', ['test', '-c', '-o', join(suite, 'suite.test'), '.'], {
      cwd: join(import.meta.dirname, '../../../fixtures/outcomes'),
      env: { GOARCH: 'arm64', CGO_ENABLED: '0' },
    });
    // Zeros after the program: they are copied, and never read.
    truncateSync(join(suite, 'suite.test'), 300_000_000);
    const folder = emulatedFolder({
      select: 'passed',
      node: 'kind: qemu-system, memory: 256M',
      suite: `kind: ginkgo, path: ${JSON.stringify(join(suite, 'suite.test'))}`,
    });
    await expectInfrastructure(
      folder,
      /can't be brought to the guest: .*no space left.*; it has memory 256M/,
    );
  });

  it('because QEMU is killed is tried once more, when the lane says so', async () => {
    const folder = emulatedFolder({ select: 'slow', lane: 'run: { nodeAttempts: 2 }\n' });
    const { temporary, running } = startRun(folder);
    let printed = '';
    running.stderr.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    await until(() => printed.includes('taking time'));
    for (const pid of await machinesOf(temporary)) process.kill(pid, 'SIGKILL');
    expect((await running).exitCode).toBe(0);
    const report = readLaneReport(folder, 'lane');
    expect(report.verdict).toBe('passed');
    expect(report.earlierAttempts).toMatchObject([
      { verdict: 'infrastructure', reasons: [expect.stringContaining('QEMU was ended by SIGKILL')] },
    ]);
    await expectNothingLeft(temporary);
  });

  it('because the whole guest hangs is given up in time', async () => {
    const folder = emulatedFolder({ select: 'slow' });
    const { temporary, running } = startRun(folder);
    let printed = '';
    running.stderr.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    await until(() => printed.includes('taking time'));
    for (const pid of await machinesOf(temporary)) process.kill(pid, 'SIGSTOP');
    expect((await running).exitCode).toBe(3);
    expect(readLaneReport(folder, 'lane').reasons).toEqual(['the guest answered nothing for 60 s']);
    await expectNothingLeft(temporary);
  });

  it('because QEMU is not installed says what to install', async () => {
    const tools = temporaryFolder();
    for (const tool of ['go', 'sh', 'git', 'rm']) {
      const { stdout } = await execa('which', [tool]);
      symlinkSync(stdout, join(tools, tool));
    }
    const folder = emulatedFolder({ select: 'passed' });
    const { running } = startRun(folder, { PATH: tools });
    expect((await running).exitCode).toBe(3);
    expect(readLaneReport(folder, 'lane').reasons.join()).toMatch(
      /qemu-system-aarch64 is not on the PATH: (sudo )?apt-get install qemu-system-arm/,
    );
  });

  it.skipIf(process.getuid?.() !== 0)('because the disk is full (skipped unless root) says so', async () => {
    const folder = emulatedFolder({ select: 'passed' });
    const full = join(folder, 'full');
    mkdirSync(full);
    await execa('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', full]);
    onTestFinished(async () => void (await execa('umount', [full])));
    const { running } = startRun(folder, { TMPDIR: full, GOTMPDIR: folder });
    await running;
    const { verdict, reasons } = readLaneReport(folder, 'lane');
    expect([verdict, reasons.join()]).toEqual([
      'infrastructure',
      expect.stringContaining('the disk is full (ENOSPC): make room'),
    ]);
    await expect.poll(() => readdirSync(full)).toEqual([]);
  });
});

describe.skipIf(!HAS_QEMU)('an image (skipped where QEMU is not installed)', () => {
  /** The kernel of the image that the other tests use, too, with another initial RAM file system. */
  async function imageParts(folder: string): Promise<Readonly<Record<string, string>>> {
    await cli(emulatedFolder({ select: 'passed' }), 'run', 'lane');
    const made = emulatedFolder({ select: 'passed' });
    await cli(made, 'run', 'lane');
    const argv = readLaneReport(made, 'lane').node.start?.commands[0]?.argv ?? [];
    const digests: Record<string, string> = {};
    for (const part of ['kernel', 'initrd']) {
      copyFileSync(argv[argv.indexOf(`-${part}`) + 1] as string, join(folder, part));
      const { stdout } = await execa('sha256sum', [join(folder, part)]);
      digests[part] = stdout.split(' ')[0] as string;
    }
    return digests;
  }
  const nodeWith = (digests: Readonly<Record<string, string>>): string =>
    `kind: qemu-system, image: { kind: kernel, kernel: kernel, kernelSha256: "${digests['kernel']}", initrd: initrd, initrdSha256: "${digests['initrd']}" }`;

  it('of a user’s own kernel is started with our init, and one that is cut off never', async () => {
    const parts = temporaryFolder();
    const digests = await imageParts(parts);
    const folder = emulatedFolder({ select: 'passed', node: nodeWith(digests) });
    for (const part of ['kernel', 'initrd']) copyFileSync(join(parts, part), join(folder, part));
    expect((await cli(folder, 'run', 'lane')).exitCode).toBe(0);
    truncateSync(join(folder, 'kernel'), 1_000_000);
    await expectInfrastructure(folder, /kernel: found sha256:\w+, expected sha256:\w+: the file is damaged/);
  });

  it('that is not there says so', async () => {
    const digests = { kernel: '0'.repeat(64), initrd: '0'.repeat(64) };
    const folder = emulatedFolder({ select: 'passed', node: nodeWith(digests) });
    await expectInfrastructure(folder, /kernel: found no such file/);
  });
});

describe.skipIf(!HAS_QEMU)('a machine dies with us (skipped where QEMU is not installed)', () => {
  const startSlow = async () => {
    const folder = emulatedFolder({ select: 'slow' });
    const started = startRun(folder);
    let printed = '';
    started.running.stderr.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    await until(() => printed.includes('taking time'));
    expect(processesWith(started.temporary).length).toBeGreaterThan(0);
    return { folder, ...started };
  };

  it('when we are killed', async () => {
    const { temporary, running } = await startSlow();
    running.kill('SIGKILL');
    await running;
    await expectNothingLeft(temporary);
  });

  it('when we are interrupted twice', async () => {
    const { folder, temporary, running } = await startSlow();
    running.kill('SIGINT');
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
    expect(readLaneReport(folder, 'lane').verdict).toBe('inconclusive');
    await expectNothingLeft(temporary);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('when we get %s while it boots', async (signal) => {
    const folder = emulatedFolder({ select: 'passed', node: 'kind: qemu-system, warmStart: false' });
    const { temporary, running } = startRun(folder);
    await until(() => processesWith(temporary).some((line) => line.includes('qemu-system')));
    running.kill(signal);
    expect((await running).exitCode).toBe(130);
    await expectNothingLeft(temporary);
  });
});
