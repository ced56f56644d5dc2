import { describeEnd, execute } from '../../system/exec.ts';
import { NodeError } from '../node-error.ts';
import { KEEP } from './scripts.ts';
import { type RemoteShell, scriptWords } from './shell.ts';

/** What holds a session's folder on the other machine, and whatever runs there. */
export type Keeper = {
  readonly folder: string;
  /** Aborts when the machine does not answer any more. */
  readonly lost: AbortSignal;
  /** Why the machine does not answer, as far as the connection said. */
  readonly lossReason: () => string;
};

const START_TIMEOUT_MS = 60_000;
const HEARTBEAT_MS = 10_000;
/** Seconds of silence after which the other side gives up: our machine went, or the network. */
const HEARTBEAT_TIMEOUT_SECONDS = 60;
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Keeps a folder on another machine while a function runs. However we end, the other side ends what runs there and
 * removes the folder: at once when the connection closes, else after a minute of silence.
 *
 * @param base folder there that it is made in.
 * @throws NodeError when there is no way there.
 */
export async function withKeeper<T>(
  shell: RemoteShell,
  base: string,
  kill: AbortSignal,
  use: (keeper: Keeper) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const giveUp = new AbortController();
  let type: ((text: string) => void) | undefined;
  let said = '';
  let reason = '';
  const folder = Promise.withResolvers<string>();
  const hold = async (): Promise<void> => {
    const ended = await execute(shell.command(scriptWords(KEEP, [base, `${HEARTBEAT_TIMEOUT_SECONDS}`])), {
      timeoutMs: WEEK_MS,
      kill: AbortSignal.any([kill, giveUp.signal]),
      onStdin: (write) => {
        type = write;
      },
      onStdout: (chunk) => {
        said = `${said}${chunk.toString('utf8')}`.slice(-4096);
        const path = /^folder (\/.*)$/m.exec(said)?.[1];
        if (path !== undefined) folder.resolve(path);
      },
    });
    const tail = ended.tail.trim();
    reason = `${describeEnd(ended)}${tail === '' ? '' : `: ${tail}`}`;
    lost.abort();
    folder.reject(
      new NodeError(
        `${shell.title}: can't be reached, or has no folder to work in: the connection ${reason}`,
      ),
    );
  };
  const running = hold();
  const late = setTimeout(() => giveUp.abort(), START_TIMEOUT_MS);
  const heartbeat = setInterval(() => type?.('beat\n'), HEARTBEAT_MS);
  try {
    const path = await folder.promise;
    clearTimeout(late);
    return await use({ folder: path, lost: lost.signal, lossReason: () => reason });
  } finally {
    clearTimeout(late);
    clearInterval(heartbeat);
    type?.('end\n');
    const patience = setTimeout(() => giveUp.abort(), START_TIMEOUT_MS);
    await running;
    clearTimeout(patience);
  }
}
