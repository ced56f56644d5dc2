import type { CapabilityValue } from '../core/types.ts';

/** What a machine's sysfs and procfs show. */
export type MachineFiles = {
  /** Content of a file; empty where there is no such file, or none that may be read. */
  readonly read: (path: string) => string;
  /** Names in a folder; none where it is not there. */
  readonly entries: (path: string) => readonly string[];
  readonly exists: (path: string) => boolean;
};

/** Patterns of all files that `probeCapabilities` looks at, for machines that have to be asked. */
export const PROBED_FILES: readonly string[] = [
  '/dev/kvm',
  '/dev/hwrng',
  '/proc/cpuinfo',
  '/proc/bus/input/devices',
  '/sys/firmware/acpi/tables/DSDT',
  '/sys/module/kvm_*/parameters/*',
  '/sys/firmware/uv/prot_virt_host',
  '/sys/kernel/mm/hugepages/hugepages-*/nr_hugepages',
  '/sys/class/drm/*',
  '/sys/class/mdev_bus/*',
  '/sys/class/net/*',
  '/sys/class/net/*/device/sriov_numvfs',
  '/sys/class/misc/hw_random/rng_available',
  '/sys/class/tpm/*',
  '/sys/class/watchdog/*',
  '/sys/class/sound/*',
  '/sys/bus/virtio/devices/*/device',
  '/sys/bus/pci/devices/*/vendor',
  '/sys/bus/pci/devices/*/device',
  '/sys/bus/pci/drivers/snd_hda_intel/*',
  '/sys/bus/pci/drivers/snd_intel8x0/*',
  '/sys/bus/pci/drivers/e1000/*',
  '/sys/bus/pci/drivers/ahci/*',
  '/sys/block/*/mq/*',
];

/** What a machine can do, by the names that rules in `lanekeeper.yaml` need. */
export const probeCapabilities = (files: MachineFiles): Readonly<Record<string, CapabilityValue>> =>
  Object.fromEntries(Object.entries(PROBES).map(([name, probe]) => [name, probe(files)]));

/** Probes of capabilities, a row for each. */
const PROBES: Readonly<Record<string, (files: MachineFiles) => CapabilityValue>> = {
  schedulableNodes: () => 1,
  kvm: ({ exists }) => exists('/dev/kvm'),
  acpi: ({ exists }) => exists('/sys/firmware/acpi/tables/DSDT'),
  cpuModel: ({ read }) => /^model name\s*:/m.test(read('/proc/cpuinfo')),
  sev: (files) => isSet(files, '/sys/module/kvm_amd/parameters/sev'),
  sevEs: (files) => isSet(files, '/sys/module/kvm_amd/parameters/sev_es'),
  sevSnp: (files) => isSet(files, '/sys/module/kvm_amd/parameters/sev_snp'),
  tdx: (files) => isSet(files, '/sys/module/kvm_intel/parameters/tdx'),
  secureExecution: (files) => isSet(files, '/sys/firmware/uv/prot_virt_host'),
  hugepages2Mi: ({ read }) => Number(read('/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages')) > 0,
  hugepages1Gi: ({ read }) => Number(read('/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages')) > 0,
  gpu: ({ entries }) => entries('/sys/class/drm').some((name) => /^card\d+$/.test(name)),
  vgpu: ({ entries }) => entries('/sys/class/mdev_bus').length > 0,
  sriov: ({ entries, read }) =>
    entries('/sys/class/net').some((nic) => Number(read(`/sys/class/net/${nic}/device/sriov_numvfs`)) > 0),
  hwrng: ({ exists, read }) =>
    exists('/dev/hwrng') && read('/sys/class/misc/hw_random/rng_available').trim() !== '',
  tpm: ({ entries }) => entries('/sys/class/tpm').length > 0,
  watchdog: ({ entries }) => entries('/sys/class/watchdog').length > 0,
  sound: ({ entries }) => entries('/sys/class/sound').some((name) => /^card\d+$/.test(name)),
  soundIch9: ({ entries }) => hasPciDriver(entries, 'snd_hda_intel'),
  soundAc97: ({ entries }) => hasPciDriver(entries, 'snd_intel8x0'),
  e1000: ({ entries }) => hasPciDriver(entries, 'e1000'),
  sata: ({ entries }) => hasPciDriver(entries, 'ahci'),
  inputKeyboard: ({ read }) => /^N: Name=.*keyboard/im.test(read('/proc/bus/input/devices')),
  usbTablet: ({ read }) => /^N: Name=.*usb tablet/im.test(read('/proc/bus/input/devices')),
  blockQueues: ({ entries }) =>
    Math.max(0, ...entries('/sys/block').map((disk) => entries(`/sys/block/${disk}/mq`).length)),
  inputTablet: ({ read }) => /^N: Name=.*tablet/im.test(read('/proc/bus/input/devices')),
  virtioNet: (files) => hasVirtioDevice(files, 1),
  virtioBlk: (files) => hasVirtioDevice(files, 2),
  virtioRng: (files) => hasVirtioDevice(files, 4),
  virtioBalloon: (files) => hasVirtioDevice(files, 5),
  virtioTransitional: (files) =>
    files.entries('/sys/bus/pci/devices').some((address) => isTransitional(files, address)),
};

const hasPciDriver = (entries: MachineFiles['entries'], driver: string): boolean =>
  entries(`/sys/bus/pci/drivers/${driver}`).some((name) => /^[0-9a-f]{4}:/.test(name));

/** Whether there is a virtio device of a kind, by the device id of section 5 of the virtio 1.2 specification. */
const hasVirtioDevice = ({ entries, read }: MachineFiles, id: number): boolean =>
  entries('/sys/bus/virtio/devices').some(
    (name) => Number(read(`/sys/bus/virtio/devices/${name}/device`)) === id,
  );

/** Whether a virtio PCI device also speaks the legacy protocol: then it has a device id from 0x1000 to 0x103f. */
function isTransitional({ read }: MachineFiles, address: string): boolean {
  const device = Number(read(`/sys/bus/pci/devices/${address}/device`));
  return (
    Number(read(`/sys/bus/pci/devices/${address}/vendor`)) === 0x1af4 && device >= 0x1000 && device <= 0x103f
  );
}

const isSet = ({ read }: MachineFiles, path: string): boolean => ['Y', '1'].includes(read(path).trim());
