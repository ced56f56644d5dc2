import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const isOnPath = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

type Manager = 'apt-get' | 'dnf' | 'brew';

/** Packages by the program that they bring, as Debian, Fedora and Homebrew call them. */
const PACKAGES: Readonly<Record<string, Readonly<Record<Manager, string>>>> = {
  git: { 'apt-get': 'git', dnf: 'git', brew: 'git' },
  go: { 'apt-get': 'golang-go', dnf: 'golang', brew: 'go' },
  node: { 'apt-get': 'nodejs', dnf: 'nodejs', brew: 'node' },
  ssh: { 'apt-get': 'openssh-client', dnf: 'openssh-clients', brew: 'openssh' },
  kubectl: { 'apt-get': 'kubernetes-client', dnf: 'kubernetes-client', brew: 'kubernetes-cli' },
  'qemu-system-x86_64': { 'apt-get': 'qemu-system-x86', dnf: 'qemu-system-x86', brew: 'qemu' },
  'qemu-system-aarch64': { 'apt-get': 'qemu-system-arm', dnf: 'qemu-system-aarch64', brew: 'qemu' },
  'qemu-system-riscv64': { 'apt-get': 'qemu-system-misc', dnf: 'qemu-system-riscv', brew: 'qemu' },
  'qemu-system-s390x': { 'apt-get': 'qemu-system-misc', dnf: 'qemu-system-s390x', brew: 'qemu' },
};

/** The package manager that is there; Debian’s where none is, because somebody has to be told something. */
function managerHere(): Manager {
  const known: readonly Manager[] = ['apt-get', 'dnf', 'brew'];
  return known.find(isOnPath) ?? known.find((name) => existsSync(join('/usr/bin', name))) ?? 'apt-get';
}

/** The command that installs a program; in words where we know no package. */
function installCommand(program: string): string {
  const manager = managerHere();
  const name = PACKAGES[program]?.[manager];
  if (name === undefined) return 'install it';
  const prefix = manager === 'brew' || process.getuid?.() === 0 ? '' : 'sudo ';
  return `${prefix}${manager} install ${name}`;
}

/** What to do for a program that is not on the PATH, in words; nothing when it is. */
export const missingTool = (program: string): readonly string[] =>
  isOnPath(program) ? [] : [`${program} is not on the PATH: ${installCommand(program)}`];
