import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describeEnd, execute } from '../../system/exec.ts';
import { howToInstall } from '../../system/tools.ts';
import { NodeError } from '../node-error.ts';
import type { NodeSpec, OpenOptions } from '../types.ts';
import { unixSocket } from './command-line.ts';
import { hasDevice } from './devices.ts';

const START_MS = 10_000;

/** Starts the TPM of a machine that has one, and says how QEMU reaches it. The TPM ends when QEMU hangs up. */
export async function startTpm(
  { name, settings }: NodeSpec<'qemu-system'>,
  folder: string,
  { kill }: OpenOptions,
): Promise<string> {
  if (!hasDevice(settings.devices ?? [], 'tpm')) return 'null';
  const socket = join(folder, 't');
  const state = join(folder, 'tpm');
  mkdirSync(state);
  const ended = execute(
    {
      argv: [
        'swtpm',
        'socket',
        '--tpm2',
        '--terminate',
        ...['--tpmstate', `dir=${state}`],
        ...['--ctrl', `type=unixio,path=${socket}`],
      ],
      cwd: folder,
      env: {},
    },
    { kill, timeoutMs: Infinity },
  );
  let failure: string | undefined;
  const noteEnd = async (): Promise<void> => {
    const end = await ended;
    failure = `${describeEnd(end)}${end.failedToStart === null ? `: ${end.tail}` : `: ${howToInstall(['swtpm'])}`}`;
  };
  void noteEnd();
  for (let waited = 0; !existsSync(socket); waited += 10) {
    if (failure !== undefined || waited > START_MS)
      throw new NodeError(`node "${name}": the TPM, swtpm, ${failure ?? 'does not listen'}`);
    await setTimeout(10);
  }
  return unixSocket(socket);
}
