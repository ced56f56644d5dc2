import { capabilitiesFrom } from '../capabilities.ts';
import type { NodeAdapter } from '../types.ts';
import { emulatorOf } from './emulator.ts';

/** This machine with the CPU instructions of another architecture: its kernel, none of its devices. */
export const qemuUser: NodeAdapter<'qemu-user'> = {
  isHost: false,
  known: (node) => ({
    arch: node.arch,
    node: node.name,
    capabilities: capabilitiesFrom({}, node.settings.capabilities ?? {}),
  }),
  // Loaded when needed: a listing starts nothing.
  tools: async (node) => [emulatorOf(node), ...(await import('../images/agent.ts')).agentTools(node.arch)],
  plan: async (node) => ({
    commands: [],
    obstacles: (await import('../images/agent.ts')).agentObstacles(node.arch),
  }),
  open: async (node, options, use) => (await import('./open.ts')).openQemuUserNode(node, options, use),
};
