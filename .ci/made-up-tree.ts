import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Hands a folder with these files below `src/` to a check, and removes it. */
export async function inTree<T>(
  files: Readonly<Record<string, string>>,
  check: (folder: string) => T | Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-tree-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, 'src', name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    return await check(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
