import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { milliseconds } from '../../core/duration.ts';
import { NodeError } from '../node-error.ts';
import type { OpenOptions } from '../types.ts';
import { type Guest, GuestGone, GuestRefusal } from './guest.ts';
import { ARTIFACTS_FOLDER } from './guest-folders.ts';
import type { MachineProcess } from './machine-process.ts';
import { MonitorError } from './qmp.ts';

const BOOT_TIMEOUT = '90s';

/** Waits until a guest answers; its answer proves that its clock ticks. */
export async function waitForGuest(
  machine: MachineProcess,
  bootTimeout: string | undefined,
  { kill }: Pick<OpenOptions, 'kill'>,
): Promise<void> {
  const limit = bootTimeout ?? BOOT_TIMEOUT;
  const waiting = new AbortController();
  try {
    await Promise.race([
      firstAnswer(machine.guest, waiting.signal),
      machine.ended.then(() => {
        throw new GuestGone('QEMU ended');
      }),
      setTimeout(milliseconds(limit), undefined, { signal: waiting.signal }).then(() => {
        throw machine.failure(`the guest gave no sign of life within ${limit}`);
      }),
    ]);
  } catch (error) {
    if (error instanceof NodeError) throw error;
    // Its last words may still be on the way.
    await Promise.race([machine.ended, setTimeout(1000)]);
    kill.throwIfAborted();
    throw machine.failure(whatHappened(machine, 'the guest ended before it was up'));
  } finally {
    waiting.abort();
  }
}

const POLL_MS = 1000;

/** Knocks until somebody answers: firmware swallows what comes before our guest side is there. */
async function firstAnswer(guest: Guest, signal: AbortSignal): Promise<void> {
  const answers = new Set<Promise<unknown>>();
  for (let isAnswered = false; !isAnswered; ) {
    answers.add(guest.request({ do: 'ping' }));
    isAnswered = await Promise.race([
      ...[...answers].map((answer) => answer.then(() => true)),
      setTimeout(POLL_MS, false, { signal }),
    ]);
  }
}

/** The plainest words for the end of a guest. */
const whatHappened = ({ console }: MachineProcess, otherwise: string): string =>
  /Kernel panic/.test(console.tail()) ? 'the kernel of the guest panicked' : otherwise;

/** Error for a guest that is gone while nothing ran: QEMU's own last words come a moment later. */
export async function guestLoss(process: MachineProcess): Promise<NodeError> {
  await Promise.race([process.ended, setTimeout(1000)]);
  return process.failure(whatHappened(process, 'the guest is gone'));
}

/** What went wrong while a machine was used, as the fault of the machine where it was. */
export async function asFault(process: MachineProcess, error: unknown): Promise<unknown> {
  if (error instanceof GuestGone || error instanceof MonitorError) return guestLoss(process);
  return error instanceof GuestRefusal ? process.failure(`the guest can't: ${error.message}`) : error;
}

/** How a guest appears in a private network. */
export type Card = {
  readonly hardware: string;
  readonly address: string;
  readonly mask: string;
  readonly gateway?: string;
  readonly dns?: string;
  /** Whether others on this network may have programs run here. */
  readonly serve?: boolean;
};

/** Gives a guest what a restored one has wrong: the time of day, random numbers of its own, and a name. */
export const setUpGuest = async (guest: Guest, hostname: string, cards: readonly Card[]): Promise<void> => {
  await guest.request({
    do: 'setup',
    unixNanoseconds: `${BigInt(Date.now()) * 1_000_000n}`,
    seed: randomBytes(64).toString('hex'),
    hostname,
    path: ARTIFACTS_FOLDER,
    cards,
  });
};
