import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './cli.ts';

/** A repository with one commit, on the branch `main`. */
export type TestRepository = {
  readonly root: string;
  readonly commit: string;
  /** Runs git in the repository; gives what it prints. */
  readonly git: (...args: readonly string[]) => string;
  /** Writes a program that leaves a mark when it is started; gives its path. */
  readonly mark: (name: string, then?: string) => string;
  /** Names of the programs that left marks. @param forget whether they are removed. */
  readonly marks: (forget?: boolean) => readonly string[];
};

/** Makes a repository of some files, which goes when the test ends. */
export function createRepository(files: Readonly<Record<string, string>>): TestRepository {
  const root = temporaryFolder(files);
  const [programs, left] = [temporaryFolder(), temporaryFolder()];
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message', 'x');
  return {
    root,
    commit: git('rev-parse', 'HEAD').trim(),
    git,
    mark: (name, then = ':') => {
      const path = join(programs, name);
      writeFileSync(path, `#!/bin/sh\n: >'${join(left, name)}'\n${then}\n`);
      chmodSync(path, 0o755);
      return path;
    },
    marks: (forget = false) => {
      const names = readdirSync(left).toSorted();
      if (forget) for (const name of names) rmSync(join(left, name));
      return names;
    },
  };
}
