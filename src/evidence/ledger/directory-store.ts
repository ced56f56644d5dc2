import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { moveFile, writeFilesAtomic } from '../../system/files.ts';
import { isLedgerName } from './ledger-file.ts';
import type { EvidenceStore, StoredFile } from './store.ts';

/**
 * A ledger in a folder. Two processes may add to it at once: each file appears whole, under the name of its
 * content.
 */
export const directoryStore = (folder: string, identity = folder, title = folder): EvidenceStore => ({
  identity,
  title,
  list: () => listFiles(folder),
  read: (name) => readFileSync(join(folder, name)),
  add: (files) => writeFilesAtomic(folder, files),
  remove: async (names) => {
    for (const name of names) rmSync(join(folder, name), { force: true });
  },
  setAside: async (names) => {
    for (const name of names) {
      moveFile(join(folder, name), join(folder, 'damaged', name.split('/').at(-1) as string));
      rmSync(join(folder, name), { force: true });
    }
  },
});

/** Files of the folder that are named like files of the ledger: `2026/11/<sha256>.jsonl`. */
function listFiles(folder: string): readonly StoredFile[] {
  const entries = (path: string, pattern: RegExp): readonly string[] =>
    statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
      ? readdirSync(path).filter((name) => pattern.test(name))
      : [];
  return entries(folder, /^\d{4}$/)
    .flatMap((year) => entries(join(folder, year), /^\d{2}$/).map((month) => `${year}/${month}`))
    .flatMap((month) => entries(join(folder, month), /\.jsonl$/).map((file) => `${month}/${file}`))
    .filter(isLedgerName)
    .toSorted()
    .flatMap((name) => {
      // Another process may compact the ledger meanwhile.
      const stats = statSync(join(folder, name), { throwIfNoEntry: false });
      return stats?.isFile() === true ? [{ name, bytes: stats.size }] : [];
    });
}
