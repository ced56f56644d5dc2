import { type FSWatcher, watch } from 'node:fs';
import { compareInventories, describeDifference } from '../selection/compare.ts';
import type { SourcedInventory } from '../source-inventory.ts';
import { oneLine } from '../terminal.ts';
import type { Context } from './context.ts';
import { type InventoryOptions, readFolder } from './inventory.ts';

/** Editors write a file in several steps. */
const SETTLE_MS = 40;

/** Lists again whenever a Go file changes that may declare specs, and prints what is other than before. Never ends. */
export async function watchInventory(
  context: Context,
  folder: string,
  options: InventoryOptions,
): Promise<never> {
  let before = await readFolder(context, folder, options, false);
  context.note(`${summary(before)}; waiting for changes, Ctrl-C ends`);
  for (;;) {
    await nextChange(before.source.folders);
    const started = performance.now();
    try {
      const now = await readFolder(context, folder, options, false);
      for (const each of compareInventories(now, before))
        context.print(`${oneLine(describeDifference(each))}\n`);
      context.note(`${summary(now)}, in ${Math.round(performance.now() - started)} ms`);
      before = now;
    } catch (error) {
      // Half of a change: the next one may mend it.
      context.note((error as Error).message);
    }
  }
}

const summary = ({ specs, source: { unresolved, diagnostics } }: SourcedInventory): string =>
  `${specs.length} specs, ${unresolved.length} unresolved, ${diagnostics.length} diagnostics`;

/** Resolves a moment after a Go file in one of the folders was written, added or removed. */
function nextChange(folders: readonly string[]): Promise<void> {
  const watchers: FSWatcher[] = [];
  return new Promise<void>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    for (const folder of folders) {
      const watcher = watch(folder, (_event, file) => {
        if (file?.endsWith('.go') === false) return;
        clearTimeout(timer);
        timer = setTimeout(resolve, SETTLE_MS);
      });
      watcher.on('error', reject);
      watchers.push(watcher);
    }
  }).finally(() => {
    for (const watcher of watchers) watcher.close();
  });
}
