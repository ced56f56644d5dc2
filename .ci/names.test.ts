import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inTree } from './made-up-tree.ts';
import { repeatedNames } from './names.ts';

const HELPER =
  'const halves = (text: string): readonly string[] => [text.slice(0, 4), text.slice(4, text.length)];';

it('finds nothing in the tree that is here', () => {
  expect(repeatedNames(join(import.meta.dirname, '..'))).toEqual([]);
});

it.each([
  {
    repeat: 'a name that two files export, whatever it stands for',
    files: { 'a.ts': 'export const run = 1;', 'b/c.tsx': 'export function run() { return <i />; }' },
    found: ['run is exported by src/a.ts and src/b/c.tsx'],
  },
  {
    repeat: 'a type and a class of one name',
    files: { 'a.ts': 'export type Machine = 1;', 'b.ts': 'export class Machine {}' },
    found: ['Machine is exported by src/a.ts and src/b.ts'],
  },
  {
    repeat: 'a helper that was copied, with another comment and other line ends',
    files: { 'a.ts': HELPER, 'b.ts': `// Mine.\n${HELPER.replaceAll(', ', ',\n')}` },
    found: ['halves is the same in src/a.ts and src/b.ts'],
  },
  {
    repeat: 'no helper of one name that does something else',
    files: { 'a.ts': HELPER, 'b.ts': HELPER.replaceAll('4', '5') },
    found: [],
  },
  {
    repeat: 'no schema beside the type of its name, no name that is passed on, and nothing in tests',
    files: {
      'a.ts': 'export const Lane = 1; export type Lane = typeof Lane;',
      'b.ts': "export { Lane } from './a.ts';",
      'a.test.ts': 'export const Lane = 2;',
    },
    found: [],
  },
])('finds $repeat', async ({ files, found }) => {
  expect(await inTree(files, repeatedNames)).toEqual(found);
});

it('refuses a folder in which there is nothing to check', async () => {
  await expect(inTree({}, repeatedNames)).rejects.toThrow('found no module, so nothing was checked');
});
