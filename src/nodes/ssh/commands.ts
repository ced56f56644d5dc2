import { resolve } from 'node:path';
import { quote } from '../../core/shell-line.ts';
import type { Command } from '../../core/types.ts';
import type { NodeSpec } from '../types.ts';

/** Which part a connection has: it holds the way open for the others, or takes it. */
export type Sharing = { readonly role: 'master' | 'follower'; readonly socket: string };

/**
 * Command that runs words on the node: nobody is asked for a password, and a network that is gone is noticed within
 * half a minute. The login shell there has to be a POSIX one.
 */
export function connectCommand(
  { settings, root }: NodeSpec<'ssh'>,
  words: readonly string[],
  sharing?: Sharing,
): Command {
  const options = {
    BatchMode: 'yes',
    ConnectTimeout: '20',
    ServerAliveInterval: '10',
    ServerAliveCountMax: '3',
    LogLevel: 'ERROR',
    ...(sharing === undefined
      ? {}
      : {
          ControlPath: sharing.socket,
          ControlMaster: sharing.role === 'master' ? 'yes' : 'no',
          ControlPersist: 'no',
        }),
  };
  return {
    argv: [
      'ssh',
      '-T',
      ...(settings.configFile === undefined ? [] : ['-F', resolve(root, settings.configFile)]),
      ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
      '--',
      settings.host,
      words.map(quote).join(' '),
    ],
    cwd: root,
    env: {},
  };
}
