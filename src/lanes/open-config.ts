import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, writeFileAtomic } from '../system/files.ts';
import type { Config, Source } from './config.ts';
import { type ConfigFiles, readConfigFiles } from './config-files.ts';
import type { LaneFile } from './schema-types.ts';

/** A configuration without faults, and what it was made from; one per `lanes/` folder. */
type CachedConfig = {
  readonly version: string;
  readonly from: ConfigFiles;
  readonly settings: Config['settings'];
  readonly lanes: readonly Source<LaneFile>[];
  readonly features: Config['features'];
};

/**
 * Reads and checks `lanes/`, or takes what an earlier command of this version made of the same texts: then the
 * YAML and schema libraries need not even be loaded, which is most of the time that a listing takes.
 *
 * @throws ConfigError with every problem of every file.
 */
export async function openConfig(
  cwd: string,
  explicit: string | undefined,
  version: string,
): Promise<Config> {
  const from = readConfigFiles(cwd, explicit);
  const path = join(cacheFolder(), 'configurations', `${encodeURIComponent(from.root)}.json`);
  const cached = readCached(path);
  if (cached?.version === version && JSON.stringify(cached.from) === JSON.stringify(from))
    return restore(cached);
  const { parseConfig } = await import('./load.ts');
  const config = parseConfig(from);
  const { settings, lanes, features } = config;
  writeCached(path, { version, from, settings, lanes: [...lanes.values()], features });
  return config;
}

const restore = ({ from, settings, lanes, features }: CachedConfig): Config => ({
  root: from.root,
  settings,
  lanes: new Map(lanes.map((lane) => [lane.value.name, lane])),
  features,
});

/** A configuration that was kept; `undefined` where it can't be read, so that it is made anew. */
function readCached(path: string): CachedConfig | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as CachedConfig;
  } catch {
    return undefined;
  }
}

/**
 * Keeps a configuration. Where that can't be, for a folder that is read-only or a name that is too long, it costs time,
 * nothing else.
 */
function writeCached(path: string, cached: CachedConfig): void {
  try {
    writeFileAtomic(path, JSON.stringify(cached));
  } catch {}
}
