import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { usageError } from '../core/errors.ts';

/** The texts of a configuration, not yet looked into. */
export type ConfigFiles = {
  /** Absolute path of the folder that holds `lanes/`. */
  readonly root: string;
  /** Files of `lanes/`: `lanekeeper.yaml` first, then the lanes by name. `file` is the path as messages name it. */
  readonly files: readonly ConfigFile[];
  /** The file `features.yaml`; `null` where there is none. */
  readonly features: ConfigFile | null;
};

type ConfigFile = { readonly file: string; readonly text: string };

const SETTINGS_FILE = 'lanekeeper.yaml';
const FEATURES_FILE = 'features.yaml';

/**
 * Reads the files of `lanes/`.
 *
 * @param explicit path of a `lanekeeper.yaml`; else it is looked for upwards from `cwd`, to the repository's root.
 */
export function readConfigFiles(cwd: string, explicit?: string): ConfigFiles {
  const settings = explicit === undefined ? needSettings(cwd) : resolve(cwd, explicit);
  if (!isFile(settings))
    throw usageError(`${explicit}: no such file, expected the path of a ${SETTINGS_FILE}`);
  const folder = dirname(settings);
  const features = join(folder, FEATURES_FILE);
  const lanes = readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => join(folder, name))
    .filter((path) => path !== settings && path !== features && isFile(path));
  const read = (path: string): ConfigFile => ({
    file: relative(cwd, path) || path,
    text: readFileSync(path, 'utf8'),
  });
  return {
    root: dirname(folder),
    files: [settings, ...lanes].map(read),
    features: isFile(features) ? read(features) : null,
  };
}

/**
 * Path of the `lanes/lanekeeper.yaml` in a folder or above it, up to the repository’s root; `undefined` where there is
 * none.
 */
export function findSettingsFile(cwd: string): string | undefined {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const path = join(folder, 'lanes', SETTINGS_FILE);
    if (isFile(path)) return path;
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return undefined;
  }
}

function needSettings(cwd: string): string {
  const found = findSettingsFile(cwd);
  if (found !== undefined) return found;
  throw usageError(
    `found no lanes/${SETTINGS_FILE} in ${resolve(cwd)} or above it, up to the root of the repository: lanekeeper init writes one; or name it with --config`,
  );
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
