import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { ArchiveRefusal, asDamage, shown, unpacked } from './errors.ts';
import type { ArchiveWriter } from './writer.ts';

const FILES = ['file', 'contiguous-file'];

/** Unpacks a tar, perhaps packed by gzip. Links, devices and whatever else is no file are refused, or left out. */
export async function extractTar(
  path: string,
  gzip: boolean,
  others: 'refuse' | 'skip',
  writer: ArchiveWriter,
): Promise<void> {
  const entries = extract();
  const source = createReadStream(path);
  // A stream of streamx, which Node's pipeline takes as one of its own.
  const sink = entries as unknown as NodeJS.WritableStream;
  const fed = gzip ? pipeline(source, createGunzip(), sink) : pipeline(source, sink);
  // What goes wrong there ends the entries as well, with the same error.
  fed.catch(() => undefined);
  for await (const entry of unpacked(entries)) {
    const { name, type } = entry.header;
    const kind = type ?? 'file';
    if (FILES.includes(kind)) await writer.file(name, Readable.from(unpacked(entry)));
    else if (kind === 'directory' || others === 'skip') {
      if (kind === 'directory') writer.folder(name);
      entry.resume();
    } else throw new ArchiveRefusal(`has ${shown(name)}, a ${kind}, and is to have files and folders only`);
  }
  await fed.catch((error: unknown) => {
    throw asDamage(error);
  });
}
