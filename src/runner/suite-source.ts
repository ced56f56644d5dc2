import { statSync } from 'node:fs';
import { usageError } from '../core/errors.ts';
import type { SuiteSettings } from '../lanes/schema-types.ts';
import { SUITES } from '../suites/index.ts';
import type { SuiteAdapter, SuiteSource } from '../suites/types.ts';

const REMEDIES: Readonly<Record<SuiteAdapter['form'], string>> = {
  program: 'name the report of a dry run, a test binary or a Go package folder with --inventory',
  folder: 'name the folder that its tests are run in',
  console: 'name a file of console steps',
};

/**
 * Source of the suite at a path. Throws an error that says what to do where nothing stands there, or something
 * else.
 */
export function sourceOf(name: string, settings: SuiteSettings, path: string): SuiteSource {
  const stats = statSync(path, { throwIfNoEntry: false });
  const { form } = SUITES[settings.kind];
  const remedy = REMEDIES[form];
  if (stats === undefined)
    throw usageError(`${path}: no such file or folder for the suite "${name}"; ${remedy}`);
  if (form === 'folder') {
    if (stats.isDirectory()) return { kind: 'package', path, settings };
    throw usageError(`${path}: found a file for the suite "${name}"; ${remedy}`);
  }
  if (form === 'console') {
    if (stats.isFile()) return { kind: 'binary', path, settings };
    throw usageError(`${path}: found a folder for the suite "${name}"; ${remedy}`);
  }
  if (path.endsWith('.json'))
    throw usageError(
      `${path}: a report can be listed but not run; name a test binary or a Go package folder`,
    );
  if (stats.isDirectory()) return { kind: 'package', path, settings };
  if (stats.isFile() && (stats.mode & 0o111) !== 0) return { kind: 'binary', path, settings };
  throw usageError(`${path}: found a file that can't be executed, for the suite "${name}"; ${remedy}`);
}
