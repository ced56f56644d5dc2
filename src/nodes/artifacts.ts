import { copyFileSync, existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import type { NodeSession } from './types.ts';

/** Number of artifacts that are taken: more of them are no test run's but somebody's attempt to fill a disk. */
export const MAX_ARTIFACTS = 10_000;

/** Where an artifact goes, by the name that a node gave it; `undefined` for a name that leaves the folder. */
export function artifactPath(folder: string, name: string): string | undefined {
  const inside = normalize(name);
  if (name === '' || name.includes('\0') || inside.startsWith('/') || inside.split('/')[0] === '..')
    return undefined;
  return join(folder, inside);
}

/** Makes the folder for artifacts in another one of this machine. */
export function makeArtifactsFolder(folder: string): string {
  const path = join(folder, 'artifacts');
  mkdirSync(path);
  return path;
}

/** Copies what a suite left in a folder of this machine; links are not followed. */
export function copyArtifacts(from: string, to: string): void {
  if (!existsSync(from)) return;
  const entries = readdirSync(from, { recursive: true, withFileTypes: true }).slice(0, MAX_ARTIFACTS);
  for (const entry of entries) {
    const source = join(entry.parentPath, entry.name);
    if (!lstatSync(source).isFile()) continue;
    const target = join(to, relative(from, source));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(source, target);
  }
}

/** `download` and `downloadFolder` of a node whose files are those of this machine. */
export const downloadHere: Pick<NodeSession, 'download' | 'downloadFolder'> = {
  download: async (path, to) => {
    if (!existsSync(path)) return 'absent';
    copyFileSync(path, to);
    return 'whole';
  },
  downloadFolder: async (path, to) => copyArtifacts(path, to),
};
