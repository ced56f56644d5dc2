import { architectureOfUname } from '../../core/architectures.ts';
import type { CapabilityValue, Facts, MachineFacts } from '../../core/types.ts';
import { capabilitiesFrom } from '../capabilities.ts';
import { type MachineFiles, PROBED_FILES, probeCapabilities } from '../capability-probes.ts';
import { NodeError } from '../node-error.ts';
import { LOOK } from './scripts.ts';
import { ask, type RemoteShell } from './shell.ts';

export type ProbeSettings = {
  readonly capabilities?: Readonly<Record<string, CapabilityValue>> | undefined;
  readonly capabilitiesFrom: 'probe' | 'declaration';
  /** Whether the CPU is a program, as the user says: not every processor tells. */
  readonly emulated?: boolean | undefined;
};

/** Looks at another machine through its shell. */
export async function probeRemote(shell: RemoteShell, node: string, settings: ProbeSettings): Promise<Facts> {
  const answer = await ask(shell, LOOK, PROBED_FILES);
  const [uname = '', os = '', kernel = '', hostname = '', cpus = '', memory = '', ...lines] =
    answer.split('\n');
  if (os !== 'Linux')
    throw new NodeError(`${shell.title}: found the system ${JSON.stringify(os)}, expected Linux`);
  const files = filesIn(lines);
  const cpuinfo = files.get('/proc/cpuinfo') ?? '';
  const emulated = settings.emulated ?? cpuinfo.includes('QEMU TCG');
  const machine: MachineFacts = {
    uname,
    os,
    kernel,
    hostname,
    cpuModel:
      /^(?:model name|uarch|processor 0|CPU part|isa)\s*:\s*(.*)$/m.exec(cpuinfo)?.[1]?.trim() ?? 'unknown',
    cpus: Number(cpus) || 1,
    memoryBytes: (Number(memory) || 0) * 1024,
    accel: emulated ? 'tcg' : 'none',
    emulated,
  };
  const probed = settings.capabilitiesFrom === 'probe' ? probeCapabilities(seenFiles(files)) : {};
  return {
    arch: architectureOfUname(uname)?.go ?? uname,
    node,
    capabilities: capabilitiesFrom(probed, settings.capabilities ?? {}),
    machine,
  };
}

/** Content of files by path; empty where it was not asked for. */
function filesIn(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap((line) => {
      const [, path, hex = ''] = /^file (\S+) ([0-9a-f]*)$/.exec(line) ?? [];
      return path === undefined ? [] : [[path, Buffer.from(hex, 'hex').toString('utf8')] as const];
    }),
  );
}

const seenFiles = (files: ReadonlyMap<string, string>): MachineFiles => ({
  read: (path) => files.get(path) ?? '',
  exists: (path) => files.has(path),
  entries: (folder) => {
    const inside = [...files.keys()].filter((path) => path.startsWith(`${folder}/`));
    return [...new Set(inside.map((path) => path.slice(folder.length + 1).split('/')[0] as string))];
  },
});
