import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { infrastructureError, usageError } from '../../core/errors.ts';
import { withTemporaryFolder } from '../files.ts';
import { type Git, gitIn } from '../git.ts';

/** Trailer that our commits carry, so that those of others are known. */
const TRAILER = 'Lanekeeper-Promotion: true';

/** A file of the repository, from its root, as it is proposed. */
export type ProposedFile = {
  readonly path: string;
  /** Text in the working tree; the base has to have it, too. */
  readonly before: string;
  readonly after: string;
};

type BranchTarget = { readonly remote: string; readonly base: string; readonly branch: string };

/**
 * Puts a commit with the files on top of the base and pushes it as the branch, whatever is checked out. A branch that
 * has the proposed texts already is left alone.
 */
export async function pushProposal(
  repository: string,
  { remote, base, branch }: BranchTarget,
  message: string,
  files: readonly ProposedFile[],
): Promise<'pushed' | 'unchanged'> {
  const git = gitIn(repository);
  const tips = await remoteTips(git, remote, [base, branch]);
  const baseTip = tips.get(base);
  if (baseTip === undefined) throw usageError(`found no branch ${base} on ${remote}: set promotion.base`);
  await fetchCommit(git, remote, base);
  for (const file of files) await expectSameInBase(git, baseTip, base, file);
  const old = tips.get(branch);
  if (old !== undefined) {
    await fetchCommit(git, remote, branch);
    await expectOurs(git, old, baseTip, branch);
    if (await hasTexts(git, old, files)) return 'unchanged';
  }
  const commit = await withTemporaryFolder((folder) =>
    commitFiles(repository, folder, baseTip, message, files),
  );
  const lease = `--force-with-lease=refs/heads/${branch}:${old ?? ''}`;
  const pushed = await git.try('push', '--quiet', lease, remote, `${commit}:refs/heads/${branch}`);
  if (pushed.exitCode !== 0)
    throw infrastructureError(
      `the branch ${branch} could not be pushed: ${pushed.said}; where somebody else was faster, run the command again`,
    );
  return 'pushed';
}

/**
 * Takes the branch away when nothing is left to propose, unless somebody else worked on it.
 *
 * @param before done once it is known that the branch is ours: GitHub closes the pull request of a branch that goes.
 */
export async function deleteProposal(
  repository: string,
  { remote, base, branch }: BranchTarget,
  before: () => Promise<void>,
): Promise<void> {
  const git = gitIn(repository);
  const tips = await remoteTips(git, remote, [base, branch]);
  const [old, baseTip] = [tips.get(branch), tips.get(base)];
  if (old === undefined || baseTip === undefined) return before();
  await fetchCommit(git, remote, base);
  await fetchCommit(git, remote, branch);
  await expectOurs(git, old, baseTip, branch);
  await before();
  const lease = `--force-with-lease=refs/heads/${branch}:${old}`;
  await git.run('push', '--quiet', lease, remote, `:refs/heads/${branch}`);
}

async function remoteTips(
  git: Git,
  remote: string,
  branches: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const refs = branches.map((branch) => `refs/heads/${branch}`);
  const listed = await git.run('ls-remote', remote, ...refs);
  return new Map(
    Array.from(listed.matchAll(/^([0-9a-f]{40,64})\trefs\/heads\/(.+)$/gm), ([, commit = '', name = '']) => [
      name,
      commit,
    ]),
  );
}

const fetchCommit = (git: Git, remote: string, branch: string): Promise<string> =>
  git.run('fetch', '--quiet', '--no-tags', '--no-write-fetch-head', remote, `refs/heads/${branch}`);

async function expectSameInBase(
  git: Git,
  tip: string,
  base: string,
  { path, before }: ProposedFile,
): Promise<void> {
  const found = await git.try('show', `${tip}:${path}`);
  if (found.exitCode === 0 && found.stdout === before) return;
  throw usageError(
    `${path}: found ${found.exitCode === 0 ? 'another text' : 'no such file'} on ${base}, expected the one that is here: check out ${base} first`,
  );
}

/** Throws unless all commits on the branch are our own, so that nobody's work is overwritten. */
async function expectOurs(git: Git, tip: string, baseTip: string, branch: string): Promise<void> {
  const log = await git.run('log', '--format=%H%x00%an%x00%B%x01', tip, '--not', baseTip);
  for (const entry of log.split('\u0001')) {
    const [commit = '', author = '', body = ''] = entry.trim().split('\0');
    if (commit !== '' && !body.includes(TRAILER))
      throw usageError(
        `the branch ${branch} holds ${commit.slice(0, 12)} by ${author}, which is not ours: merge or close its pull request and delete the branch, then run the command again`,
      );
  }
}

async function hasTexts(git: Git, tip: string, files: readonly ProposedFile[]): Promise<boolean> {
  for (const { path, after } of files) {
    const found = await git.try('show', `${tip}:${path}`);
    if (found.exitCode !== 0 || found.stdout !== after) return false;
  }
  const changed = await git.run('diff', '--name-only', '-z', `${tip}~1`, tip);
  return changed.split('\0').filter((name) => name !== '').length === files.length;
}

async function commitFiles(
  repository: string,
  folder: string,
  parent: string,
  message: string,
  files: readonly ProposedFile[],
): Promise<string> {
  const git = gitIn(repository, { GIT_INDEX_FILE: join(folder, 'index') });
  // A name that git makes up from this machine signs nothing.
  const identity = await git.try('-c', 'user.useConfigOnly=true', 'var', 'GIT_COMMITTER_IDENT');
  const signer = /^(.+ <[^<>]+>)/.exec(identity.stdout)?.[1];
  if (identity.exitCode !== 0 || signer === undefined)
    throw usageError(
      'git knows no user.name and user.email, expected those who sign the commit off: git config user.name …',
    );
  await git.run('read-tree', parent);
  const texts = join(folder, 'texts');
  mkdirSync(texts);
  for (const [index, { path, after }] of files.entries()) {
    const text = join(texts, `${index}`);
    writeFileSync(text, after);
    const blob = (await git.run('hash-object', '-w', '--no-filters', text)).trim();
    const mode =
      /^\d+/.exec(await git.run('ls-tree', parent, '--', `:(top,literal)${path}`))?.[0] ?? '100644';
    await git.run('update-index', '--cacheinfo', `${mode},${blob},${path}`);
  }
  const tree = (await git.run('write-tree')).trim();
  const text = `${message}\n\n${TRAILER}\nSigned-off-by: ${signer}\n`;
  return (await git.run('commit-tree', tree, '-p', parent, '-m', text)).trim();
}
