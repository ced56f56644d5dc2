import { didYouMean, usageError } from '../../core/errors.ts';
import type { CapabilityValue } from '../../core/types.ts';
import type { NodeSettingsOf } from '../../lanes/schema.ts';
import type { DeviceSettings } from '../../lanes/schema-types.ts';

/** Where a device is plugged in, and what it needs of this machine. */
type DeviceSlot = {
  readonly bus: 'pci' | 'ccw';
  /** Id of the device, unique in a machine. */
  readonly id: string;
  /** Number of queues, for a device that has several. */
  readonly queues: number;
};

type Device = {
  /** Arguments for QEMU that plug it in. */
  readonly arguments: (place: DeviceSlot) => readonly string[];
  /** What a node with it can do, by the names that rules need. */
  readonly capabilities: readonly string[];
  /** Marks a device that PCI machines alone have, such as one of a legacy bus. */
  readonly pciOnly?: true;
  readonly queues?: true;
};

const disk = (id: string): readonly string[] => ['-drive', `driver=null-co,if=none,id=${id}-disk,size=16M`];
const networkOf = (id: string): readonly string[] => ['-netdev', `user,id=${id}-net,restrict=on`];
const audio = (id: string): readonly string[] => ['-audiodev', `none,id=${id}-audio`];
/**
 * Has a network card of PCI do without the ROM that QEMU gives it, by which a machine would start from the network: none
 * of ours does, and the package with the ROMs need not be installed.
 */
export const noRom = (bus: 'pci' | 'ccw'): string => (bus === 'pci' ? ',romfile=' : '');
const queuesOf = (queues: number): string => (queues > 1 ? `,num-queues=${queues}` : '');

/**
 * Devices that a node can have; a new one is one row. The names are QEMU's, or virtio's where it has several for one.
 */
const DEVICES: Readonly<Record<string, Device>> = {
  'virtio-rng': {
    arguments: ({ bus, id }) => [
      ...['-object', `rng-random,id=${id}-rng,filename=/dev/urandom`],
      ...['-device', `virtio-rng-${bus},rng=${id}-rng`],
    ],
    capabilities: ['virtioRng', 'hwrng'],
  },
  'virtio-balloon': {
    arguments: ({ bus }) => ['-device', `virtio-balloon-${bus}`],
    capabilities: ['virtioBalloon'],
  },
  'virtio-tablet': {
    arguments: ({ bus }) => ['-device', `virtio-tablet-${bus}`],
    capabilities: ['inputTablet'],
  },
  'virtio-keyboard': {
    arguments: ({ bus }) => ['-device', `virtio-keyboard-${bus}`],
    capabilities: ['inputKeyboard'],
  },
  'usb-tablet': {
    arguments: ({ id }) => [
      ...['-device', `qemu-xhci,id=${id}-usb`],
      ...['-device', `usb-tablet,bus=${id}-usb.0`],
    ],
    capabilities: ['inputTablet', 'usbTablet'],
    pciOnly: true,
  },
  'virtio-gpu': { arguments: ({ bus }) => ['-device', `virtio-gpu-${bus}`], capabilities: ['gpu'] },
  'virtio-blk': {
    arguments: ({ bus, id, queues }) => [
      ...disk(id),
      ...['-device', `virtio-blk-${bus},drive=${id}-disk${queuesOf(queues)}`],
    ],
    capabilities: ['virtioBlk'],
    queues: true,
  },
  'virtio-net': {
    arguments: ({ bus, id }) => [
      ...networkOf(id),
      '-device',
      `virtio-net-${bus},netdev=${id}-net${noRom(bus)}`,
    ],
    capabilities: ['virtioNet'],
  },
  'virtio-blk-transitional': {
    arguments: ({ id }) => [...disk(id), '-device', `virtio-blk-pci-transitional,drive=${id}-disk`],
    capabilities: ['virtioBlk', 'virtioTransitional'],
    pciOnly: true,
  },
  'virtio-net-transitional': {
    arguments: ({ id }) => [
      ...networkOf(id),
      '-device',
      `virtio-net-pci-transitional,netdev=${id}-net${noRom('pci')}`,
    ],
    capabilities: ['virtioNet', 'virtioTransitional'],
    pciOnly: true,
  },
  i6300esb: { arguments: () => ['-device', 'i6300esb'], capabilities: ['watchdog'], pciOnly: true },
  ich9: {
    arguments: ({ id }) => [
      ...audio(id),
      ...['-device', `ich9-intel-hda,id=${id}-hda`],
      ...['-device', `hda-duplex,bus=${id}-hda.0,audiodev=${id}-audio`],
    ],
    capabilities: ['sound', 'soundIch9'],
    pciOnly: true,
  },
  ac97: {
    arguments: ({ id }) => [...audio(id), '-device', `AC97,audiodev=${id}-audio`],
    capabilities: ['sound', 'soundAc97'],
    pciOnly: true,
  },
  e1000: {
    arguments: ({ id }) => [...networkOf(id), '-device', `e1000,netdev=${id}-net${noRom('pci')}`],
    capabilities: ['e1000'],
    pciOnly: true,
  },
  sata: {
    arguments: ({ id }) => [
      ...disk(id),
      ...['-device', `ahci,id=${id}-ahci`, '-device', `ide-hd,drive=${id}-disk,bus=${id}-ahci.0`],
    ],
    capabilities: ['sata'],
    pciOnly: true,
  },
  tpm: { arguments: () => [], capabilities: ['tpm'] },
};

/** QEMU's arguments for the devices of a node. */
export const deviceArguments = (
  node: string,
  devices: readonly DeviceSettings[],
  bus: 'pci' | 'ccw',
): readonly string[] =>
  devices.flatMap((setting, index) => {
    const { device: name, queues } = named(setting);
    const device = DEVICES[name];
    const known = Object.keys(DEVICES);
    if (device === undefined)
      throw usageError(
        `node "${node}": found the unknown device "${name}", expected one of ${known.join(', ')}${didYouMean(name, known)}`,
      );
    if (device.pciOnly === true && bus !== 'pci')
      throw usageError(`node "${node}": found the device "${name}", which needs PCI; this machine has none`);
    if (queues > 1 && device.queues !== true)
      throw usageError(
        `node "${node}": found ${queues} queues for "${name}", which has one here; only virtio-blk can have more`,
      );
    return device.arguments({ bus, id: `device${index}`, queues });
  });

/** What a node can do by its settings, before it was probed: a device that is not found then is a failure. */
export function declaredCapabilities({
  devices = [],
  network,
  count,
  capabilities,
}: NodeSettingsOf<'qemu-system'>): Readonly<Record<string, CapabilityValue>> {
  const names = devices.flatMap((setting) => DEVICES[named(setting).device]?.capabilities ?? []);
  const queues = Math.max(0, ...devices.map((setting) => named(setting).queues));
  return {
    schedulableNodes: count,
    ...Object.fromEntries(names.map((name) => [name, true])),
    ...(network === 'user' || count > 1 ? { virtioNet: true } : {}),
    ...(queues > 1 ? { blockQueues: queues } : {}),
    ...capabilities,
  };
}

export const hasDevice = (devices: readonly DeviceSettings[], name: string): boolean =>
  devices.some((setting) => named(setting).device === name);

const named = (setting: DeviceSettings): { device: string; queues: number } =>
  typeof setting === 'string' ? { device: setting, queues: 1 } : setting;
