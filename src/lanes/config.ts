import type { Problem } from '../core/errors.ts';
import type { FeaturesFile, LaneFile, NodeSettings, Settings, SuiteSettings } from './schema-types.ts';

/** Path of a value in a document: keys and indices from its root. */
export type Path = readonly (string | number)[];

/** Place in a file: line and column, from 1. */
export type LineAndColumn = readonly [line: number, column: number];

/** What was written in one file, and where. Plain data: it can be kept as JSON. */
export type Source<T> = {
  /** Path of the file as messages name it: from the folder that the command runs in. */
  readonly file: string;
  readonly value: T;
  /** The place of each value, by its path as JSON. */
  readonly positions: Readonly<Record<string, LineAndColumn>>;
};

/** The configuration as it is written; lanes are not resolved yet. */
export type Config = {
  /** Absolute path of the folder that holds `lanes/`; paths in the configuration start here. */
  readonly root: string;
  readonly settings: Source<Settings>;
  readonly lanes: ReadonlyMap<string, Source<LaneFile>>;
  /** What `features.yaml` holds; `null` where there is none. */
  readonly features: Source<FeaturesFile> | null;
};

/** Settings of a suite that a lane, a document or the defaults name: the checks let no unknown name through. */
export const suiteSettings = ({ settings }: Pick<Config, 'settings'>, name: string): SuiteSettings =>
  known(settings.value.suites, 'suite', name);

/** Settings of a node that a lane names. */
export const nodeSettings = ({ settings }: Pick<Config, 'settings'>, name: string): NodeSettings =>
  known(settings.value.nodes, 'node', name);

function known<T>(all: Readonly<Record<string, T>>, kind: string, name: string): T {
  const found = all[name];
  if (found === undefined) throw new Error(`the ${kind} "${name}" passed the checks but is unknown`);
  return found;
}

/** The place of a value, or of the nearest one around it that is there. */
export function positionOf({ positions }: Pick<Source<unknown>, 'positions'>, path: Path): LineAndColumn {
  for (let length = path.length; length >= 0; length -= 1) {
    const position = positions[JSON.stringify(path.slice(0, length))];
    if (position !== undefined) return position;
  }
  return [1, 1];
}

export const problemAt = (file: string, [line, column]: LineAndColumn, message: string): Problem => ({
  file,
  line,
  column,
  message,
});

/** A problem with a value of a file. */
export const problemIn = (
  source: Pick<Source<unknown>, 'file' | 'positions'>,
  path: Path,
  message: string,
): Problem => problemAt(source.file, positionOf(source, path), message);
