import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import type { CapabilityValue } from '../../types.ts';

/** What sysfs and procfs show of this machine; no process is started and nothing is opened for writing. */
export const probeCapabilities = (): Readonly<Record<string, CapabilityValue>> =>
  Object.fromEntries(Object.entries(PROBES).map(([name, probe]) => [name, probe()]));

/** One row per capability; the names are those that rules in `lanekeeper.yaml` need. */
const PROBES: Readonly<Record<string, () => CapabilityValue>> = {
  schedulableNodes: () => 1,
  acpi: () => existsSync('/sys/firmware/acpi/tables/DSDT'),
  cpuModel: () => /^model name\s*:/m.test(read('/proc/cpuinfo')),
  sev: () => isSet('/sys/module/kvm_amd/parameters/sev'),
  sevEs: () => isSet('/sys/module/kvm_amd/parameters/sev_es'),
  sevSnp: () => isSet('/sys/module/kvm_amd/parameters/sev_snp'),
  tdx: () => isSet('/sys/module/kvm_intel/parameters/tdx'),
  secureExecution: () => isSet('/sys/firmware/uv/prot_virt_host'),
  hugepages2Mi: () => Number(read('/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages')) > 0,
  hugepages1Gi: () => Number(read('/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages')) > 0,
  gpu: () => entries('/sys/class/drm').some((name) => /^card\d+$/.test(name)),
  vgpu: () => entries('/sys/class/mdev_bus').length > 0,
  sriov: () =>
    entries('/sys/class/net').some((nic) => Number(read(`/sys/class/net/${nic}/device/sriov_numvfs`)) > 0),
  hwrng: () => canRead('/dev/hwrng') && read('/sys/class/misc/hw_random/rng_available').trim() !== '',
  tpm: () => entries('/sys/class/tpm').length > 0,
  watchdog: () => entries('/sys/class/watchdog').length > 0,
  sound: () => entries('/sys/class/sound').some((name) => /^card\d+$/.test(name)),
  inputTablet: () => /^N: Name=.*tablet/im.test(read('/proc/bus/input/devices')),
  virtioNet: () => hasVirtioDevice(1),
  virtioBlk: () => hasVirtioDevice(2),
  virtioRng: () => hasVirtioDevice(4),
  virtioBalloon: () => hasVirtioDevice(5),
  virtioTransitional: () => entries('/sys/bus/pci/devices').some(isTransitional),
};

/** Device ids as in section 5 of the virtio 1.2 specification. */
const hasVirtioDevice = (id: number): boolean =>
  entries('/sys/bus/virtio/devices').some(
    (name) => Number(read(`/sys/bus/virtio/devices/${name}/device`)) === id,
  );

/** A virtio PCI device that also speaks the legacy protocol has a device id from 0x1000 to 0x103f. */
function isTransitional(address: string): boolean {
  const device = Number(read(`/sys/bus/pci/devices/${address}/device`));
  return (
    Number(read(`/sys/bus/pci/devices/${address}/vendor`)) === 0x1af4 && device >= 0x1000 && device <= 0x103f
  );
}

function canRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

const isSet = (path: string): boolean => ['Y', '1'].includes(read(path).trim());

/** Empty where there is no such file, or none that we may read. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function entries(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
