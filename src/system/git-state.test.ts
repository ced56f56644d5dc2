import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, test, vi } from 'vitest';
import { temporaryFolder } from '../testing/cli.ts';
import { createRepository } from '../testing/git.ts';
import { gitState } from './git-state.ts';

const SOURCES = { 'tests/x_test.go': 'package x\n', 'pkg/y.go': 'package y\n' };

afterEach(() => vi.unstubAllEnvs());

it('tells the commit, and every change that may be compiled, wherever in the repository it is', async () => {
  const { root, commit, git } = createRepository(SOURCES);
  const tests = join(root, 'tests');
  expect(await gitState(tests)).toEqual({ commit, modified: false });

  mkdirSync(join(root, 'reports'));
  writeFileSync(join(root, 'reports/report.json'), '{}');
  expect(await gitState(tests)).toEqual({ commit, modified: false });
  writeFileSync(join(root, 'pkg/new.go'), 'package y\n');
  expect(await gitState(tests)).toEqual({ commit, modified: true });
  git('clean', '--quiet', '--force', 'pkg');
  writeFileSync(join(root, 'pkg/y.go'), 'package y // changed\n');
  expect(await gitState(tests)).toEqual({ commit, modified: true });
});

it('knows nothing of a folder without a repository, without a commit, and without git', async () => {
  const nothing = { commit: null, modified: null };
  const { root, git } = createRepository(SOURCES);
  expect(await gitState(temporaryFolder())).toEqual(nothing);
  git('checkout', '--quiet', '--orphan', 'empty');
  expect(await gitState(root)).toEqual(nothing);
  git('checkout', '--quiet', '--force', 'main');
  vi.stubEnv('PATH', '/nowhere');
  expect(await gitState(root)).toEqual(nothing);
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['traces', { GIT_TRACE: '1', GIT_TRACE_SETUP: '1' }],
  ['traces on standard output', { GIT_TRACE: '/dev/stdout', GIT_TRACE2: '/dev/stdout' }],
  ['another repository', { GIT_DIR: '/nowhere/.git', GIT_WORK_TREE: '/nowhere' }],
  ['another index', { GIT_INDEX_FILE: '/nowhere/index' }],
  ['another object store', { GIT_OBJECT_DIRECTORY: '/nowhere' }],
  ['options of a git that called us', { GIT_CONFIG_PARAMETERS: "'core.worktree'='/nowhere'" }],
])('is not misled by an environment that asks git for %s', async (_, env) => {
  const { root, commit } = createRepository(SOURCES);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  expect(await gitState(root)).toEqual({ commit, modified: false });
});

it('is not misled by a branch that is called HEAD, of which git warns', async () => {
  const { root, commit, git } = createRepository(SOURCES);
  git('update-ref', 'refs/heads/HEAD', commit);
  expect(await gitState(root)).toEqual({ commit, modified: false });
});

it('believes no monitor that the repository names, and doesn’t start it', async () => {
  const { root, commit, mark, marks, git } = createRepository(SOURCES);
  // It says that nothing changed since.
  git('config', 'core.fsmonitor', mark('monitor', "printf '2\\0'"));
  git('update-index', '--fsmonitor');
  writeFileSync(join(root, 'pkg/y.go'), 'package z\n');
  marks(true);
  expect(await gitState(root)).toEqual({ commit, modified: true });
  expect(marks()).toEqual([]);
});
