import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { ARCHITECTURES } from '../core/architectures.ts';
import { temporaryFolder } from '../testing/cli.ts';
import { TOOLS } from './tool-table.ts';
import { describeMissing, findFile, findProgram, installCommand, missingTools } from './tools.ts';

/** Sets the PATH of this process for a test. */
function setPath(path: string): void {
  const before = process.env['PATH'];
  process.env['PATH'] = path;
  onTestFinished(() => {
    process.env['PATH'] = before;
  });
}

/** A folder on the PATH with programs that nothing starts, and `dnf`, so that the test's machine doesn't count. */
function folderOnPath(...programs: readonly string[]): string {
  const root = temporaryFolder(
    Object.fromEntries([...programs, 'dnf'].map((name) => [`bin/${name}`, '#!/bin/sh\n'])),
  );
  setPath(join(root, 'bin'));
  return root;
}

describe('a program is looked up', () => {
  test.each<[string, (folder: string) => void, boolean]>([
    ['that is a file that can be executed', (folder) => writeProgram(join(folder, 'tool')), true],
    [
      'that is a link to one',
      (folder) => {
        writeProgram(join(folder, 'other'));
        symlinkSync('other', join(folder, 'tool'));
      },
      true,
    ],
    ['that can’t be executed', (folder) => writeFileSync(join(folder, 'tool'), ''), false],
    ['that is a folder', (folder) => mkdirSync(join(folder, 'tool')), false],
    ['that is a link to nothing', (folder) => symlinkSync('nowhere', join(folder, 'tool')), false],
    ['that is not there', () => {}, false],
  ])('%s', (_, make, isFound) => {
    const folder = temporaryFolder();
    make(folder);
    setPath(`/nowhere:${folder}`);
    expect(findProgram('tool')).toBe(isFound ? join(folder, 'tool') : undefined);
    expect(missingTools(['tool'])).toEqual(isFound ? [] : ['tool']);
  });

  it('beyond what can’t be executed, in the order of the PATH', () => {
    const folder = temporaryFolder({
      'a/tool': 'no program',
      'b/tool': '#!/bin/sh\n',
      'c/tool': '#!/bin/sh\n',
    });
    setPath(['a', 'b', 'c'].map((name) => join(folder, name)).join(':'));
    expect(findProgram('tool')).toBe(join(folder, 'b/tool'));
  });

  test.each(['', '.', 'bin', ':bin:'])('never in a folder that is relative: %j', (path) => {
    const folder = temporaryFolder({ tool: '#!/bin/sh\n', 'bin/tool': '#!/bin/sh\n' });
    const before = process.cwd();
    process.chdir(folder);
    onTestFinished(() => process.chdir(before));
    setPath(path);
    expect(findProgram('tool')).toBeUndefined();
  });

  it('by the first of its names that is there', () => {
    const root = folderOnPath('qemu-aarch64', 'google-chrome');
    expect(findProgram('qemu-aarch64')).toBe(join(root, 'bin/qemu-aarch64'));
    expect(findProgram('chromium')).toBe(join(root, 'bin/google-chrome'));
    writeProgram(join(root, 'bin/qemu-aarch64-static'));
    expect(findProgram('qemu-aarch64')).toBe(join(root, 'bin/qemu-aarch64-static'));
  });

  it('by its own name where it has no row, also one that objects have', () => {
    folderOnPath();
    expect(missingTools(['constructor', 'make', 'make'])).toEqual(['constructor', 'make']);
  });
});

