import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/cli.ts';
import { gitState } from './git-state.ts';

it('tells the commit, and every change that may be compiled, wherever in the repository it is', async () => {
  const root = temporaryFolder({ 'tests/x_test.go': 'package x\n', 'pkg/y.go': 'package y\n' });
  const tests = join(root, 'tests');
  expect(await gitState(tests)).toEqual({ commit: null, modified: null });
  const git = (...args: readonly string[]) =>
    execa('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], { cwd: root });
  await git('init', '--quiet');
  expect(await gitState(tests)).toEqual({ commit: null, modified: null });
  await git('add', '.');
  await git('commit', '--quiet', '--message', 'x');
  const commit = (await git('rev-parse', 'HEAD')).stdout;
  expect(await gitState(tests)).toEqual({ commit, modified: false });

  mkdirSync(join(root, 'reports'));
  writeFileSync(join(root, 'reports/report.json'), '{}');
  expect(await gitState(tests)).toEqual({ commit, modified: false });
  writeFileSync(join(root, 'pkg/new.go'), 'package y\n');
  expect(await gitState(tests)).toEqual({ commit, modified: true });
  await git('clean', '--quiet', '--force', 'pkg');
  writeFileSync(join(root, 'pkg/y.go'), 'package y // changed\n');
  expect(await gitState(tests)).toEqual({ commit, modified: true });
});
