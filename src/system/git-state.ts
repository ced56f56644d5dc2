import { execute } from './exec.ts';

export type GitState = { readonly commit: string | null; readonly modified: boolean | null };

/** Of sources that nobody knows: those of a binary need not be where the binary lies. */
export const UNKNOWN_SOURCES: GitState = { commit: null, modified: null };

/**
 * The commit of the repository around a folder, and whether what is compiled may differ from it: tracked files that
 * changed anywhere in it, because a suite compiles the packages that it tests, and Go files that git doesn't track.
 */
export async function gitState(folder: string): Promise<GitState> {
  const commit = (await git(folder, 'rev-parse', 'HEAD'))?.trim();
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return UNKNOWN_SOURCES;
  const changed = await git(folder, '--no-optional-locks', 'status', '--porcelain', '--untracked-files=no');
  const untracked = await git(folder, 'ls-files', '--others', '--exclude-standard', '--', ':(top)*.go');
  const isKnown = changed !== undefined && untracked !== undefined;
  return { commit, modified: isKnown ? `${changed}${untracked}`.trim() !== '' : null };
}

async function git(cwd: string, ...args: readonly string[]): Promise<string | undefined> {
  const ended = await execute({ argv: ['git', ...args], cwd, env: {} }, { timeoutMs: 60_000 });
  return ended.exitCode === 0 ? ended.tail : undefined;
}
