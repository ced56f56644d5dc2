import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { execute } from '../../system/exec.ts';
import type { Kubectl } from '../cluster/kubectl.ts';
import type { FollowOutput } from '../remote/session.ts';
import { ask, type RemoteShell } from '../remote/shell.ts';
import { CONTAINER } from './job.ts';

/** Path of the container's own output: there a cluster's tools find it, too. */
export const CONTAINER_OUTPUT = '/proc/1/fd/1';

const SAY = `printf '%s\\n' "$1" >${CONTAINER_OUTPUT}`;
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
/** Milliseconds that the end of the log may be late: it comes through the kubelet, a moment after what it tells of. */
const LATE_MS = 10_000;

/** Follows the log of a pod while a function runs. */
export async function withLog<T>(
  kubectl: Kubectl,
  shell: RemoteShell,
  pod: string,
  use: (follow: FollowOutput) => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  let listen: (chunk: Buffer) => void = () => {};
  const following = execute(kubectl.command(['logs', '--follow', `--container=${CONTAINER}`, pod]), {
    timeoutMs: WEEK_MS,
    kill: end.signal,
    onStdout: (chunk) => listen(chunk),
  });
  const follow: FollowOutput = async (onOutput, run) => {
    const mark = `lanekeeper-end-${randomUUID()}`;
    const arrived = Promise.withResolvers<void>();
    let held = '';
    listen = (chunk) => {
      // What may be the beginning of the mark waits for the rest.
      held += chunk.toString('latin1');
      const at = held.indexOf(`${mark}\n`);
      const ready = at >= 0 ? at : Math.max(0, held.length - mark.length - 1);
      if (ready > 0) onOutput(Buffer.from(held.slice(0, ready), 'latin1'));
      held = held.slice(ready);
      if (at >= 0) arrived.resolve();
    };
    const result = await run();
    await ask(shell, SAY, [mark]).catch(() => undefined);
    await Promise.race([arrived.promise, following, sleep(LATE_MS, undefined, { ref: false })]);
    listen = () => {};
    return result;
  };
  try {
    return await use(follow);
  } finally {
    end.abort();
    await following;
  }
}
