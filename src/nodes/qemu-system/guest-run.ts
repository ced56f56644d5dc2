import { setTimeout } from 'node:timers/promises';
import type { Command } from '../../core/types.ts';
import type { ExecuteOptions } from '../../system/exec.ts';
import type { NodeEnded } from '../types.ts';
import { guestLoss } from './boot.ts';
import { type Guest, GuestGone } from './guest.ts';
import type { MachineProcess } from './machine-process.ts';
import type { GuestExit } from './replies.ts';

const TAIL_BYTES = 8 * 1024;
/** Milliseconds of silence after which a guest hangs, however slow it is. */
const HANG_TIMEOUT_MS = 60_000;
const PING_MS = 5000;
/** Milliseconds that the guest has to end what takes too long; when it doesn't, it hangs itself. */
const TIMEOUT_MARGIN_MS = 30_000;

/** Runs a program in a guest; a guest that is lost meanwhile is a result, too. */
export async function runInGuest(
  process: MachineProcess,
  { argv, cwd, env }: Command,
  { interrupt, kill, timeoutMs, onOutput }: ExecuteOptions,
  memory: string,
): Promise<NodeEnded> {
  const { guest } = process;
  const startedAt = new Date().toISOString();
  let tail = Buffer.alloc(0);
  let id = 0;
  const onInterrupt = (): void => guest.notify(id, 'interrupt');
  const onKill = (): void => guest.notify(id, 'kill');
  const watching = new AbortController();
  const ended = (exit: GuestExit | undefined, nodeFailure?: string): NodeEnded => ({
    exitCode:
      exit === undefined || exit.signal !== undefined || exit.failedToStart !== undefined ? null : exit.code,
    signal: exit?.signal ?? null,
    timedOut: exit?.timedOut ?? false,
    failedToStart: exit?.failedToStart ?? null,
    startedAt,
    endedAt: new Date().toISOString(),
    tail: tail.toString('utf8'),
    ...(nodeFailure === undefined ? {} : { nodeFailure, consoleTail: process.console.tail() }),
  });
  try {
    const running = guest.request(
      { do: 'run', argv, folder: cwd, env, timeoutMs },
      {
        onId: (given) => {
          id = given;
        },
        onBytes: (chunk) => {
          tail = Buffer.concat([tail, chunk]).subarray(-TAIL_BYTES);
          onOutput?.(chunk);
        },
      },
    );
    interrupt?.addEventListener('abort', onInterrupt, { once: true });
    kill?.addEventListener('abort', onKill, { once: true });
    if (interrupt?.aborted === true) onInterrupt();
    const reply = await Promise.race([running, watch(guest, timeoutMs, watching.signal)]);
    if (typeof reply === 'string') {
      await process.stop();
      return ended(undefined, reply);
    }
    const exit = reply.exit ?? { code: -1 };
    const starved = exit.outOfMemory ?? 0;
    return starved > 0
      ? ended(
          exit,
          `the guest ran out of memory (${memory}), and its kernel killed ${starved} of its processes`,
        )
      : ended(exit);
  } catch (error) {
    if (!(error instanceof GuestGone)) throw error;
    return ended(undefined, (await guestLoss(process)).message);
  } finally {
    watching.abort();
    interrupt?.removeEventListener('abort', onInterrupt);
    kill?.removeEventListener('abort', onKill);
  }
}

/** Why the guest counts as hung, in words. */
async function watch(guest: Guest, timeoutMs: number, signal: AbortSignal): Promise<string> {
  const end = Date.now() + timeoutMs + TIMEOUT_MARGIN_MS;
  let reason: string | undefined;
  while (reason === undefined) {
    await pause(PING_MS, signal);
    const answered = await Promise.race([
      guest.request({ do: 'ping' }).then(() => true),
      pause(HANG_TIMEOUT_MS, signal).then(() => false),
    ]);
    if (!answered) reason = `the guest answered nothing for ${HANG_TIMEOUT_MS / 1000} s`;
    else if (Date.now() > end) reason = 'the guest did not end the suite in time';
  }
  return reason;
}

/** Waits; never resolves once it is not wanted any more, so that nobody has to ask. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => new Promise<never>(() => {}));
