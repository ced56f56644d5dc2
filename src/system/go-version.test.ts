import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import { startCli, temporaryFolder } from '../testing/cli.ts';
import { outcomesFolder } from '../testing/outcomes.ts';

/** A folder for the PATH with a Go of a version, by a link as Debian has it, that compiles nothing. */
function folderWithGo(version: string): string {
  const root = temporaryFolder({
    'lib/go/bin/go': '#!/bin/sh\necho "package slices is not in GOROOT" >&2\nexit 1\n',
    'lib/go/VERSION': `${version}\ntime 2023-03-29T22:15:48Z\n`,
    'bin/other': '',
  });
  symlinkSync('../lib/go/bin/go', join(root, 'bin/go'));
  return join(root, 'bin');
}

const failWith = async (version: string, module: string) => {
  const bin = folderWithGo(version);
  const folder = outcomesFolder('passed', '', { 'suite/go.mod': module, 'suite/deep/a_test.go': '' });
  const { exitCode, stderr } = await startCli(folder, ['run', 'lane', '--inventory', 'suite/deep'], {
    PATH: `${bin}:/usr/bin:/bin`,
    LANEKEEPER_CACHE: join(folder, 'cache'),
  });
  expect(exitCode).toBe(3);
  expect(stderr).toContain('package slices is not in GOROOT');
  return { bin, folder, stderr };
};

test.each([
  ['go1.19.8', 'module m\n\ngo 1.24.0\n', '1.19', '1.24'],
  ['go1.9', 'module m\n\ngo 1.10\n', '1.9', '1.10'],
  ['go1.24rc1', 'module m\n\ngo 2.0\n', '1.24', '2.0'],
])(
  '%s is too old for a module of %j, which is told in one sentence',
  async (version, module, found, wanted) => {
    const { bin, folder, stderr } = await failWith(version, module);
    expect(stderr).toContain(
      `lane: infrastructure: the suite "outcomes" does not build: ${bin}/go is Go ${found}, ` +
        `and ${folder}/suite/go.mod asks for ${wanted} or newer: install one, from https://go.dev/dl\n`,
    );
  },
);

it.each([
  ['go1.24.1', 'module m\n\ngo 1.24.0\n'],
  ['go1.26.0', 'module m\n\ngo 1.24\n'],
  ['go1.19', 'module m\n'],
  ['devel +abc', 'module m\n\ngo 1.24\n'],
])('%s is not to blame for what does not build of a module of %j', async (version, module) => {
  const { stderr } = await failWith(version, module);
  expect(stderr).toContain('lane: infrastructure: the suite "outcomes" does not build: go test -c');
  expect(stderr).not.toContain('or newer');
});
