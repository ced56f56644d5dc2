import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of a text in UTF-8, as `sha256:…`. */
export const digestOfText = (text: string): string =>
  `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** The same of bytes, made beside whatever else goes on. */
export async function digestOfBytes(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return `sha256:${Buffer.from(digest).toString('hex')}`;
}

/** SHA-256 of a file of any size, as `sha256:…`. */
export async function digestOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  // Large pieces: an image of 40 MB takes 40 ms instead of 100.
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return `sha256:${hash.digest('hex')}`;
}
