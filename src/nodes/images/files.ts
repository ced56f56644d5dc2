import { createWriteStream, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { infrastructureError } from '../../core/errors.ts';
import { digestOfFile } from '../../system/digest-files.ts';
import type { StepOptions } from './steps.ts';
import { readStored, writeStored } from './store.ts';

/** Bytes of the largest download: no image of a machine for tests is larger. */
const MAX_DOWNLOAD_BYTES = 32 * 1024 ** 3;

/**
 * A file that a user named by path or address, once its digest is right; one from an address is kept.
 *
 * @param root where paths start. Absolute.
 */
export async function givenFile(
  place: string,
  sha256: string,
  root: string,
  options: StepOptions,
): Promise<string> {
  const expected = `sha256:${sha256.replace(/^sha256:/, '')}`;
  if (/^https?:/.test(place)) return download(place, expected, options);
  const path = resolve(root, place);
  if (!existsSync(path))
    throw infrastructureError(`${path}: found no such file, expected a part of an image`);
  const found = await digestOfFile(path);
  if (found !== expected)
    throw infrastructureError(
      `${path}: found ${found}, expected ${expected}: the file is damaged or another one; fetch it again, or correct the digest`,
    );
  return path;
}

async function download(address: string, expected: string, options: StepOptions): Promise<string> {
  const key = `file-${expected.slice('sha256:'.length)}`;
  const findCached = async (): Promise<string | undefined> => {
    const stored = await readStored(key, options.note);
    return stored === undefined ? undefined : join(stored.folder, 'file');
  };
  const cached = await findCached();
  if (cached !== undefined) return cached;
  options.note(`fetching ${address}`);
  await writeStored(key, async (folder) => {
    const path = join(folder, 'file');
    try {
      const response = await fetch(address, { signal: options.kill });
      if (!response.ok || response.body === null) throw new Error(`the server answers ${response.status}`);
      await pipeline(Readable.from(response.body), atMost(MAX_DOWNLOAD_BYTES), createWriteStream(path));
    } catch (error) {
      throw infrastructureError(`${address}: can't be fetched: ${messageOf(error)}`, error);
    }
    const found = await digestOfFile(path);
    if (found !== expected)
      throw infrastructureError(`${address}: found ${found}, expected ${expected}: nothing of it is kept`);
    return address;
  });
  return (await findCached()) as string;
}

function atMost(limit: number): Transform {
  let bytes = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      done(bytes > limit ? new Error(`it is larger than ${limit} bytes`) : null, chunk);
    },
  });
}

/** Message of an error with its cause, which `fetch` hides. */
const messageOf = (error: unknown): string => {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
};