describe('a file of QEMU is looked up beside the program', () => {
  const QEMU = 'qemu-system-s390x';

  it('in each of its folders', () => {
    const root = folderOnPath(QEMU);
    writeProgram(join(root, 'share/qemu/other'));
    expect([findFile('s390-ccw.img'), missingTools(['s390-ccw.img'])]).toEqual([undefined, ['s390-ccw.img']]);
    writeProgram(join(root, 'share/qemu-firmware/s390-ccw.img'));
    expect(findFile('s390-ccw.img')).toBe(join(root, 'share/qemu-firmware/s390-ccw.img'));
    expect(missingTools(['s390-ccw.img'])).toEqual([]);
  });

  it('where a link to it leads', () => {
    const root = temporaryFolder({ [`opt/bin/${QEMU}`]: '#!/bin/sh\n', 'opt/share/qemu/s390-ccw.img': '' });
    mkdirSync(join(root, 'bin'));
    symlinkSync(join(root, 'opt/bin', QEMU), join(root, 'bin', QEMU));
    setPath(join(root, 'bin'));
    expect(findFile('s390-ccw.img')).toBe(join(root, 'opt/share/qemu/s390-ccw.img'));
  });

  it.each([
    ['a program that is not there, whose package brings it', []],
    ['a wrapper, which knows where it is', [QEMU]],
  ])('never for %s', (_, programs) => {
    folderOnPath(...programs);
    expect(missingTools(['s390-ccw.img'])).toEqual([]);
  });
});

describe('what is missing is told', () => {
  const prefix = process.getuid?.() === 0 ? '' : 'sudo ';

  test.each<[string, readonly string[], string | undefined]>([
    ['nothing', ['dnf'], undefined],
    ['a program', ['git'], `git is not on the PATH: ${prefix}dnf install git`],
    [
      'programs, with the one command that brings them',
      ['git', 'dnf', 'xz', 'git', 'go'],
      `git, xz and go are not on the PATH: ${prefix}dnf install git xz golang`,
    ],
    [
      'programs of one package',
      ['apt-get', 'apt-cache'],
      `apt-get and apt-cache are not on the PATH: ${prefix}dnf install apt`,
    ],
    [
      'a program with two names',
      ['qemu-riscv64'],
      `none of qemu-riscv64-static, qemu-riscv64 is on the PATH: ${prefix}dnf install qemu-user-static`,
    ],
    [
      'a file',
      ['UEFI for amd64'],
      `found none of the files /usr/share/OVMF/OVMF_CODE_4M.fd, /usr/share/edk2/x64/OVMF_CODE.4m.fd, /usr/share/edk2/ovmf/OVMF_CODE.fd: ${prefix}dnf install edk2-ovmf`,
    ],
    [
      'a program and a file',
      ['git', 'UEFI for riscv64', 'go'],
      'git and go are not on the PATH, and found no file /usr/lib/u-boot/qemu-riscv64_smode/uboot.elf: ' +
        `${prefix}dnf install git golang, and install UEFI for riscv64`,
    ],
    ['a program that we know no package of', ['make-it'], 'make-it is not on the PATH: install make-it'],
    [
      'a program of each',
      ['make-it', 'git'],
      `make-it and git are not on the PATH: ${prefix}dnf install git, and install make-it`,
    ],
  ])('%s', (_, names, sentence) => {
    folderOnPath();
    expect(describeMissing(names)).toEqual(sentence === undefined ? [] : [sentence]);
  });

  test.each<[string, readonly string[]]>([
    [
      'apt-get',
      [...(prefix ? ['sudo'] : []), 'apt-get', 'install', '--yes', '--no-install-recommends', 'git'],
    ],
    [
      'dnf',
      [
        ...(prefix ? ['sudo'] : []),
        'dnf',
        'install',
        '--assumeyes',
        '--setopt=install_weak_deps=False',
        'git',
      ],
    ],
    ['brew', ['brew', 'install', 'git']],
  ])('to a machine, which has nobody to ask, by %s', (manager, argv) => {
    const root = temporaryFolder({ [`bin/${manager}`]: '#!/bin/sh\n' });
    setPath(join(root, 'bin'));
    expect(installCommand(['git', 'git'], { unattended: true })).toEqual(argv);
    expect(installCommand(['make-it'])).toEqual([]);
  });
});

it('has a row for the emulator of every architecture', () => {
  const names = ARCHITECTURES.map(({ qemuUser }) => `qemu-${qemuUser}`);
  expect(Object.keys(TOOLS)).toEqual(expect.arrayContaining(names));
});

function writeProgram(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, 0o755);
}
