import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type * as z from 'zod';
import { ConfigError, type Problem, usageError } from '../errors.ts';
import { checkConfig } from './checks.ts';
import { type LaneFile, laneSchema, type Settings, settingsSchema } from './schema.ts';
import { describeIssues } from './schema-problems.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

/** What was written in one file, and where. */
export type Source<T> = { readonly yaml: YamlFile; readonly value: T };

/** The configuration as it is written; lanes are not resolved yet. */
export type Config = {
  /** The folder that holds `lanes/`; paths in the configuration start here. Absolute. */
  readonly root: string;
  readonly settings: Source<Settings>;
  readonly lanes: ReadonlyMap<string, Source<LaneFile>>;
};

const SETTINGS_FILE = 'lanekeeper.yaml';

/**
 * Reads `lanes/` and checks it as a whole.
 *
 * @param explicit path of a `lanekeeper.yaml`; else it is looked for upwards from `cwd`.
 * @throws ConfigError with every problem of every file.
 */
export function loadConfig(cwd: string, explicit?: string): Config {
  const settingsPath = explicit === undefined ? findSettings(cwd) : resolve(cwd, explicit);
  if (!existsSync(settingsPath))
    throw usageError(`${explicit}: no such file, expected the path of a ${SETTINGS_FILE}`);
  const folder = dirname(settingsPath);
  const problems: Problem[] = [];
  const read = <T>(path: string, schema: z.ZodType<T>): Source<T> | undefined => {
    const result = readFile(relative(cwd, path) || path, path, schema);
    if ('value' in result) return result;
    problems.push(...result);
    return undefined;
  };

  const settings = read(settingsPath, settingsSchema);
  const lanes = new Map<string, Source<LaneFile>>();
  for (const path of laneFiles(folder, settingsPath)) {
    const lane = read(path, laneSchema);
    if (lane === undefined) continue;
    const twin = lanes.get(lane.value.name);
    if (twin === undefined) lanes.set(lane.value.name, lane);
    else problems.push(duplicateLane(lane, twin));
  }
  // Without the settings, or with a lane that could not be read, names can't be told from slips.
  if (settings === undefined || problems.length > 0) throw new ConfigError(problems);
  const config: Config = { root: dirname(folder), settings, lanes };
  const findings = checkConfig(config);
  if (findings.length > 0) throw new ConfigError(findings);
  return config;
}

function readFile<T>(file: string, path: string, schema: z.ZodType<T>): Source<T> | readonly Problem[] {
  const yaml = readYaml(file, readFileSync(path, 'utf8'));
  if (!('value' in yaml)) return yaml;
  const parsed = schema.safeParse(yaml.value);
  if (parsed.success) return { yaml, value: parsed.data };
  return describeIssues(schema, parsed.error.issues, yaml);
}

const laneFiles = (folder: string, settingsPath: string): string[] =>
  readdirSync(folder)
    .filter((file) => /\.ya?ml$/.test(file))
    .toSorted()
    .map((file) => join(folder, file))
    .filter((path) => path !== settingsPath);

const duplicateLane = (lane: Source<LaneFile>, twin: Source<LaneFile>): Problem => ({
  file: lane.yaml.file,
  ...lane.yaml.positionOf(['name']),
  message: `found the lane "${lane.value.name}" a second time, expected each name once: it is in ${twin.yaml.file}, rename one`,
});

function findSettings(cwd: string): string {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const path = join(folder, 'lanes', SETTINGS_FILE);
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path;
    const isRoot = existsSync(join(folder, '.git')) || dirname(folder) === folder;
    if (isRoot)
      throw usageError(
        `found no lanes/${SETTINGS_FILE} in ${resolve(cwd)} or above it, up to ${folder}: create one, or name it with --config`,
      );
  }
}
