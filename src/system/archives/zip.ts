import { Readable } from 'node:stream';
import yauzl, { type Entry } from 'yauzl';
import { ArchiveRefusal, asDamage, shown, unpacked } from './errors.ts';
import type { ArchiveWriter } from './writer.ts';

/** What yauzl 3.4 has, and its published types lack. */
type Opened = {
  readonly eachEntry: () => AsyncIterable<Entry>;
  readonly openReadStreamPromise: (entry: Entry) => Promise<Readable>;
  readonly close: () => void;
};
const { openPromise } = yauzl as unknown as {
  readonly openPromise: (path: string, options: object) => Promise<Opened>;
};

/** The kinds of file that Unix knows, in the upper half of an entry's attributes; 0 where another system made it. */
const KIND_MASK = 0o170000;
const KINDS: Readonly<Record<number, 'file' | 'folder'>> = {
  0: 'file',
  0o100000: 'file',
  0o040000: 'folder',
};

/** Unpacks a zip. Links and encrypted entries are refused; so is one whose entries lie about their sizes. */
export async function extractZip(path: string, writer: ArchiveWriter): Promise<void> {
  const zip = await orDamage(openPromise(path, { strictFileNames: true }));
  try {
    for await (const entry of unpacked(zip.eachEntry())) {
      const { fileName, externalFileAttributes } = entry;
      const kind = KINDS[(externalFileAttributes >>> 16) & KIND_MASK];
      if (kind === undefined)
        throw new ArchiveRefusal(
          `has ${shown(fileName)}, a link or a device, and is to have files and folders only`,
        );
      if (entry.isEncrypted()) throw new ArchiveRefusal(`has ${shown(fileName)}, which is encrypted`);
      if (kind === 'folder' || fileName.endsWith('/')) writer.folder(fileName);
      else {
        const content = await orDamage(zip.openReadStreamPromise(entry));
        await writer.file(fileName, Readable.from(unpacked(content)));
      }
    }
  } finally {
    zip.close();
  }
}

const orDamage = <T>(opening: Promise<T>): Promise<T> =>
  opening.catch((error: unknown) => {
    throw asDamage(error);
  });
