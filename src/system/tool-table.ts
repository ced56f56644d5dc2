/** Program of a package manager. */
export type Manager = 'apt-get' | 'dnf' | 'brew';

/** Names of the package that brings a tool; absent where a manager has none. */
type Packages = Readonly<Partial<Record<Manager, string>>>;

/** Something outside of `node_modules` that a node, a suite or the tests need. */
export type Tool =
  | {
      readonly kind: 'program';
      /**
       * Names that the program may have, the best first; the tool's own name where absent. A name is an absolute path
       * where no PATH has it.
       */
      readonly names?: readonly string[];
      readonly packages: Packages;
    }
  | { readonly kind: 'file'; readonly paths: readonly string[]; readonly packages: Packages }
  | {
      /** A file that a program looks for beside itself, by its own name. */
      readonly kind: 'data';
      readonly program: string;
      /** Folders that may have the file, relative to that of the program. */
      readonly folders: readonly string[];
      readonly packages: Packages;
    };

const from = (apt: string, dnf?: string, brew?: string): Packages => ({
  'apt-get': apt,
  ...(dnf === undefined ? {} : { dnf }),
  ...(brew === undefined ? {} : { brew }),
});
const program = (packages: Packages, names?: readonly string[]): Tool =>
  names === undefined ? { kind: 'program', packages } : { kind: 'program', names, packages };
/** QEMU's emulator of a CPU: Debian's static build where it is there, whose name the binfmt registrations use, too. */
const qemuUserTool = (arch: string): Tool =>
  program(from('qemu-user-static', 'qemu-user-static'), [`qemu-${arch}-static`, `qemu-${arch}`]);
const file = (packages: Packages, ...paths: readonly string[]): Tool => ({ kind: 'file', paths, packages });
const qemuData = (emulator: string, packages: Packages): Tool => ({
  kind: 'data',
  program: emulator,
  folders: ['../share/qemu', '../share/seabios', '../share/qemu-firmware'],
  packages,
});

/** Tools by name, with the packages that bring them on Debian, Fedora and Homebrew. A new tool is one row. */
export const TOOLS = {
  git: program(from('git', 'git', 'git')),
  go: program(from('golang-go', 'golang', 'go')),
  node: program(from('nodejs', 'nodejs', 'node')),
  npm: program(from('npm', 'nodejs-npm', 'node')),
  ssh: program(from('openssh-client', 'openssh-clients', 'openssh')),
  sshd: program(from('openssh-server', 'openssh-server', 'openssh'), ['sshd', '/usr/sbin/sshd']),
  kubectl: program(from('kubernetes-client', 'kubernetes-client', 'kubernetes-cli')),
  bwrap: program(from('bubblewrap', 'bubblewrap')),
  pgrep: program(from('procps', 'procps-ng', 'proctools')),
  script: program(from('bsdutils', 'util-linux-script', 'util-linux')),
  zsh: program(from('zsh', 'zsh', 'zsh')),
  chromium: program(from('chromium', 'chromium', 'chromium'), [
    'chromium',
    'chromium-browser',
    'google-chrome',
  ]),
  mmdebstrap: program(from('mmdebstrap', 'mmdebstrap')),

  'qemu-system-x86_64': program(from('qemu-system-x86', 'qemu-system-x86', 'qemu')),
  'qemu-system-aarch64': program(from('qemu-system-arm', 'qemu-system-aarch64', 'qemu')),
  'qemu-system-riscv64': program(from('qemu-system-misc', 'qemu-system-riscv', 'qemu')),
  'qemu-system-s390x': program(from('qemu-system-misc', 'qemu-system-s390x', 'qemu')),
  // What starts a machine before its kernel does. Network cards have ROMs, too, but ours have none.
  'bios-256k.bin': qemuData('qemu-system-x86_64', from('seabios', 'seabios-bin', 'qemu')),
  'kvmvapic.bin': qemuData('qemu-system-x86_64', from('qemu-system-data', 'qemu-common', 'qemu')),
  'linuxboot_dma.bin': qemuData('qemu-system-x86_64', from('qemu-system-data', 'qemu-common', 'qemu')),
  'pvh.bin': qemuData('qemu-system-x86_64', from('qemu-system-data', 'qemu-common', 'qemu')),
  'opensbi-riscv64-generic-fw_dynamic.bin': qemuData(
    'qemu-system-riscv64',
    from('opensbi', 'qemu-common', 'qemu'),
  ),
  's390-ccw.img': qemuData('qemu-system-s390x', from('qemu-system-data', 'qemu-common', 'qemu')),
  'UEFI for amd64': file(
    from('ovmf', 'edk2-ovmf'),
    '/usr/share/OVMF/OVMF_CODE_4M.fd',
    '/usr/share/edk2/x64/OVMF_CODE.4m.fd',
    '/usr/share/edk2/ovmf/OVMF_CODE.fd',
  ),
  'UEFI for arm64': file(
    from('qemu-efi-aarch64', 'edk2-aarch64'),
    '/usr/share/qemu-efi-aarch64/QEMU_EFI.fd',
    '/usr/share/edk2/aarch64/QEMU_EFI.fd',
  ),
  'UEFI for riscv64': file(from('u-boot-qemu'), '/usr/lib/u-boot/qemu-riscv64_smode/uboot.elf'),
  swtpm: program(from('swtpm', 'swtpm', 'swtpm')),

  'qemu-x86_64': qemuUserTool('x86_64'),
  'qemu-aarch64': qemuUserTool('aarch64'),
  'qemu-riscv64': qemuUserTool('riscv64'),
  'qemu-s390x': qemuUserTool('s390x'),
  'qemu-ppc64le': qemuUserTool('ppc64le'),
  'qemu-loongarch64': qemuUserTool('loongarch64'),

  // Images of kind debian are made by these.
  'apt-get': program(from('apt', 'apt')),
  'apt-cache': program(from('apt', 'apt')),
  'dpkg-deb': program(from('dpkg', 'dpkg', 'dpkg')),
  xz: program(from('xz-utils', 'xz', 'xz')),
  'debian-archive-keyring': file(
    from('debian-archive-keyring', 'debian-keyring'),
    '/usr/share/keyrings/debian-archive-keyring.gpg',
  ),
} as const satisfies Readonly<Record<string, Tool>>;

export type ToolName = keyof typeof TOOLS;
