import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { usageError } from '../../core/errors.ts';
import type { Config } from '../../lanes/config.ts';
import { directoryStore } from './directory-store.ts';
import { withGitBranchStore } from './git-branch-store.ts';
import type { EvidenceStore } from './store.ts';

/**
 * Gives the ledger that the configuration names to a function.
 *
 * @param folder absolute path of a folder whose ledger is used instead.
 */
export async function withStore<T>(
  { root, settings }: Config,
  folder: string | undefined,
  use: (store: EvidenceStore) => Promise<T>,
): Promise<T> {
  const { evidence } = settings.value;
  if (folder !== undefined) return use(directoryStore(folder));
  if (evidence.kind === 'directory') return use(directoryStore(resolve(root, evidence.path)));
  return withGitBranchStore(root, evidence.remote, evidence.branch, use);
}

/**
 * Absolute path of the folder that the user names to read a ledger from. It must exist: a slip must not look like
 * an empty ledger.
 */
export function existingFolder(cwd: string, named: string | undefined): string | undefined {
  if (named === undefined) return undefined;
  const path = resolve(cwd, named);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path;
  throw usageError(`--evidence: found no folder ${named}, expected that of a ledger`);
}
