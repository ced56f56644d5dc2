import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';

/** Command lines of the running processes that hold a text; zombies have none. */
export const processesWith = (text: string): readonly string[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .flatMap((entry) => {
      try {
        return [readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return [];
      }
    })
    .filter((line) => line.includes(text));

/** Waits until something holds, for a minute at most: a test must not wait for what never happens. */
export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('what was waited for did not happen');
    await setTimeout(20);
  }
}

/**
 * Expects that no process with that text in its command line is left, now or in a moment: the kernel takes one to
 * reap.
 */
export async function expectNoProcess(text: string): Promise<void> {
  await expect.poll(() => processesWith(text), { timeout: 10_000 }).toEqual([]);
}
