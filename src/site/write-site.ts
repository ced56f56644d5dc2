import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { usageError } from '../core/errors.ts';
import { withTemporaryFolder } from '../system/files.ts';
import type { Assets } from './layout.tsx';

/** Name of the file that a folder has to hold for us to replace it. */
const MARK = 'index.json';

/**
 * Writes a site as a whole: a reader sees the old one or the new one. A folder that holds anything else is left
 * alone.
 *
 * @param folder absolute path of the folder.
 * @param named the folder as the user wrote it, for messages.
 * @returns the number of files, and their size in bytes.
 */
export async function writeSite(
  folder: string,
  named: string,
  files: Iterable<{ readonly path: string; readonly content: string }>,
): Promise<{ readonly files: number; readonly bytes: number }> {
  refuseOthers(folder, named);
  return withTemporaryFolder(async (scratch) => {
    const fresh = join(scratch, 'new');
    const made = new Set<string>();
    let count = 0;
    let bytes = 0;
    for (const { path, content } of files) {
      const target = join(fresh, path);
      const parent = dirname(target);
      if (!made.has(parent)) mkdirSync(parent, { recursive: true });
      made.add(parent);
      const encoded = Buffer.from(content);
      writeFileSync(target, encoded);
      count += 1;
      bytes += encoded.length;
    }
    if (existsSync(folder)) renameSync(folder, join(scratch, 'old'));
    renameSync(fresh, folder);
    return { files: count, bytes };
  }, dirname(folder));
}

function refuseOthers(folder: string, named: string): void {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isDirectory()) throw usageError(`--site: found the file ${named}, expected a folder or nothing`);
  if (readdirSync(folder).length === 0 || isOurFolder(join(folder, MARK))) return;
  throw usageError(
    `--site: found the folder ${named} with files that are no site of ours; name an empty folder, or one that is not there yet`,
  );
}

function isOurFolder(path: string): boolean {
  try {
    const { tool, features } = JSON.parse(readFileSync(path, 'utf8')) as {
      tool?: { name?: unknown };
      features?: unknown;
    };
    return tool?.name === 'lanekeeper' && Array.isArray(features);
  } catch {
    return false;
  }
}

/** Reads the style and the script that the build put beside the bundle. */
export const readAssets = (): Assets => ({
  style: readFileSync(new URL('./site/site.css', import.meta.url), 'utf8'),
  script: readFileSync(new URL('./site/main.js', import.meta.url), 'utf8'),
});
