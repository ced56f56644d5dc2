import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { ArchiveRefusal, shown } from './refusal.ts';
import type { ArchiveWriter } from './writer.ts';

const FOLDERS = ['directory'];
const FILES = ['file', 'contiguous-file'];

/** Unpacks a tar, perhaps packed by gzip. Links, devices and whatever else is no file are refused. */
export async function extractTar(path: string, gzip: boolean, writer: ArchiveWriter): Promise<void> {
  const entries = extract();
  entries.on('entry', (header, stream, next) => {
    const { name, type } = header;
    const kind = type ?? 'file';
    const done = (error?: unknown): void => {
      // The rest of a refused entry is not read: the stream ends here.
      if (error === undefined || error === null) next();
      else entries.destroy(error as Error);
    };
    stream.on('error', done);
    if (FOLDERS.includes(kind)) {
      try {
        writer.folder(name);
        stream.on('end', () => done());
        stream.resume();
      } catch (error) {
        done(error);
      }
    } else if (FILES.includes(kind)) {
      writer.file(name, Readable.from(stream)).then(() => done(), done);
    } else done(new ArchiveRefusal(`has ${shown(name)}, a ${kind}, and is to have files and folders only`));
  });
  const source = createReadStream(path);
  // tar-stream is a stream of streamx, which Node's pipeline takes as its own.
  const sink = entries as unknown as NodeJS.WritableStream;
  await (gzip ? pipeline(source, createGunzip(), sink) : pipeline(source, sink));
}
