import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { lastWill } from './last-will.ts';

/** Writes a file so that a reader sees the old one or the new one, never a part. */
export const writeFileAtomic = (path: string, content: string | Uint8Array): void =>
  replaceFile(path, (temporary) => writeFileSync(temporary, content));

/** Moves a file to another folder, perhaps of another file system, whole or not at all. */
export const moveFile = (from: string, to: string): void =>
  replaceFile(to, (temporary) => copyFileSync(from, temporary));

function replaceFile(path: string, make: (temporary: string) => void): void {
  makeFolder(dirname(path));
  const folder = mkdtempSync(join(dirname(path), '.lanekeeper-'));
  try {
    make(join(folder, 'file'));
    renameSync(join(folder, 'file'), path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes files below a folder, each whole or not at all; what a kill leaves behind goes with us. */
export const writeFilesAtomic = (
  folder: string,
  files: readonly { readonly name: string; readonly content: Uint8Array }[],
): Promise<void> =>
  withTemporaryFolder(async (scratch) => {
    await Promise.all(files.map(({ content }, index) => writeFile(join(scratch, `${index}`), content)));
    for (const [index, { name }] of files.entries()) {
      makeFolder(dirname(join(folder, name)));
      renameSync(join(scratch, `${index}`), join(folder, name));
    }
  }, folder);

/** Makes a folder with those around it. Node's own way to do so never ends where a file system refuses, as /proc does. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have been faster.
    if (!existsSync(path)) throw error;
  }
}

/** Gives a folder to a function, and removes it afterwards, however the function or the process ends. */
export async function withTemporaryFolder<T>(
  use: (folder: string) => Promise<T>,
  parent = tmpdir(),
): Promise<T> {
  makeFolder(parent);
  const folder = mkdtempSync(join(parent, '.lanekeeper-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  // What still writes there is killed at the same moment: a second try finds it gone.
  const will = lastWill('rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }', folder);
  try {
    return await use(folder);
  } finally {
    process.off('exit', remove);
    remove();
    will.disarm();
  }
}

/** Path of the folder for what can be made again: checked configurations, binaries and listings of suites. */
export const cacheFolder = (): string =>
  process.env['LANEKEEPER_CACHE'] ??
  join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'lanekeeper');
