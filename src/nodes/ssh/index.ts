import { capabilitiesFrom } from '../capabilities.ts';
import type { NodeAdapter } from '../types.ts';
import { connectCommand } from './commands.ts';

/** Another machine, as OpenSSH and the user's ssh_config reach it; its host key is checked as always. */
export const ssh: NodeAdapter<'ssh'> = {
  isHost: false,
  known: (node) => ({
    arch: node.arch,
    node: node.name,
    capabilities: capabilitiesFrom({}, node.settings.capabilities ?? {}),
  }),
  tools: async () => ['ssh'],
  plan: async (node) => ({ commands: [connectCommand(node, ['uname', '-m'])], obstacles: [] }),
  // Loaded when needed: a listing starts nothing.
  open: async (node, options, use) => (await import('./open.ts')).openSshNode(node, options, use),
};
