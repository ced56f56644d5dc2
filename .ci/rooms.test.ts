import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inTree } from './made-up-tree.ts';
import { brokenRules } from './rooms.ts';

it('finds nothing in the tree that is here', async () => {
  expect(await brokenRules(join(import.meta.dirname, '..'))).toEqual([]);
});

it.each([
  {
    breach: 'an import of a room above',
    files: {
      'core/a.ts': "import { b } from '../lanes/b.ts'; export const a = b;",
      'lanes/b.ts': 'export const b = 1;',
    },
    found: 'core imports no other room: src/core/a.ts → src/lanes/b.ts',
  },
  {
    breach: 'an import of a type alone',
    files: {
      'core/a.ts': "import type { B } from '../lanes/b.ts'; export type A = B;",
      'lanes/b.ts': 'export type B = 1;',
    },
    found: 'core imports no other room: src/core/a.ts → src/lanes/b.ts',
  },
  {
    breach: 'an import when it is called',
    files: {
      'core/a.ts': "export const a = () => import('../lanes/b.ts');",
      'lanes/b.ts': 'export const b = 1;',
    },
    found: 'core imports no other room: src/core/a.ts → src/lanes/b.ts',
  },
  {
    breach: 'a file of a room of which only another file may be imported',
    files: {
      'lanes/a.ts': "import '../system/exec.ts'; import '../system/files.ts';",
      'system/exec.ts': '',
      'system/files.ts': '',
    },
    found: 'lanes imports core, system/files.ts: src/lanes/a.ts → src/system/exec.ts',
  },
  {
    breach: 'a circle of types within a room',
    files: {
      'core/a.ts': "import type { B } from './b.ts'; export type A = B;",
      'core/b.ts': "import type { A } from './a.ts'; export type B = A;",
    },
    found: 'circle: src/core/a.ts → src/core/b.ts → src/core/a.ts',
  },
  {
    breach: 'a test of a room below',
    files: {
      'core/a.test.ts': "import { run } from '../runner/run.ts'; run();",
      'runner/run.ts': 'export const run = () => {};',
    },
    found: 'tests of core import what core may, and testing: src/core/a.test.ts → src/runner/run.ts',
  },
  {
    breach: 'a kind that knows another of its family',
    files: {
      'nodes/ssh/index.ts': "import '../local/index.ts';",
      'nodes/local/index.ts': '',
    },
    found: 'nodes/ssh knows no other kind: src/nodes/ssh/index.ts → src/nodes/local/index.ts',
  },
  {
    breach: 'a process that is started past the door',
    files: { 'system/git.ts': "import { spawn } from 'node:child_process'; spawn('git');" },
    found: 'only system/last-will.ts opens child_process: src/system/git.ts → child_process',
  },
  {
    breach: 'what only tests may use',
    files: { 'site/a.ts': "import '../testing/fake.ts';", 'testing/fake.ts': '' },
    found: 'only tests import testing: src/site/a.ts → src/testing/fake.ts',
  },
  {
    breach: 'a room that imports the command line',
    files: { 'runner/a.ts': "import '../cli/options.ts';", 'cli/options.ts': '' },
    found: 'only src/cli.ts imports cli: src/runner/a.ts → src/cli/options.ts',
  },
])('finds $breach', async ({ files, found }) => {
  expect(await inTree(files, brokenRules)).toContain(found);
});

it('refuses a folder in which there is nothing to check', async () => {
  await expect(inTree({ 'notes.txt': '' }, brokenRules)).rejects.toThrow(
    'found no module, so nothing was checked',
  );
});
