import { machine } from 'node:os';

/** The names of one architecture in the terms of its neighbours. */
export type Architecture = {
  /** Name of the architecture in Go (GOARCH), which is ours, too. */
  readonly go: string;
  /** What `uname -m` prints; the first is usual. */
  readonly uname: readonly [string, ...string[]];
  /** The suffix of `qemu-system-…`. */
  readonly qemu: string;
  /** The middle of `qemu-…-static`. */
  readonly qemuUser: string;
  /** What Debian's packages call it. */
  readonly debian: string;
  /** The value of the node label `kubernetes.io/arch`. */
  readonly kubernetes: string;
  /** `e_machine` in the header of its ELF files, as `elf.h` has it. */
  readonly elf: number;
};

/** The architectures that Lanekeeper knows. The set is open: a new one is a row. */
export const ARCHITECTURES: readonly Architecture[] = [
  {
    go: 'amd64',
    uname: ['x86_64', 'amd64'],
    qemu: 'x86_64',
    qemuUser: 'x86_64',
    debian: 'amd64',
    kubernetes: 'amd64',
    elf: 62,
  },
  {
    go: 'arm64',
    uname: ['aarch64', 'arm64'],
    qemu: 'aarch64',
    qemuUser: 'aarch64',
    debian: 'arm64',
    kubernetes: 'arm64',
    elf: 183,
  },
  {
    go: 's390x',
    uname: ['s390x'],
    qemu: 's390x',
    qemuUser: 's390x',
    debian: 's390x',
    kubernetes: 's390x',
    elf: 22,
  },
  {
    go: 'riscv64',
    uname: ['riscv64'],
    qemu: 'riscv64',
    qemuUser: 'riscv64',
    debian: 'riscv64',
    kubernetes: 'riscv64',
    elf: 243,
  },
  {
    go: 'ppc64le',
    uname: ['ppc64le'],
    qemu: 'ppc64',
    qemuUser: 'ppc64le',
    debian: 'ppc64el',
    kubernetes: 'ppc64le',
    elf: 21,
  },
  {
    go: 'loong64',
    uname: ['loongarch64'],
    qemu: 'loongarch64',
    qemuUser: 'loongarch64',
    debian: 'loong64',
    kubernetes: 'loong64',
    elf: 258,
  },
];

export const ARCHITECTURE_NAMES: readonly string[] = ARCHITECTURES.map(({ go }) => go);

/** The architecture that `uname -m` means; `undefined` for one that the table lacks. */
export const architectureOfUname = (uname: string): Architecture | undefined =>
  ARCHITECTURES.find((architecture) => architecture.uname.includes(uname));

/** The architecture that a word means in anybody's terms: `aarch64`, `ppc64el`, `x86_64`. */
export function architectureCalled(word: string): Architecture | undefined {
  const name = word.toLowerCase();
  return ARCHITECTURES.find(({ go, uname, qemu, debian, kubernetes }) =>
    [go, ...uname, qemu, debian, kubernetes].includes(name),
  );
}

/**
 * This machine's architecture in Go's terms, or what `uname -m` says where the table lacks it: `os.machine()` is the
 * same system call.
 */
export const machineArch = (): string => architectureOfUname(machine())?.go ?? machine();
