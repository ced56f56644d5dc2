import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { amount } from '../../core/amount.ts';
import { infrastructureError, usageError } from '../../core/errors.ts';
import { withTemporaryFolder } from '../../system/files.ts';
import { type Git, gitIn } from '../../system/git.ts';
import { directoryStore } from './directory-store.ts';
import type { EvidenceStore } from './store.ts';

/** Number of tries to push: others may push at the same moment, and every try takes in what they pushed. */
const PUSH_ATTEMPTS = 8;

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Lanekeeper',
  GIT_AUTHOR_EMAIL: 'lanekeeper@localhost',
  GIT_COMMITTER_NAME: 'Lanekeeper',
  GIT_COMMITTER_EMAIL: 'lanekeeper@localhost',
};

/**
 * Gives a ledger on a branch of its own to a function. Its files are laid out in a temporary folder; the objects go
 * through the user's repository, which knows how to reach the remote, and whose files and branches are not touched.
 */
export async function withGitBranchStore<T>(
  repository: string,
  remote: string,
  branch: string,
  use: (store: EvidenceStore) => Promise<T>,
): Promise<T> {
  const outer = gitIn(repository);
  const gitDir = (await outer.try('rev-parse', '--absolute-git-dir')).stdout.trim();
  if (gitDir === '')
    throw usageError(`${repository} is in no git repository, which evidence on a branch needs: run git init`);
  return withTemporaryFolder(async (folder) => {
    const tree = join(folder, 'tree');
    mkdirSync(tree);
    const git = gitIn(tree, {
      ...IDENTITY,
      GIT_DIR: gitDir,
      GIT_WORK_TREE: tree,
      GIT_INDEX_FILE: join(folder, 'index'),
    });
    let tip = await checkOut(git, tree, remote, branch);
    const url = (await outer.try('remote', 'get-url', remote)).stdout.trim() || remote;
    const files = directoryStore(tree, `${url}#${branch}`, `the branch ${branch} of ${remote}`);

    /** Makes a change and pushes it; where others were faster, makes it again on top of theirs. */
    const change = async (message: string, make: () => Promise<void>): Promise<void> => {
      for (let attempt = 1; ; attempt += 1) {
        await make();
        await git.run('add', '--all', '--force');
        const content = (await git.run('write-tree')).trim();
        if (tip !== undefined && content === (await git.run('rev-parse', `${tip}^{tree}`)).trim()) return;
        const parents = tip === undefined ? [] : ['-p', tip];
        const commit = (await git.run('commit-tree', content, ...parents, '-m', message)).trim();
        const pushed = await git.try('push', '--quiet', remote, `${commit}:refs/heads/${branch}`);
        if (pushed.exitCode === 0) {
          tip = commit;
          return;
        }
        const wasFaster = /rejected|fetch first|cannot lock ref|incorrect old value/.test(pushed.said);
        if (!wasFaster || attempt === PUSH_ATTEMPTS)
          throw infrastructureError(`the evidence could not be pushed to ${branch}: ${pushed.said}`);
        await sleep(50 * attempt * (0.5 + Math.random()));
        tip = await checkOut(git, tree, remote, branch);
      }
    };
    return use({
      ...files,
      add: (added) => change(`Record ${amount(added.length, 'run')}`, () => files.add(added)),
      remove: (names) => change(`Remove ${amount(names.length, 'run')}`, () => files.remove(names)),
      setAside: (names) =>
        change(`Set ${amount(names.length, 'damaged file')} aside`, () => files.setAside(names)),
    });
  });
}

/** Puts the newest state of the branch into the folder; gives its commit, or nothing where there is no branch yet. */
async function checkOut(git: Git, tree: string, remote: string, branch: string): Promise<string | undefined> {
  const listed = await git.try('ls-remote', remote, `refs/heads/${branch}`);
  if (listed.exitCode !== 0) throw infrastructureError(`${remote} can't be reached: ${listed.said}`);
  const tip = /^[0-9a-f]{40,64}/.exec(listed.stdout)?.[0];
  if (tip === undefined) return undefined;
  await git.run('fetch', '--quiet', '--no-tags', '--no-write-fetch-head', remote, `refs/heads/${branch}`);
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree);
  await git.run('read-tree', tip);
  await git.run('checkout-index', '--all', '--force');
  return tip;
}
