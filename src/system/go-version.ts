import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findProgram } from './tools.ts';

/**
 * Why the Go on the PATH can't compile the module around a folder, and what to do; `undefined` where it is new enough,
 * or where that can't be told without starting it. Go itself says it obscurely: 1.19 misses the package "slices".
 */
export function whyGoIsTooOld(folder: string): string | undefined {
  const go = findProgram('go');
  const module = moduleFile(folder);
  if (go === undefined || module === undefined) return undefined;
  const found = versionIn(join(dirname(realpathSync(go)), '../VERSION'), /^go(\d+)\.(\d+)/);
  const wanted = versionIn(module, /^go (\d+)\.(\d+)/m);
  if (found === undefined || wanted === undefined) return undefined;
  const isOlder = found.major < wanted.major || (found.major === wanted.major && found.minor < wanted.minor);
  return isOlder
    ? `${go} is Go ${found.text}, and ${module} asks for ${wanted.text} or newer: install one, from https://go.dev/dl`
    : undefined;
}

function moduleFile(folder: string): string | undefined {
  const file = join(folder, 'go.mod');
  if (existsSync(file)) return file;
  return dirname(folder) === folder ? undefined : moduleFile(dirname(folder));
}

function versionIn(
  file: string,
  pattern: RegExp,
): { readonly major: number; readonly minor: number; readonly text: string } | undefined {
  const [, major, minor] = existsSync(file) ? (pattern.exec(readFileSync(file, 'utf8')) ?? []) : [];
  return major === undefined || minor === undefined
    ? undefined
    : { major: Number(major), minor: Number(minor), text: `${major}.${minor}` };
}
