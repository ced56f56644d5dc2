import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BuiltSuite } from '../suites/types.ts';
import { temporaryFolder } from '../testing/cli.ts';
import { folderNode, watchTemporaryFolders } from '../testing/runner.ts';
import { withWorkplace } from './workplace.ts';

/** A suite in a folder of its own, with these files. */
function suiteOfFiles(...names: readonly string[]): BuiltSuite {
  const folder = temporaryFolder(Object.fromEntries(names.map((name) => [name, `this is ${name}`])));
  return { binary: join(folder, 'suite.test'), folder, modulePath: 'm' };
}

describe('a suite that is one program', () => {
  it('is brought to the node, with its runner, and starts beside its test data', async () => {
    const suite = suiteOfFiles('suite.test', 'ginkgo', 'testdata/a.txt', 'secret.txt');
    const node = folderNode();
    await withWorkplace(
      node,
      { ...suite, runner: join(suite.folder, 'ginkgo') },
      'program',
      async (place) => {
        const { binary, runner, folder, modulePath } = place.suite;
        expect(readFileSync(binary, 'utf8')).toBe('this is suite.test');
        expect(readFileSync(runner ?? 'none', 'utf8')).toBe('this is ginkgo');
        expect(readFileSync(join(folder, 'testdata/a.txt'), 'utf8')).toBe('this is testdata/a.txt');
        expect(readdirSync(folder).toSorted()).toEqual(['ginkgo', 'suite.test', 'testdata']);
        expect([dirname(dirname(binary)), modulePath]).toEqual([node.folder, 'm']);
        expect(place).toMatchObject({ timeoutFactor: 3, env: { ON: 'node' }, artifacts: node.artifacts });
      },
    );
  });

  it('without test data starts in the folder of the node', async () => {
    const node = folderNode();
    await withWorkplace(node, suiteOfFiles('suite.test'), 'program', async ({ suite }) => {
      expect(suite.folder).toBe(node.folder);
    });
  });

  it('stays where it is on a node that sees the files of this machine', async () => {
    const suite = suiteOfFiles('suite.test', 'testdata/a.txt');
    const node = { ...folderNode(), upload: async (path: string) => path };
    await withWorkplace(node, suite, 'program', async (place) => {
      expect(place.suite).toEqual(suite);
    });
  });
});

describe('a suite that is a folder', () => {
  it('is brought whole, with a tool that lies in it', async () => {
    const suite = suiteOfFiles('bin/tool', 'a.spec.ts');
    const node = folderNode();
    await withWorkplace(
      node,
      { ...suite, binary: join(suite.folder, 'bin/tool') },
      'folder',
      async ({ suite: { binary, folder } }) => {
        expect(folder.startsWith(node.folder)).toBe(true);
        expect(binary).toBe(join(folder, 'bin/tool'));
        expect(readFileSync(join(folder, 'a.spec.ts'), 'utf8')).toBe('this is a.spec.ts');
      },
    );
  });

  it.each(['sh', '/usr/bin/env', '../tool'])('finds the tool %s there by its name', async (binary) => {
    await withWorkplace(folderNode(), { ...suiteOfFiles('a'), binary }, 'folder', async ({ suite }) => {
      expect(suite.binary).toBe(binary);
    });
  });
});

describe('a suite that drives the console of the node', () => {
  it('runs on this machine, in a folder of its own that goes, with what the node says of itself', async () => {
    const temporaryFolders = watchTemporaryFolders();
    const taken = temporaryFolder();
    const suite = suiteOfFiles('suite.test');
    const lost = async (): Promise<never> => Promise.reject(new Error('asked the node'));
    const node = {
      ...folderNode(),
      console: '/run/console',
      run: lost,
      download: lost,
      downloadFolder: lost,
    };
    let used = '';
    await withWorkplace(node, suite, 'console', async (place) => {
      used = place.folder;
      expect(place).toMatchObject({
        suite,
        console: '/run/console',
        timeoutFactor: 3,
        env: { ON: 'node' },
        artifacts: join(used, 'artifacts'),
      });
      expect(temporaryFolders()).toEqual([basename(used)]);
      const { exitCode } = await place.run(
        { argv: ['touch', 'a'], cwd: place.artifacts, env: {} },
        { timeoutMs: 10_000 },
      );
      expect(exitCode).toBe(0);
      await place.downloadFolder(place.artifacts, taken);
      expect(readdirSync(taken)).toEqual(['a']);
    });
    expect(temporaryFolders()).toEqual([]);
  });

  it('leaves no folder when its run throws', async () => {
    const temporaryFolders = watchTemporaryFolders();
    const failing = withWorkplace(folderNode(), suiteOfFiles('a'), 'console', async () => {
      throw new Error('no console');
    });
    await expect(failing).rejects.toThrow('no console');
    expect(temporaryFolders()).toEqual([]);
  });
});
