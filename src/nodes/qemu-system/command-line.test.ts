import { describe, expect, it, test } from 'vitest';
import type { NodeSettingsOf } from '../../lanes/schema.ts';
import type { ArchitectureSettings } from '../../lanes/schema-types.ts';
import type { Image } from '../images/types.ts';
import type { NodeSpec } from '../types.ts';
import { PASTED, qemuCommand, type Wiring } from './command-line.ts';
import { declaredCapabilities } from './devices.ts';
import { emulatedMachineOf } from './machines.ts';
import { coldStartReason } from './warm-start.ts';

type Settings = Partial<NodeSettingsOf<'qemu-system'>>;

const nodeOf = (
  arch: string,
  changes: Settings = {},
  architecture: ArchitectureSettings = {},
): NodeSpec<'qemu-system'> => ({
  name: 'n',
  arch,
  architecture,
  root: '/',
  settings: {
    kind: 'qemu-system',
    image: { kind: 'debian', release: 'trixie', kernel: 'cloud' },
    accel: 'tcg',
    network: 'none',
    warmStart: true,
    count: 1,
    ...changes,
  },
});
const image: Image = {
  digest: 'sha256:1',
  boot: { kind: 'kernel', kernel: '/k', initrd: '/i', init: '/init' },
};
const commandOf = (node: NodeSpec<'qemu-system'>, wiring: Wiring = PASTED): string =>
  qemuCommand(node, emulatedMachineOf(node), image, 'tcg', wiring, 0).argv.join(' ');

describe('the machine of a node', () => {
  test.each([
    [
      'amd64',
      'qemu-system-x86_64',
      '-machine q35,sata=off',
      '-cpu max,cx16=off',
      'console=ttyS0',
      'virtio-serial-pci',
    ],
    ['arm64', 'qemu-system-aarch64', '-machine virt', 'console=ttyAMA0', 'virtio-serial-pci'],
    ['riscv64', 'qemu-system-riscv64', '-cpu rv64,sstc=off', 'console=ttyS0', 'virtio-serial-pci'],
    ['s390x', 'qemu-system-s390x', '-machine s390-ccw-virtio', 'console=ttysclp0', 'virtio-serial-ccw'],
  ])('has the defaults of %s', (arch, ...parts) => {
    const line = commandOf(nodeOf(arch));
    for (const part of parts) expect(line).toContain(part);
  });

  it('takes a setting from the node, then from its architecture', () => {
    const line = commandOf(
      nodeOf(
        'arm64',
        { memory: '1G', kernelArgs: ['b'] },
        { memory: '2G', cpu: 'cortex-a72', kernelArgs: ['a'] },
      ),
    );
    expect(line).toMatch(/-m 1G .*-cpu cortex-a72 .*rdinit=\/init a b/);
  });

  test.each<[string, Settings, ArchitectureSettings, RegExp]>([
    ['machine type that is not allowed', { machineType: 'raspi3b' }, {}, /expected one of virt\*/],
    [
      'machine type by the patterns of the architecture',
      { machineType: 'virt-7.2' },
      { emulatedMachines: ['virt-9*', 'x*y*z'] },
      /found the machine type virt-7.2, expected one of virt-9\*, x\*y\*z for arm64/,
    ],
    [
      'unknown device',
      { devices: ['virtio-rgn'] },
      {},
      /unknown device "virtio-rgn".*did you mean "virtio-rng"\?/,
    ],
    [
      'queues of a device that has one',
      { devices: [{ device: 'virtio-net', queues: 2 }] },
      {},
      /found 2 queues for "virtio-net"/,
    ],
  ])('is refused for a %s', (_, settings, architecture, message) => {
    expect(() => emulatedMachineOf(nodeOf('arm64', settings, architecture))).toThrow(message);
  });

  it('is refused for devices that its bus has not, and for an architecture that QEMU has not', () => {
    expect(() => emulatedMachineOf(nodeOf('s390x', { devices: ['e1000'] }))).toThrow(/needs PCI/);
    expect(() => emulatedMachineOf(nodeOf('loong64'))).toThrow(
      /expected one of amd64, arm64, riscv64, s390x/,
    );
  });

  test.each(['virt', 'virt-8.2'])('may be %s by the default patterns', (machineType) => {
    expect(emulatedMachineOf(nodeOf('arm64', { machineType })).machineType).toBe(machineType);
  });

  it('can do what its settings say', () => {
    const { settings } = nodeOf('arm64', {
      count: 2,
      devices: [{ device: 'virtio-blk', queues: 4 }, 'virtio-rng'],
      capabilities: { acpi: false },
    });
    expect(declaredCapabilities(settings)).toEqual({
      schedulableNodes: 2,
      virtioBlk: true,
      virtioRng: true,
      hwrng: true,
      virtioNet: true,
      blockQueues: 4,
      acpi: false,
    });
  });
});

