import { gitIn } from './git.ts';
import { findProgram } from './tools.ts';

export type GitState = { readonly commit: string | null; readonly modified: boolean | null };

/** State of sources that nobody knows: those of a binary need not be where the binary lies. */
export const UNKNOWN_SOURCES: GitState = { commit: null, modified: null };

/**
 * The commit of the repository around a folder, and whether what is compiled may differ from it: tracked files that
 * changed anywhere in it, because a suite compiles the packages that it tests, and Go files that git doesn't track.
 */
export async function gitState(folder: string): Promise<GitState> {
  if (findProgram('git') === undefined) return UNKNOWN_SOURCES;
  const git = gitIn(folder);
  const head = await git.try('rev-parse', '--verify', 'HEAD');
  const commit = head.stdout.trim();
  if (head.exitCode !== 0 || !/^[0-9a-f]{40,64}$/.test(commit)) return UNKNOWN_SOURCES;
  const changed = await git.try('status', '--porcelain', '--untracked-files=no');
  const untracked = await git.try('ls-files', '--others', '--exclude-standard', '--', ':(top)*.go');
  const isKnown = changed.exitCode === 0 && untracked.exitCode === 0;
  return { commit, modified: isKnown ? `${changed.stdout}${untracked.stdout}`.trim() !== '' : null };
}
