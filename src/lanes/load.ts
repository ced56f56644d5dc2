import type * as z from 'zod';
import { ConfigError, type Problem } from '../core/errors.ts';
import { checkConfig } from './checks.ts';
import { type Config, problemIn, type Source } from './config.ts';
import { type ConfigFiles, readConfigFiles } from './config-files.ts';
import { featuresSchema } from './features-schema.ts';
import { laneSchema, settingsSchema } from './schema.ts';
import { describeIssues } from './schema-problems.ts';
import type { LaneFile } from './schema-types.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

/**
 * Reads `lanes/` and checks it as a whole.
 *
 * @param cwd absolute path of the folder to start from; messages name files from there.
 * @param explicit path of a `lanekeeper.yaml`; else it is looked for upwards from `cwd`.
 * @throws ConfigError with every problem of every file; LanekeeperError where there is no configuration.
 */
export const loadConfig = (cwd: string, explicit?: string): Config =>
  parseConfig(readConfigFiles(cwd, explicit));

/** The configuration that some texts hold. Throws `ConfigError` with every problem. */
export function parseConfig({ root, files, features: featuresFile }: ConfigFiles): Config {
  const problems: Problem[] = [];
  const documents = new Map<string, YamlFile>();
  const parse = <T>(
    { file, text }: ConfigFiles['files'][number],
    schema: z.ZodType<T>,
  ): Source<T> | undefined => {
    const yaml = readYaml(file, text);
    if (!('value' in yaml)) {
      problems.push(...yaml);
      return undefined;
    }
    documents.set(file, yaml);
    const parsed = schema.safeParse(yaml.value);
    if (parsed.success) return { file, value: parsed.data, positions: yaml.positions };
    problems.push(...describeIssues(schema, parsed.error.issues, yaml));
    return undefined;
  };

  const [settingsFile, ...laneFiles] = files;
  if (settingsFile === undefined) throw new Error('a configuration has one file at least');
  const settings = parse(settingsFile, settingsSchema);
  const lanes = new Map<string, Source<LaneFile>>();
  for (const laneFile of laneFiles) {
    const lane = parse(laneFile, laneSchema);
    if (lane === undefined) continue;
    const twin = lanes.get(lane.value.name);
    if (twin === undefined) lanes.set(lane.value.name, lane);
    else problems.push(problemIn(lane, ['name'], duplicate(lane.value.name, twin.file)));
  }
  const features = featuresFile === null ? undefined : parse(featuresFile, featuresSchema);
  // Without the settings, or with a lane that could not be read, names can't be told from slips.
  if (settings === undefined || problems.length > 0) throw new ConfigError(problems);
  const config: Config = { root, settings, lanes, features: features ?? null };
  const findings = checkConfig(config, documents);
  if (findings.length > 0) throw new ConfigError(findings);
  return config;
}

const duplicate = (name: string, other: string): string =>
  `found the lane "${name}" a second time, expected each name once: it is in ${other}, rename one`;
