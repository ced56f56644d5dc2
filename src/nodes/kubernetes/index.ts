import { capabilitiesFrom } from '../capabilities.ts';
import type { NodeAdapter } from '../types.ts';

/** A pod of a cluster, as kubectl and the user's kubeconfig reach it. */
export const kubernetes: NodeAdapter<'kubernetes'> = {
  isHost: false,
  known: (node) => ({
    arch: node.arch,
    node: node.name,
    capabilities: capabilitiesFrom({}, node.settings.capabilities ?? {}),
  }),
  tools: async () => ['kubectl'],
  plan: async () => ({ commands: [], obstacles: [] }),
  // Loaded when needed: a listing starts nothing.
  open: async (node, options, use) => (await import('./open.ts')).openKubernetesNode(node, options, use),
};
