import { type FSWatcher, watch } from 'node:fs';
import { complaintOf } from '../../../core/errors.ts';
import { oneLine } from '../../../core/terminal.ts';
import { compareInventories, describeDifference } from '../../../planning/selection/compare.ts';
import type { SourcedInventory } from '../../../source/inventory.ts';
import type { Context } from '../../shared/context.ts';
import type { InventoryListOptions } from './command.ts';
import { readFolder } from './read-folder.ts';

/** Milliseconds without a change after which files are read: editors write a file in several steps. */
const SETTLE_MS = 40;

/** Lists again whenever a Go file changes that may declare specs, and prints what is other than before. Never ends. */
export async function watchInventory(
  context: Context,
  folder: string,
  options: InventoryListOptions,
): Promise<never> {
  const changes = watchGoFiles();
  let before = await readFolder(context, folder, options, false);
  changes.watch(before.source.folders);
  context.note(`${summary(before)}; waiting for changes, Ctrl-C ends`);
  for (;;) {
    await changes.next();
    const started = performance.now();
    try {
      const now = await readFolder(context, folder, options, false);
      changes.watch(now.source.folders);
      for (const each of compareInventories(now, before))
        context.print(`${oneLine(describeDifference(each))}\n`);
      context.note(`${summary(now)}, in ${Math.round(performance.now() - started)} ms`);
      before = now;
    } catch (error) {
      // Half of a change: the next one may mend it.
      context.note(complaintOf(error));
    }
  }
}

const summary = ({ specs, source: { unresolved, diagnostics } }: SourcedInventory): string =>
  `${specs.length} specs, ${unresolved.length} unresolved, ${diagnostics.length} diagnostics`;

/**
 * Watches for changes of Go files in some folders; what changes while nobody waits is told to the next who does.
 */
function watchGoFiles() {
  const watchers = new Map<string, FSWatcher>();
  let changed = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => changed.resolve(), SETTLE_MS);
  };
  return {
    watch: (folders: readonly string[]): void => {
      for (const folder of folders)
        if (!watchers.has(folder)) {
          const watcher = watch(folder, (_event, file) => {
            if (file?.endsWith('.go') !== false) tell();
          });
          // A folder that is removed is a change, too.
          watcher.on('error', tell);
          watchers.set(folder, watcher);
          // It may have changed between the reading and now.
          tell();
        }
    },
    next: async (): Promise<void> => {
      await changed.promise;
      changed = Promise.withResolvers<void>();
    },
  };
}
