import { capabilitiesFrom } from '../capabilities.ts';
import type { NodeAdapter } from '../types.ts';
import { declaredCapabilities } from './devices.ts';

/** Machines that QEMU makes: a new one for each run. */
export const qemuSystem: NodeAdapter<'qemu-system'> = {
  isHost: false,
  known: (node) => ({
    arch: node.arch,
    node: node.name,
    capabilities: capabilitiesFrom({}, declaredCapabilities(node.settings)),
  }),
  // Loaded when needed: a listing starts nothing.
  tools: async (node) => (await import('./plan.ts')).toolsOfNode(node),
  plan: async (node) => (await import('./plan.ts')).planNode(node),
  open: async (node, options, use) => (await import('./open.ts')).openQemuSystemNode(node, options, use),
};
