import { usageError } from '../../core/errors.ts';
import type { Command } from '../../core/types.ts';
import { howToInstall } from '../../system/tools.ts';
import type { Image } from '../images/types.ts';
import type { NodeSpec } from '../types.ts';
import { deviceArguments, hasDevice, noRom } from './devices.ts';
import type { EmulatedMachine } from './machines.ts';

/** The outside ends of a machine's lines. */
export type Wiring = {
  /** Character devices of QEMU, without `id`. */
  readonly console: string;
  readonly control: string;
  readonly monitor: string;
  readonly tpm: string;
  /** Disk of QEMU, without `id`, by which files get into the guest. */
  readonly transfer: string;
  /** File behind the memory, for a snapshot: `share=on` to write it, `share=off` to start from it. */
  readonly memory?: { readonly path: string; readonly share: 'on' | 'off' };
  /** Network of QEMU that connects the machines of a node, without `id`; absent for one machine. */
  readonly lan?: string;
  /** Folder that a disk image's cloud-init is set up by. */
  readonly seed?: string;
};

/** Capacity of the disk by which files get into the guest; the file behind it is as large as what lies in it. */
export const TRANSFER_BYTES = 8 * 1024 ** 3;

/** The wiring for a person: the console is the terminal, all else ends nowhere. */
export const PASTED: Wiring = {
  console: 'stdio',
  control: 'null',
  monitor: 'null',
  tpm: 'null',
  transfer: `driver=null-co,size=${TRANSFER_BYTES}`,
  lan: 'user,restrict=on',
};

/** A text as the value of an option of QEMU: commas separate options, so one in a value is written twice. */
export const optionValue = (text: string): string => text.replaceAll(',', ',,');

export const unixSocket = (path: string): string => `socket,path=${optionValue(path)}`;

/** The whole command line of QEMU for one of a node's machines, counted from 0. */
export function qemuCommand(
  { name, settings }: NodeSpec<'qemu-system'>,
  machine: EmulatedMachine,
  image: Image,
  accel: 'kvm' | 'tcg',
  wiring: Wiring,
  index: number,
): Command {
  const { bus } = machine;
  const devices = settings.devices ?? [];
  const card = (id: string, backend: string, hardware: string): readonly string[] => [
    ...['-netdev', backend.replace(/^\w+/, (type) => `${type},id=${id}`)],
    ...['-device', `virtio-net-${bus},netdev=${id},mac=${hardware}${noRom(bus)}`],
  ];
  const port = (id: string, backend: string): readonly string[] => [
    ...['-chardev', backend.replace(/^\w+/, (type) => `${type},id=${id}`)],
  ];
  return {
    argv: [
      machine.emulator,
      ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
      ...machineArguments(machine, wiring.memory),
      ...['-accel', accel, '-cpu', accel === 'kvm' ? 'host' : machine.cpu],
      ...['-smp', `${machine.cpus}`],
      ...bootArguments(name, machine, image, wiring, hasDevice(devices, 'tpm')),
      ...[...port('console', wiring.console), '-serial', 'chardev:console'],
      ...[...port('monitor', wiring.monitor), '-mon', 'chardev=monitor,mode=control'],
      ...[...port('control', wiring.control), '-device', `virtio-serial-${bus}`],
      ...['-device', 'virtserialport,chardev=control,name=lanekeeper'],
      ...['-drive', `${wiring.transfer},if=none,id=transfer`],
      ...['-device', `virtio-blk-${bus},drive=transfer,serial=lanekeeper`],
      ...(settings.network === 'user' ? card('user', 'user', hardwareAddress('user', index)) : []),
      ...(settings.count > 1 && wiring.lan !== undefined
        ? card('lan', wiring.lan, hardwareAddress('lan', index))
        : []),
      ...deviceArguments(name, devices, bus),
      ...(hasDevice(devices, 'tpm') ? [...port('tpm', wiring.tpm), ...tpmArguments(name, machine)] : []),
    ],
    cwd: '/',
    env: {},
  };
}

function machineArguments(
  { machineType, machineOptions, memory }: EmulatedMachine,
  file: Wiring['memory'],
): readonly string[] {
  const type = `${machineType}${machineOptions}`;
  if (file === undefined) return ['-machine', type, '-m', memory];
  const backend = `memory-backend-file,id=ram,size=${memory},mem-path=${optionValue(file.path)},share=${file.share}`;
  return ['-object', backend, '-machine', `${type},memory-backend=ram`, '-m', memory];
}

/** Hardware address of a machine's network card: a locally administered one, as QEMU's own. */
export const hardwareAddress = (network: 'user' | 'lan', index: number): string =>
  `52:54:00:1a:${network === 'lan' ? '01' : '00'}:${(index + 1).toString(16).padStart(2, '0')}`;

function bootArguments(
  node: string,
  machine: EmulatedMachine,
  image: Image,
  wiring: Wiring,
  hasTpm: boolean,
): readonly string[] {
  const firmware = machine.firmwarePath;
  const withFirmware = (path: string): readonly string[] =>
    machine.arch === 'amd64'
      ? ['-drive', `if=pflash,format=raw,readonly=on,file=${optionValue(path)}`]
      : ['-bios', path];
  if (image.boot.kind === 'disk') {
    const found = firmware ?? image.boot.firmware;
    if (found === undefined)
      throw usageError(
        `node "${node}": found no UEFI firmware for ${machine.arch}, which a disk image is started by: ` +
          (machine.uefi === undefined
            ? 'use an image of a kernel'
            : `${howToInstall([machine.uefi])}, or set firmwarePath`),
      );
    return [
      ...withFirmware(found),
      // What the guest writes is for this run alone.
      ...[
        '-drive',
        `file=${optionValue(image.boot.disk)},format=${image.boot.format},if=none,id=root,snapshot=on`,
      ],
      ...['-device', `virtio-blk-${machine.bus},drive=root,bootindex=0`],
      ...(wiring.seed === undefined
        ? []
        : [
            ...[
              '-drive',
              `driver=vvfat,dir=${optionValue(wiring.seed)},label=CIDATA,if=none,id=seed,readonly=on`,
            ],
            ...['-device', `virtio-blk-${machine.bus},drive=seed`],
          ]),
    ];
  }
  // Without firmware, QEMU 7.2 puts the initial RAM file system over the ACPI tables when they describe a TPM.
  const { kernel, firmwareKernel = kernel } = image.boot;
  return [
    ...(firmware === undefined ? [] : withFirmware(firmware)),
    ...['-kernel', hasTpm ? firmwareKernel : kernel, '-initrd', image.boot.initrd],
    ...[
      '-append',
      // The kernel's self-tests of its cryptography are the largest part of a boot; with panic=-1 a panic ends QEMU.
      [
        `console=${machine.console}`,
        'quiet',
        'panic=-1',
        'cryptomgr.notests',
        `rdinit=${image.boot.init}`,
        ...machine.kernelArgs,
      ].join(' '),
    ],
  ];
}

function tpmArguments(node: string, { arch }: EmulatedMachine): readonly string[] {
  const model = { amd64: 'tpm-tis', arm64: 'tpm-tis-device', riscv64: 'tpm-tis-device' }[arch];
  if (model === undefined) throw usageError(`node "${node}": found the device "tpm", which ${arch} has not`);
  return ['-tpmdev', 'emulator,id=tpm0,chardev=tpm', '-device', `${model},tpmdev=tpm0`];
}