describe('the command line', () => {
  it('writes commas in paths twice, as QEMU wants them', () => {
    const line = commandOf(nodeOf('arm64'), { ...PASTED, memory: { path: '/a,b', share: 'on' } });
    expect(line).toContain('mem-path=/a,,b,share=on -machine virt,memory-backend=ram -m 512M');
  });

  it('has no network card with a ROM, which would need one more package', () => {
    const cards: Settings = { network: 'user', count: 2, devices: ['virtio-net'] };
    const pci = [...(cards.devices ?? []), 'virtio-net-transitional', 'e1000'];
    const cardsIn = (line: string): readonly string[] => line.match(/-device [^ ]*(-net|e1000)[^ ]*/g) ?? [];
    for (const arch of ['amd64', 'arm64', 'riscv64']) {
      const found = cardsIn(commandOf(nodeOf(arch, { ...cards, devices: pci })));
      expect(found).toHaveLength(5);
      for (const card of found) expect(card).toMatch(/,romfile=$/);
    }
    // Cards of s390x never have one.
    const found = cardsIn(commandOf(nodeOf('s390x', cards)));
    expect(found).toHaveLength(3);
    for (const card of found) expect(card).not.toContain('romfile');
  });

  it('starts an amd64 machine with a TPM by its firmware’s kernel', () => {
    const node = nodeOf('amd64', { devices: ['tpm'] });
    const both: Image = {
      digest: '',
      boot: { kind: 'kernel', kernel: '/k', firmwareKernel: '/bz', initrd: '/i', init: '/init' },
    };
    const command = qemuCommand(node, emulatedMachineOf(node), both, 'tcg', PASTED, 0).argv.join(' ');
    expect(command).toContain('-kernel /bz');
    expect(command).toContain('-device tpm-tis,tpmdev=tpm0');
  });

  it('starts a disk image by UEFI, with the disk that sets it up, and changes nothing of it', () => {
    const disk: Image = {
      digest: '',
      boot: { kind: 'disk', disk: '/d.qcow2', format: 'qcow2', firmware: '/fw', agent: '/agent' },
    };
    const node = nodeOf('arm64');
    const line = qemuCommand(
      node,
      emulatedMachineOf(node),
      disk,
      'tcg',
      { ...PASTED, seed: '/s' },
      0,
    ).argv.join(' ');
    expect(line).toContain('-bios /fw -drive file=/d.qcow2,format=qcow2,if=none,id=root,snapshot=on');
    expect(line).toContain('driver=vvfat,dir=/s,label=CIDATA');
  });
});

describe('a snapshot is not used', () => {
  const options = { note: () => {}, kill: new AbortController().signal, fromPowerOn: false };
  test.each<[string, string, Settings, RegExp | undefined]>([
    ['never for a plain machine', 'arm64', {}, undefined],
    ['for several machines', 'arm64', { count: 2 }, /machines of one network/],
    ['for a TPM', 'amd64', { devices: ['tpm'] }, /what a TPM holds/],
    ['for several CPUs of riscv64', 'riscv64', { cpus: 2 }, /with several CPUs/],
    ['for another CPU of riscv64', 'riscv64', { cpu: 'max' }, /with the CPU max/],
    ['when the node says so', 'arm64', { warmStart: false }, /warmStart is false/],
  ])('%s', (_, arch, settings, reason) => {
    const node = nodeOf(arch, settings);
    const found = coldStartReason(node, emulatedMachineOf(node), image, options)?.because;
    if (reason === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(reason);
  });
});
