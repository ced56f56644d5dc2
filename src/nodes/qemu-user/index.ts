import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { architectureCalled } from '../../lane/architectures.ts';
import { capabilitiesFrom } from '../capabilities.ts';
import type { NodeAdapter, NodeSpec } from '../types.ts';

/** This machine with the CPU instructions of another architecture: its kernel, none of its devices. */
export const qemuUser: NodeAdapter<'qemu-user'> = {
  isHost: false,
  known: (node) => ({
    arch: node.arch,
    node: node.name,
    capabilities: capabilitiesFrom({}, node.settings.capabilities ?? {}),
  }),
  plan: async (node) => ({ commands: [], missing: findEmulator(node) === undefined ? [missing(node)] : [] }),
  // Loaded when needed: a listing starts nothing.
  open: async (node, options, use) => (await import('./open.ts')).openNode(node, options, use),
};

/** Debian's static build where it is there, whose name the binfmt registrations use, too. */
export function findEmulator(node: NodeSpec<'qemu-user'>): string | undefined {
  return emulatorNames(node)
    .flatMap((name) => (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

export const missing = (node: NodeSpec<'qemu-user'>): string =>
  `${emulatorNames(node).join(' and ')} are not on the PATH: apt-get install qemu-user-static`;

const emulatorNames = ({ arch }: NodeSpec<'qemu-user'>): readonly string[] => {
  const name = architectureCalled(arch)?.qemuUser ?? arch;
  return [`qemu-${name}-static`, `qemu-${name}`];
};
