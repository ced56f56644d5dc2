import { resolve } from 'node:path';
import type { Config } from '../lane/config.ts';
import { directoryStore } from './directory-store.ts';
import { withGitBranchStore } from './git-branch-store.ts';
import type { EvidenceStore } from './store.ts';

/**
 * Gives the ledger that the configuration names to a function.
 *
 * @param folder a ledger in a folder instead. Absolute.
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
