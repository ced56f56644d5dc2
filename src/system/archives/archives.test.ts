import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { makeTar, makeZip } from '../../testing/archives.ts';
import { temporaryFolder } from '../../testing/cli.ts';
import { ArchiveRefusal, extractArchive } from './index.ts';

/** Unpacks bytes into a folder of a folder of its own, beside a file that must stay as it is. */
async function unpack(bytes: Buffer) {
  const root = temporaryFolder({ 'secret.txt': 'untouched', 'in/archive': '' });
  writeFileSync(join(root, 'in/archive'), bytes);
  const to = join(root, 'out');
  mkdirSync(to);
  const ended = await extractArchive(join(root, 'in/archive'), to).then(
    () => undefined,
    (error: unknown) => error,
  );
  const files = readdirSync(to, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(to.length + 1))
    .toSorted();
  return { root, to, ended, files };
}

const MiB = 1024 ** 2;
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `f${index}`, content: 'x' }));

const hostile: readonly (readonly [string, () => Promise<Buffer> | Buffer, RegExp])[] = [
  ['a tar that climbs out', () => makeTar([{ name: '../secret.txt', content: 'x' }]), /leaves its folder/],
  [
    'a tar that climbs out later',
    () => makeTar([{ name: 'a/b/../../../secret.txt', content: 'x' }]),
    /leaves its folder/,
  ],
  [
    'a tar with a path from the root',
    () => makeTar([{ name: '/tmp/lanekeeper-escaped', content: 'x' }]),
    /path from the root/,
  ],
  [
    'a tar with a link and a file behind it',
    () =>
      makeTar([
        { name: 'a', type: 'symlink', linkname: '..' },
        { name: 'a/secret.txt', content: 'x' },
      ]),
    /a symlink/,
  ],
  ['a tar with a hard link', () => makeTar([{ name: 'a', type: 'link', linkname: '/etc/passwd' }]), /a link/],
  [
    'a tar with a device',
    () => makeTar([{ name: 'a', type: 'character-device', devmajor: 1, devminor: 5 }]),
    /a character-device/,
  ],
  ['a tar with a pipe', () => makeTar([{ name: 'a', type: 'fifo' }]), /a fifo/],
  [
    'a tar with a path of another system',
    () => makeTar([{ name: '..\\secret.txt', content: 'x' }]),
    /another system/,
  ],
  [
    'a tar with the same file twice',
    () =>
      makeTar([
        { name: 'a', content: 'x' },
        { name: './a', content: 'y' },
      ]),
    /two files called/,
  ],
  [
    'a tar with names that differ in case only',
    () =>
      makeTar([
        { name: 'a', content: 'x' },
        { name: 'A', content: 'y' },
      ]),
    /two files called/,
  ],
  [
    'a tar with a file as a folder',
    () =>
      makeTar([
        { name: 'a', content: 'x' },
        { name: 'a/b', content: 'y' },
      ]),
    /both as a file and as a folder/,
  ],
  [
    'a tar with a name that is too long',
    () => makeTar([{ name: 'a'.repeat(300), content: 'x' }]),
    /too long/,
  ],
  ['a tar that is too deep', () => makeTar([{ name: `${'a/'.repeat(40)}b`, content: 'x' }]), /too deep/],
  ['a tar with too many files', () => makeTar(many(10_001)), /more than 10000 entries/],
  [
    'a tar that ends early',
    async () => (await makeTar([{ name: 'a', content: 'x'.repeat(5000) }])).subarray(0, 2000),
    /damaged, or cut off/,
  ],
  [
    'a tar whose packing ends early',
    async () =>
      gzipSync(
        await makeTar([{ name: 'a', content: Buffer.from(Array.from({ length: 9000 }, (_, i) => i * 7)) }]),
      ).subarray(0, 300),
    /damaged, or cut off/,
  ],
  [
    'a tar that unpacks to far more',
    async () => gzipSync(await makeTar([{ name: 'a', content: Buffer.alloc(64 * MiB) }])),
    /more than 200 times its size/,
  ],
  [
    'a zip that climbs out',
    () => makeZip([{ name: '../secret.txt', content: 'x' }]),
    /damaged|leaves its folder/,
  ],
  [
    'a zip with a path from the root',
    () => makeZip([{ name: '/tmp/lanekeeper-escaped', content: 'x' }]),
    /absolute path|from the root/,
  ],
  [
    'a zip with a path of another system',
    () => makeZip([{ name: '..\\secret.txt', content: 'x' }]),
    /invalid characters|another system/,
  ],
  [
    'a zip with a drive',
    () => makeZip([{ name: 'c:secret.txt', content: 'x' }]),
    /absolute path|another system/,
  ],
  ['a zip with a NUL in a name', () => makeZip([{ name: 'a\0.txt', content: 'x' }]), /NUL/],
  [
    'a zip with a link',
    () => makeZip([{ name: 'a', content: '/etc/passwd', mode: 0o120777 }]),
    /a link or a device/,
  ],
  ['a zip that is encrypted', () => makeZip([{ name: 'a', content: 'x', flags: 1 }]), /encrypted/],
  [
    'a zip that lies about a size',
    () => makeZip([{ name: 'a', content: 'x'.repeat(5000), size: 10 }]),
    /damaged/,
  ],
  [
    'a zip that unpacks to far more',
    () => makeZip([{ name: 'a', content: Buffer.alloc(64 * MiB) }]),
    /more than 200 times its size/,
  ],
  [
    'a zip whose entries share their bytes',
    () =>
      makeZip(
        Array.from({ length: 300 }, (_, index) => ({
          name: `f${index}`,
          content: Buffer.alloc(MiB),
          ...(index === 0 ? {} : { sharedWith: 0 }),
        })),
      ),
    /more than 200 times its size/,
  ],
  ['a zip that ends early', () => makeZip(many(20)).subarray(0, 600), /damaged, or cut off/],
  ['a file that is neither', () => Buffer.from('<testsuites/>'), /neither a zip nor a tar/],
];

