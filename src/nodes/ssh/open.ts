import { join } from 'node:path';
import { withTemporaryFolder } from '../../system/files.ts';
import { withKeeper } from '../remote/keeper.ts';
import { probeRemote } from '../remote/probe.ts';
import { createRemoteSession } from '../remote/session.ts';
import type { RemoteShell } from '../remote/shell.ts';
import type { NodeSession, NodeSpec, OpenOptions } from '../types.ts';
import { connectCommand, type Sharing } from './commands.ts';

/** Opens one connection for the whole session: when it is cut, everything there ends. */
export function openSshNode<T>(
  node: NodeSpec<'ssh'>,
  { kill, note }: OpenOptions,
  use: (session: NodeSession) => Promise<T>,
): Promise<T> {
  const { settings } = node;
  const startedAt = performance.now();
  return withTemporaryFolder((scratch) => {
    const shellFor = (role: Sharing['role']): RemoteShell => ({
      title: `ssh ${settings.host}`,
      command: (words) => connectCommand(node, words, { role, socket: join(scratch, 'ssh') }),
      explainLoss: async () => undefined,
    });
    return withKeeper(shellFor('master'), settings.folder, kill, async (keeper) => {
      const shell = shellFor('follower');
      const facts = await probeRemote(shell, node.name, settings);
      return use(
        createRemoteSession({
          shell,
          keeper,
          scratch,
          note,
          facts,
          start: {
            mode: 'none',
            commands: [connectCommand(node, ['uname', '-m'])],
            remarks: [],
            emulator: null,
            seconds: (performance.now() - startedAt) / 1000,
          },
          timeoutFactor: settings.timeoutFactor,
          env: {},
        }),
      );
    });
  });
}
