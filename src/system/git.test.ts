import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../testing/cli.ts';
import { createRepository, type TestRepository } from '../testing/git.ts';
import { gitIn } from './git.ts';
import { gitState } from './git-state.ts';

afterEach(() => vi.unstubAllEnvs());

const HOOKS = ['post-index-change', 'pre-push', 'reference-transaction', 'post-checkout', 'pre-auto-gc'];

/** A repository that names a program wherever its own configuration can, with a remote and an alternate store. */
function hostileRepository(): TestRepository & { readonly remote: string } {
  const repository = createRepository({ 'a.txt': 'a\n', '.gitattributes': '*.txt filter=f diff=d\n' });
  const { root, git, mark } = repository;
  const remote = temporaryFolder();
  git('clone', '--quiet', '--bare', root, remote);
  const other = createRepository({ 'b.txt': 'b\n' });
  writeFileSync(join(root, '.git/objects/info/alternates'), `${join(other.root, '.git/objects')}\n`);
  git('remote', 'add', 'origin', remote);
  mkdirSync(join(root, '.git/hooks'), { recursive: true });
  for (const hook of HOOKS)
    writeFileSync(join(root, '.git/hooks', hook), `#!/bin/sh\nexec '${mark(`hook-${hook}`)}'\n`, {
      mode: 0o755,
    });
  // A signature that can't be right, so that somebody who shows signatures asks for it to be checked.
  const signed = git('cat-file', 'commit', 'HEAD').replace(
    '\n\n',
    '\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n',
  );
  const commit = execFileSync('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], {
    cwd: root,
    input: signed,
    encoding: 'utf8',
  }).trim();
  git('update-ref', 'refs/heads/main', commit);
  const settings = {
    'core.fsmonitor': mark('monitor'),
    'core.alternateRefsCommand': mark('alternates'),
    'core.sshCommand': mark('ssh'),
    'core.pager': mark('pager'),
    'diff.external': mark('diff'),
    'diff.d.textconv': mark('textconv'),
    'filter.f.clean': mark('filter', 'cat'),
    'gpg.program': mark('gpg'),
    'log.showSignature': 'true',
    'push.gpgSign': 'if-asked',
    'color.ui': 'always',
  };
  for (const [name, value] of Object.entries(settings)) git('config', name, value);
  repository.marks(true);
  return { ...repository, commit, remote };
}

it('runs no program that a repository names while it is read', async () => {
  const { root, commit, marks } = hostileRepository();
  const git = gitIn(root);
  expect(await git.run('log', '--format=%H', '-1', '--', './a.txt')).toBe(`${commit}\n`);
  expect(await git.run('show', 'HEAD:a.txt')).toBe('a\n');
  expect(await git.run('diff', '--name-only', '-z', 'HEAD', 'HEAD')).toBe('');
  expect(await git.run('ls-files', '--others')).toBe('');
  expect(marks()).toEqual([]);
});

it('runs none but its filters when the state of its files is asked, which are part of the answer', async () => {
  const { root, commit, marks } = hostileRepository();
  writeFileSync(join(root, 'a.txt'), 'a\n');
  expect(await gitState(root)).toEqual({ commit, modified: false });
  expect(marks()).toEqual(['filter']);
});

it('runs none when it fetches and pushes, but what reaches the remote', async () => {
  const { root, remote, marks } = hostileRepository();
  const git = gitIn(root);
  await git.run('push', '--quiet', 'origin', 'HEAD:refs/heads/new');
  const elsewhere = createRepository({ 'c.txt': 'c\n' });
  elsewhere.git('push', '--quiet', remote, 'main:refs/heads/other');
  await git.run('fetch', '--quiet', '--no-tags', '--no-write-fetch-head', 'origin', 'refs/heads/other');
  expect(marks()).toEqual([]);
  expect((await git.try('ls-remote', 'ssh://nowhere.invalid/x')).exitCode).not.toBe(0);
  expect(marks()).toEqual(['ssh']);
});

it('gives a long answer whole, and what was said in messages only', async () => {
  const names = Array.from({ length: 400 }, (_, index) => `${'long'.repeat(20)}${index}.txt`).toSorted();
  const { root } = createRepository(Object.fromEntries(names.map((name) => [name, ''])));
  expect((await gitIn(root).run('ls-files')).split('\n')).toEqual([...names, '']);
  const { stdout, said, exitCode } = await gitIn(root).try('rev-parse', '--verify', 'nobody');
  expect([exitCode, stdout, said]).toEqual([128, '', 'fatal: Needed a single revision']);
});

it('passes on who signs and the user’s own configuration, and nothing that leads elsewhere', async () => {
  const { root } = createRepository({ 'a.txt': 'a\n' });
  vi.stubEnv('GIT_COMMITTER_NAME', 'Jane');
  vi.stubEnv('GIT_COMMITTER_EMAIL', 'jane@example.org');
  vi.stubEnv('GIT_CONFIG_COUNT', '1');
  vi.stubEnv('GIT_CONFIG_KEY_0', 'user.extra');
  vi.stubEnv('GIT_CONFIG_VALUE_0', 'kept');
  vi.stubEnv('GIT_DIR', '/nowhere');
  vi.stubEnv('GIT_EXTERNAL_DIFF', 'false');
  const git = gitIn(root);
  expect(await git.run('var', 'GIT_COMMITTER_IDENT')).toMatch(/^Jane <jane@example.org> /);
  expect(await git.run('config', 'user.extra')).toBe('kept\n');
  expect(await git.run('config', 'core.fsmonitor')).toBe('false\n');
  vi.stubEnv('GIT_CONFIG_KEY_0', 'core.fsmonitor');
  expect(await git.run('config', 'core.fsmonitor')).toBe('false\n');
});
