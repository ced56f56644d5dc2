import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ArchiveRefusal, shown } from './errors.ts';

export type ArchiveLimits = {
  readonly entries: number;
  /** Size of all files together, unpacked, in bytes. */
  readonly bytes: number;
  /** How many times larger than the archive its files may be, beyond the first mebibytes. */
  readonly ratio: number;
};

/** Limits far above what the artifacts of a test run have. */
export const LIMITS: ArchiveLimits = { entries: 10_000, bytes: 2 * 1024 ** 3, ratio: 200 };

/** Bytes that may come out of any archive, however small: text packs well. */
const FREE_BYTES = 16 * 1024 ** 2;
const MAX_NAME_BYTES = 1024;
const MAX_PART_BYTES = 255;
const MAX_DEPTH = 32;

export type ArchiveWriter = {
  readonly folder: (name: string) => void;
  readonly file: (name: string, content: Readable) => Promise<void>;
};

/**
 * Writes entries of a stranger's archive below a fresh folder. Nothing is overwritten and nothing is linked, so
 * nothing can be written elsewhere.
 *
 * @param archiveBytes size of the archive itself.
 */
export function createArchiveWriter(to: string, archiveBytes: number, limits: ArchiveLimits): ArchiveWriter {
  const allowed = Math.min(limits.bytes, FREE_BYTES + archiveBytes * limits.ratio);
  const taken = new Set<string>();
  let entries = 0;
  let bytes = 0;
  const admit = (name: string): readonly string[] => {
    entries += 1;
    if (entries > limits.entries) throw new ArchiveRefusal(`has more than ${limits.entries} entries`);
    return partsOf(name);
  };
  const count = (): Transform =>
    new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        bytes += chunk.length;
        if (bytes <= allowed) done(null, chunk);
        else
          done(
            new ArchiveRefusal(
              allowed === limits.bytes
                ? `unpacks to more than ${limits.bytes} bytes`
                : `unpacks to more than ${limits.ratio} times its size of ${archiveBytes} bytes`,
            ),
          );
      },
    });
  return {
    folder: (name) => void mkdirSync(join(to, ...admit(name)), { recursive: true }),
    file: async (name, content) => {
      const parts = admit(name);
      if (parts.length === 0) throw new ArchiveRefusal(`has a file without a name`);
      // Some file systems take names for the same that differ in case.
      const key = parts.join('/').toLowerCase();
      if (taken.has(key)) throw new ArchiveRefusal(`has two files called ${shown(name)}`);
      taken.add(key);
      const path = join(to, ...parts);
      try {
        mkdirSync(dirname(path), { recursive: true });
        await pipeline(content, count(), createWriteStream(path, { flags: 'wx', mode: 0o644 }));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR')
          throw new ArchiveRefusal(`has ${shown(name)} both as a file and as a folder`);
        throw error;
      }
    },
  };
}

/** The folders and the name of an entry, all of them below where it is unpacked. */
function partsOf(name: string): readonly string[] {
  const refuse = (why: string): never => {
    throw new ArchiveRefusal(`has an entry called ${shown(name)}, ${why}`);
  };
  if (name.includes('\0')) refuse('with a NUL in its name');
  if (name.startsWith('/')) refuse('a path from the root');
  if (name.includes('\\') || /^[A-Za-z]:/.test(name)) refuse('a path of another system');
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) refuse('a name that is too long');
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) refuse('a path that leaves its folder');
  if (parts.length > MAX_DEPTH) refuse('a path that is too deep');
  if (parts.some((part) => Buffer.byteLength(part) > MAX_PART_BYTES)) refuse('a name that is too long');
  return parts;
}
