import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { digestOfText } from '../../core/digest.ts';
import { digestOfFile } from '../../system/digest-files.ts';
import { cacheFolder, withTemporaryFolder } from '../../system/files.ts';

/** An image that was made here, or something else that took long to make. */
export type Stored = {
  readonly folder: string;
  /** Digest of all its files, as `sha256:…`. */
  readonly digest: string;
};

/** What `image.json` says: what an image is, and by which digests its files are known. */
type ImageRecord = {
  /** What the image was made from, for people. */
  readonly description: string;
  readonly madeAt: string;
  readonly files: Readonly<Record<string, string>>;
};

const RECORD = 'image.json';

export const imagesFolder = (): string => join(cacheFolder(), 'images');

/** Takes an image from the store when every file has its digest; one that is damaged is taken away. */
export async function readStored(key: string, note: (message: string) => void): Promise<Stored | undefined> {
  const folder = join(imagesFolder(), key);
  const record = readRecord(folder);
  if (record === undefined) return undefined;
  for (const [name, expected] of Object.entries(record.files)) {
    const path = join(folder, name);
    const found = existsSync(path) ? await digestOfFile(path) : 'nothing';
    if (found === expected) continue;
    note(`${path}: found ${found}, expected ${expected}: the image is damaged and is made anew`);
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
  return { folder, digest: digestOfText(JSON.stringify(record.files)) };
}

/**
 * Makes an image beside the store and puts it there whole. Of two that make the same at once, the first one's counts.
 *
 * @param make writes the files into a folder, and says in words what they were made from.
 */
export async function writeStored(key: string, make: (folder: string) => Promise<string>): Promise<void> {
  mkdirSync(imagesFolder(), { recursive: true });
  await withTemporaryFolder(async (scratch) => {
    const folder = join(scratch, 'image');
    mkdirSync(folder);
    const description = await make(folder);
    const files: Record<string, string> = {};
    for (const name of readdirSync(folder)) files[name] = await digestOfFile(join(folder, name));
    const record: ImageRecord = { description, madeAt: new Date().toISOString(), files };
    writeFileSync(join(folder, RECORD), `${JSON.stringify(record, null, 2)}\n`);
    try {
      renameSync(folder, join(imagesFolder(), key));
    } catch (error) {
      // Another one was faster.
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }, imagesFolder());
}

export const removeStored = (key: string): void =>
  rmSync(join(imagesFolder(), key), { recursive: true, force: true });

export type StoredImage = ImageRecord & { readonly key: string; readonly bytes: number };

export function listStored(): readonly StoredImage[] {
  if (!existsSync(imagesFolder())) return [];
  return readdirSync(imagesFolder())
    .toSorted()
    .flatMap((key) => {
      const folder = join(imagesFolder(), key);
      const record = readRecord(folder);
      if (record === undefined) return [];
      const sizes = Object.keys(record.files).map(
        (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0,
      );
      return [{ ...record, key, bytes: sizes.reduce((sum, size) => sum + size, 0) }];
    });
}

function readRecord(folder: string): ImageRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(join(folder, RECORD), 'utf8')) as ImageRecord;
    return typeof record.files === 'object' ? record : undefined;
  } catch {
    return undefined;
  }
}
