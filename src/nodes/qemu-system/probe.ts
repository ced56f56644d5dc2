import { architectureOfUname } from '../../core/architectures.ts';
import type { Facts } from '../../core/types.ts';
import { capabilitiesFrom } from '../capabilities.ts';
import { type MachineFiles, PROBED_FILES, probeCapabilities } from '../capability-probes.ts';
import type { NodeSpec } from '../types.ts';
import { declaredCapabilities } from './devices.ts';
import { parseGuestAnswer } from './guest.ts';
import type { MachineProcess } from './machine-process.ts';

/** What `look` answers; see `agent/files.go`. */
type Seen = {
  readonly files: Readonly<Record<string, string>>;
  readonly uname: Readonly<Record<'machine' | 'sysname' | 'release' | 'nodename', string>>;
  readonly cpus: number;
  readonly memoryBytes: number;
};

/** Looks at the guest, not at what it was asked to be; QEMU itself says whether KVM is in use. */
export async function probeGuest(
  { name, settings }: NodeSpec<'qemu-system'>,
  { guest, monitor }: MachineProcess,
): Promise<Facts> {
  const answer = await guest.read({ do: 'look', globs: PROBED_FILES });
  const { files, uname, cpus, memoryBytes } = parseGuestAnswer(answer) as Seen;
  const { enabled } = (await (await monitor).execute('query-kvm')) as { enabled: boolean };
  return {
    arch: architectureOfUname(uname.machine)?.go ?? uname.machine,
    node: name,
    capabilities: capabilitiesFrom(probeCapabilities(seenFiles(files)), declaredCapabilities(settings)),
    machine: {
      uname: uname.machine,
      os: uname.sysname,
      kernel: uname.release,
      hostname: uname.nodename,
      cpuModel: cpuModel(files['/proc/cpuinfo'] ?? ''),
      cpus,
      memoryBytes,
      accel: enabled ? 'kvm' : 'tcg',
      emulated: !enabled,
    },
  };
}

/** The guest's files as it listed them. */
const seenFiles = (files: Seen['files']): MachineFiles => ({
  read: (path) => files[path] ?? '',
  exists: (path) => files[path] !== undefined,
  entries: (path) => {
    const inside = Object.keys(files).filter((file) => file.startsWith(`${path}/`));
    return [...new Set(inside.map((file) => file.slice(path.length + 1).split('/')[0] as string))];
  },
});

/** Model of the processor in `/proc/cpuinfo`: each architecture has its own words for it. */
const cpuModel = (cpuinfo: string): string =>
  /^(?:model name|uarch|processor 0|CPU part|isa)\s*:\s*(.*)$/m.exec(cpuinfo)?.[1]?.trim() ?? 'unknown';
