import { execute } from './exec.ts';

export type GitState = { readonly commit: string | null; readonly modified: boolean | null };

/** The commit of the sources in a folder, and whether they differ from it; nulls outside of a repository. */
export async function gitState(folder: string): Promise<GitState> {
  const commit = await git(folder, 'rev-parse', 'HEAD');
  if (commit === undefined) return { commit: null, modified: null };
  const changes = await git(folder, '--no-optional-locks', 'status', '--porcelain', '--', '.');
  return { commit: commit.trim(), modified: changes === undefined ? null : changes.trim() !== '' };
}

async function git(cwd: string, ...args: readonly string[]): Promise<string | undefined> {
  const ended = await execute({ argv: ['git', ...args], cwd, env: {} }, { timeoutMs: 60_000 });
  return ended.exitCode === 0 ? ended.tail : undefined;
}
