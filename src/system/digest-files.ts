import { createHash } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { digestOfText } from '../core/digest.ts';

/** SHA-256 of bytes, as `sha256:…`, computed beside whatever else goes on. */
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

/** What is in a folder without being its source: history, what is installed, what runs leave. */
const NO_SOURCES: ReadonlySet<string> = new Set([
  '.git',
  'node_modules',
  'test-results',
  'playwright-report',
]);

/** SHA-256 of the names and contents of a folder's files, as `sha256:…`; links and what is no source are left out. */
export async function digestOfFolder(folder: string): Promise<string> {
  const lines: string[] = [];
  for (const path of filesIn(folder)) lines.push(`${relative(folder, path)} ${await digestOfFile(path)}`);
  return digestOfText(lines.join('\n'));
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (NO_SOURCES.has(entry.name)) return [];
      if (entry.isDirectory()) return filesIn(join(folder, entry.name));
      return entry.isFile() ? [join(folder, entry.name)] : [];
    });
