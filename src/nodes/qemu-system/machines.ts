import { architectureCalled } from '../../core/architectures.ts';
import { usageError } from '../../core/errors.ts';
import type { ToolName } from '../../system/tools.ts';
import type { NodeSpec } from '../types.ts';
import { deviceArguments } from './devices.ts';

/** What QEMU needs to know of an architecture, with the measured best of each setting. */
type MachineDefaults = {
  readonly machineType: string;
  /** Machine types that a node may have. */
  readonly emulatedMachines: readonly string[];
  readonly cpu: string;
  /** The kernel's name of the console. */
  readonly console: string;
  /** What virtio devices are plugged into. */
  readonly bus: 'pci' | 'ccw';
  /** UEFI firmware, by which a disk image is started; absent where the machine has none. */
  readonly uefi?: ToolName;
  /** QEMU's own firmware, which it starts where it is given no other; absent where it needs none. */
  readonly bios?: ToolName;
  /** Other files of QEMU without which it starts no machine. */
  readonly data: readonly ToolName[];
  /** Options that keep what we don't need from costing time. */
  readonly machineOptions: string;
};

/** Defaults of machines by architecture; a new one is one row. */
const MACHINES: Readonly<Record<string, MachineDefaults>> = {
  amd64: {
    machineType: 'q35',
    emulatedMachines: ['q35*', 'pc-q35*'],
    // QEMU 7.2 loses the flags of an interrupted cmpxchg16b, with which the kernel takes memory: under load 10 of
    // 13 guests panicked, without it none of 24.
    cpu: 'max,cx16=off',
    console: 'ttyS0',
    bus: 'pci',
    uefi: 'UEFI for amd64',
    bios: 'bios-256k.bin',
    data: ['kvmvapic.bin', 'linuxboot_dma.bin', 'pvh.bin'],
    // Without disks, its controller takes the kernel a third of a second.
    machineOptions: ',sata=off',
  },
  arm64: {
    machineType: 'virt',
    emulatedMachines: ['virt*'],
    // With pointer authentication, as `max` has it, a boot takes half as long again.
    cpu: 'cortex-a57',
    console: 'ttyAMA0',
    bus: 'pci',
    uefi: 'UEFI for arm64',
    data: [],
    machineOptions: '',
  },
  riscv64: {
    machineType: 'virt',
    emulatedMachines: ['virt*'],
    // rva22s64 boots faster in newer versions, but its snapshots did not restore; nor did those with the timer
    // extension sstc, whose state QEMU 7.2 leaves out.
    cpu: 'rv64,sstc=off',
    console: 'ttyS0',
    bus: 'pci',
    uefi: 'UEFI for riscv64',
    bios: 'opensbi-riscv64-generic-fw_dynamic.bin',
    data: [],
    machineOptions: '',
  },
  s390x: {
    machineType: 's390-ccw-virtio',
    emulatedMachines: ['s390-ccw-virtio*'],
    cpu: 'max',
    console: 'ttysclp0',
    bus: 'ccw',
    data: ['s390-ccw.img'],
    machineOptions: '',
  },
};

/** The settings of a machine with nothing left open. */
export type EmulatedMachine = MachineDefaults & {
  readonly arch: string;
  /** Name of the emulator: `qemu-system-aarch64`. */
  readonly emulator: string;
  readonly cpus: number;
  readonly memory: string;
  readonly kernelArgs: readonly string[];
  readonly firmwarePath: string | undefined;
};

/** The machine of a node, by its own settings, then those of its architecture, then ours. */
export function emulatedMachineOf({
  name,
  settings,
  arch,
  architecture,
}: NodeSpec<'qemu-system'>): EmulatedMachine {
  const defaults = MACHINES[arch];
  const names = architectureCalled(arch);
  if (defaults === undefined || names === undefined)
    throw usageError(
      `node "${name}": found the arch ${arch}, expected one of ${Object.keys(MACHINES).join(', ')} for a machine of QEMU`,
    );
  const machineType = settings.machineType ?? architecture.machineType ?? defaults.machineType;
  const emulatedMachines = architecture.emulatedMachines ?? defaults.emulatedMachines;
  if (!emulatedMachines.some((pattern) => matches(pattern, machineType)))
    throw usageError(
      `node "${name}": found the machine type ${machineType}, expected one of ${emulatedMachines.join(', ')} for ${arch}: ` +
        'change machineType, or emulatedMachines in architectureConfiguration',
    );
  // For its errors, which are better told before anything is started.
  deviceArguments(name, settings.devices ?? [], defaults.bus);
  return {
    ...defaults,
    arch,
    emulator: `qemu-system-${names.qemu}`,
    machineType,
    emulatedMachines,
    firmwarePath: settings.firmwarePath ?? architecture.firmwarePath,
    cpu: settings.cpu ?? architecture.cpu ?? defaults.cpu,
    cpus: settings.cpus ?? architecture.cpus ?? 1,
    memory: settings.memory ?? architecture.memory ?? '512M',
    kernelArgs: [...(architecture.kernelArgs ?? []), ...(settings.kernelArgs ?? [])],
  };
}

/** Whether a pattern means a name; `*` stands for anything. */
function matches(pattern: string, name: string): boolean {
  const [start = '', ...parts] = pattern.split('*');
  if (!name.startsWith(start)) return false;
  if (parts.length === 0) return name === start;
  const end = parts.pop() as string;
  let at = start.length;
  for (const part of parts) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - at >= end.length && name.endsWith(end);
}
