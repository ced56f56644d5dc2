import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const text = readFileSync(join(ROOT, '.github/ARCHITECTURE.md'), 'utf8');
const files = globSync(['**/*', '.ci', '.ci/*'], {
  cwd: ROOT,
  exclude: (path) => /(^|\/)(node_modules|dist|\.git)$/.test(path),
});
const known = new Set(files.flatMap((path) => [path, path.replace(/^src\//, '')]));

/** What stands in backticks and names a file or a folder: it has an ending of ours, or ends with a slash. */
const named = [...text.matchAll(/`([\w.*/-]+(?:\.(?:tsx?|go|ya?ml|json)|\/))`/g)].map(
  ([, path]) => path as string,
);

it('leads to files and folders that are there', () => {
  expect(named.length).toBeGreaterThan(80);
  const names = new Set(files.map((path) => basename(path)));
  const isThere = (path: string): boolean => {
    const trimmed = path.replace(/\/$/, '');
    // A name alone stands beside one that was named before it.
    return known.has(trimmed) || names.has(trimmed);
  };
  expect(named.filter((path) => !isThere(path))).toEqual([]);
});

it('names every room', () => {
  const rooms = new Set(globSync('src/*/', { cwd: ROOT }).map((path) => basename(path)));
  expect(rooms.size).toBeGreaterThan(10);
  expect([...rooms].filter((room) => !text.includes(`| \`${room}/\` |`))).toEqual([]);
});