test.each(hostile)('%s is refused, and nothing is written outside', async (_title, make, reason) => {
  const { root, ended } = await unpack(await make());
  expect(ended).toBeInstanceOf(ArchiveRefusal);
  expect((ended as Error).message).toMatch(reason);
  expect(readdirSync(root).toSorted()).toEqual(['in', 'out', 'secret.txt']);
  expect(readFileSync(join(root, 'secret.txt'), 'utf8')).toBe('untouched');
  expect(readdirSync('/tmp')).not.toContain('lanekeeper-escaped');
});

describe('an honest archive', () => {
  const entries = [
    { name: 'reports/lane/report.json', content: '{}' },
    { name: './reports/lane/junit.xml', content: '<x/>' },
  ];
  it.each([
    ['tar', async () => makeTar([{ name: 'reports/', type: 'directory' as const }, ...entries])],
    ['tar.gz', async () => gzipSync(await makeTar(entries))],
    ['zip', async () => makeZip([{ name: 'reports/', mode: 0o040755 }, ...entries])],
  ])('as %s is unpacked', async (_kind, make) => {
    const { to, ended, files } = await unpack(await make());
    expect(ended).toBeUndefined();
    expect(files).toEqual(['reports/lane/junit.xml', 'reports/lane/report.json']);
    expect(readFileSync(join(to, 'reports/lane/report.json'), 'utf8')).toBe('{}');
  });

  it('never follows a link that is there already', async () => {
    const root = temporaryFolder({ 'secret/a': 'untouched', archive: '' });
    writeFileSync(join(root, 'archive'), await makeTar([{ name: 'a', content: 'x' }]));
    mkdirSync(join(root, 'out'));
    symlinkSync('../secret/a', join(root, 'out/a'));
    await expect(extractArchive(join(root, 'archive'), join(root, 'out'))).rejects.toThrow(ArchiveRefusal);
    expect(readFileSync(join(root, 'secret/a'), 'utf8')).toBe('untouched');
  });
});

test('whatever the names of entries, every file that is written is below the folder', async () => {
  const part = fc.oneof(
    fc.constantFrom('..', '.', '', 'a', 'b', '~', 'c:', '\\', ' '),
    fc.string({ maxLength: 4 }),
  );
  const names = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));
  await fc.assert(
    fc.asyncProperty(fc.array(names, { minLength: 1, maxLength: 4 }), fc.boolean(), async (all, asZip) => {
      const entries = all.map((name) => ({ name, content: 'x' }));
      const bytes = asZip ? makeZip(entries) : await makeTar(entries).catch(() => undefined);
      if (bytes === undefined) return;
      const { root } = await unpack(bytes);
      expect(readdirSync(root).toSorted()).toEqual(['in', 'out', 'secret.txt']);
      expect(readFileSync(join(root, 'secret.txt'), 'utf8')).toBe('untouched');
    }),
    { numRuns: 150 },
  );
});
