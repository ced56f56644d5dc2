import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CpioEntry, cpioArchive } from './cpio.ts';

const path = fc
  .array(fc.stringMatching(/^[a-z][a-z0-9._-]{0,8}$/), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'));

const entry: fc.Arbitrary<CpioEntry> = fc.oneof(
  fc.record({
    kind: fc.constant('file' as const),
    path,
    mode: fc.constantFrom(0o644, 0o755),
    content: fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
  }),
  fc.record({ kind: fc.constant('link' as const), path, target: path }),
  fc.record({ kind: fc.constant('device' as const), path, major: fc.nat(255), minor: fc.nat(255) }),
);

type Record = { name: string; mode: number; device: readonly [number, number]; content: Buffer };

/** Reads an archive by the kernel's description of the format. */
function readArchive(archive: Buffer): readonly Record[] {
  const records: Record[] = [];
  const aligned = (at: number): number => (at + 3) & ~3;
  for (let at = 0; ; ) {
    expect(archive.toString('latin1', at, at + 6)).toBe('070701');
    const field = (index: number): number =>
      Number.parseInt(archive.toString('latin1', at + 6 + index * 8, at + 14 + index * 8), 16);
    const name = archive.toString('utf8', at + 110, at + 110 + field(11) - 1);
    const start = aligned(at + 110 + field(11));
    if (name === 'TRAILER!!!') {
      expect(archive.length).toBe(start);
      return records;
    }
    const content = archive.subarray(start, start + field(6));
    records.push({ name, mode: field(1), device: [field(9), field(10)], content });
    at = aligned(start + field(6));
  }
}

it('is read back as what went in, each folder before what is in it', () => {
  fc.assert(
    fc.property(fc.uniqueArray(entry, { selector: (each) => each.path, maxLength: 8 }), (entries) => {
      const records = readArchive(cpioArchive(entries));
      const made = new Set<string>(['.']);
      for (const { name, mode } of records) {
        expect(made).toContain(name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : '.');
        if ((mode & 0o170000) === 0o040000) made.add(name);
        // A name that is a file here and a folder there is the caller's mistake.
        else made.add(name);
      }
      for (const expected of entries) {
        const found = records.findLast(({ name }) => name === expected.path);
        if (expected.kind === 'file')
          expect(found).toMatchObject({ mode: 0o100000 | expected.mode, content: expected.content });
        if (expected.kind === 'link') expect(found?.content.toString()).toBe(expected.target);
        if (expected.kind === 'device') expect(found?.device).toEqual([expected.major, expected.minor]);
      }
    }),
  );
});

it('is the same for the same entries', () => {
  const entries: readonly CpioEntry[] = [
    { kind: 'file', path: 'a/b', mode: 0o644, content: Buffer.from('x') },
  ];
  expect(cpioArchive(entries)).toEqual(cpioArchive(entries));
});
