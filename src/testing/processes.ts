import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';

/** Command lines of the processes that are running and hold a text; zombies have none. */
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

/** Waits until something holds; for a minute, as what never happens is not to be waited for. */
export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('what was waited for did not happen');
    await setTimeout(20);
  }
}

/** No process with that text in its command line is left, now or in a moment: the kernel takes one to reap. */
export async function expectNoProcess(text: string): Promise<void> {
  await expect.poll(() => processesWith(text), { timeout: 10_000 }).toEqual([]);
}
