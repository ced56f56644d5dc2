import { EXIT, type ExitCode, usageError } from '../../../core/errors.ts';
import { listStored, removeStored } from '../../../nodes/images/store.ts';
import { pruneSnapshots } from '../../../nodes/qemu-system/snapshots.ts';
import type { Context } from '../../shared/context.ts';
import type { ImagePruneOptions } from './command.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Removes what can be made again. A machine that was started from it goes on: its files are open. */
export function pruneImages(context: Context, { olderThan }: ImagePruneOptions): ExitCode {
  if (!/^\d+$/.test(olderThan))
    throw usageError(`--older-than: found ${JSON.stringify(olderThan)}, expected a number of days`);
  const before = Date.now() - Number(olderThan) * DAY_MS;
  for (const { key, madeAt } of listStored()) {
    if (Date.parse(madeAt) > before) continue;
    removeStored(key);
    context.print(`removed ${key}\n`);
  }
  const snapshots = pruneSnapshots(before);
  if (snapshots > 0) context.print(`removed ${snapshots} snapshots\n`);
  return EXIT.ok;
}
