import { machineArch } from '../core/architectures.ts';
import { ConfigError, didYouMean, usageError } from '../core/errors.ts';
import { type Ancestry, ancestry } from './ancestry.ts';
import { type Config, problemIn, type Source } from './config.ts';
import {
  defaultLayer,
  fileLayer,
  type Layer,
  type Located,
  nearest,
  originsOf,
  overrideLayer,
  withoutOrigins,
} from './layers.ts';
import { type Origin, originIn } from './origin.ts';
import type {
  ExclusionSettings,
  InventoryMode,
  LaneFile,
  LaneProw,
  Requirements,
  RunValues,
  Settings,
} from './schema-types.ts';

type RunSettings = { readonly [Key in keyof RunValues]-?: NonNullable<RunValues[Key]> };

/** A lane with everything that it inherits; durations are texts in Go's form: `1h30m`. */
export type Lane = {
  readonly name: string;
  readonly description: string;
  readonly state: 'active' | 'defined';
  readonly suite: string;
  readonly arch: string;
  readonly node: string;
  readonly inventory: InventoryMode;
  readonly requires: Requirements;
  readonly select: string;
  readonly exclude: readonly ExclusionSettings[];
  readonly run: RunSettings;
  /** When Prow runs the lane; absent where it does not. */
  readonly prow?: LaneProw;
};

/** A lane, and where each of its values comes from. */
export type ResolvedLane = {
  readonly lane: Lane;
  /** Origins of the values, by their paths: `select`, `exclude[0]`, `run.timeout`. */
  readonly origins: ReadonlyMap<string, Origin>;
};

/** Values of the command line and the environment, which go before those of the files. */
export type Overrides = {
  readonly run: Partial<RunValues>;
  /** Name of a node. */
  readonly node?: string;
  /** How the user named each value, by its key in `run`, or `node`: `--timeout` or `LANEKEEPER_TIMEOUT`. */
  readonly names: Readonly<Record<string, string>>;
};

const NO_OVERRIDES: Overrides = { run: {}, names: {} };

const RUN_DEFAULTS: RunSettings = {
  timeout: '1h',
  gracePeriod: '30s',
  seed: 1,
  flakeAttempts: 1,
  procs: 1,
  nodeAttempts: 1,
  args: [],
  env: {},
};

/** The lane of that name, or an error that names the nearest one. */
export function findLane(config: Config, name: string): Source<LaneFile> {
  const lane = config.lanes.get(name);
  if (lane !== undefined) return lane;
  const known = [...config.lanes.keys()];
  throw usageError(`found no lane "${name}", expected one of ${known.join(', ')}${didYouMean(name, known)}`);
}

/**
 * Merges a lane with the lanes that it extends, the defaults and ours: the nearest value counts, exclusions add up.
 *
 * @throws LanekeeperError where there is no such lane, or no such node in `overrides`; ConfigError where a value is
 * missing that every lane needs.
 */
export function resolveLane(config: Config, name: string, overrides: Overrides = NO_OVERRIDES): ResolvedLane {
  const chain = ancestry(config, findLane(config, name));
  const layers = layersOf(config, chain, overrides);
  const description = nearest(layers, 'description');
  const settings = neededSettings(layers, chain);
  const exclusions = exclusionsOf(chain);
  const run = runSettings(config, chain, overrides);
  const prow = nearest(layers, 'prow');
  const lane: Lane = {
    name,
    description: description?.value ?? '',
    ...withoutOrigins(settings),
    exclude: exclusions.map(({ value }) => value),
    run: withoutOrigins(run),
    ...(prow === undefined ? {} : { prow: prow.value }),
  };
  if (overrides.node !== undefined)
    checkOverride(overrides.node, lane, overrides.names['node'], config.settings.value);
  return {
    lane,
    origins: originsOf({
      ...Object.fromEntries(exclusions.map((exclusion, index) => [`exclude[${index}]`, exclusion])),
      description,
      ...settings,
      ...Object.fromEntries(Object.entries(run).map(([key, setting]) => [`run.${key}`, setting])),
      prow,
    }),
  };
}

/** Layers in which a lane's values are looked for, nearest first. */
function layersOf(
  { settings }: Config,
  chain: Ancestry,
  { node, names }: Overrides,
): readonly Layer<LaneFile>[] {
  const { suite, node: defaultNode, inventory } = settings.value.defaults;
  const arch = settings.value.architectureConfiguration.defaultArchitecture;
  return [
    overrideLayer({ node }, names),
    ...chain.map((source) => fileLayer(source, [], source.value)),
    fileLayer(settings, ['defaults'], { suite, node: defaultNode, inventory }),
    {
      values: { arch },
      originOf: () => originIn(settings, ['architectureConfiguration', 'defaultArchitecture']),
    },
    defaultLayer({ arch: machineArch(), inventory: 'dry-run', requires: {} }),
  ];
}

function neededSettings(layers: readonly Layer<LaneFile>[], [own]: Ancestry) {
  const needed = <Key extends keyof LaneFile>(key: Key): Located<NonNullable<LaneFile[Key]>> => {
    const found = nearest(layers, key);
    if (found !== undefined) return found;
    const message = `the key "${key}" is missing, in the lane and in what it extends`;
    throw new ConfigError([problemIn(own, [], message)]);
  };
  return {
    state: needed('state'),
    suite: needed('suite'),
    arch: needed('arch'),
    node: needed('node'),
    inventory: needed('inventory'),
    requires: needed('requires'),
    select: needed('select'),
  };
}

function runSettings({ settings }: Config, chain: Ancestry, { run, names }: Overrides) {
  const layers: readonly Layer<RunSettings>[] = [
    overrideLayer(run, names),
    ...chain.map((source) => fileLayer(source, ['run'], source.value.run)),
    fileLayer(settings, ['defaults', 'run'], settings.value.defaults.run),
  ];
  const setting = <Key extends keyof RunSettings>(key: Key): Located<RunSettings[Key]> =>
    nearest(layers, key) ?? { value: RUN_DEFAULTS[key], origin: { kind: 'default' } };
  return {
    timeout: setting('timeout'),
    gracePeriod: setting('gracePeriod'),
    seed: setting('seed'),
    flakeAttempts: setting('flakeAttempts'),
    procs: setting('procs'),
    nodeAttempts: setting('nodeAttempts'),
    args: setting('args'),
    env: setting('env'),
  };
}

/** Exclusions of a lane and of those that it extends, the farthest lane's first. */
const exclusionsOf = (chain: Ancestry): readonly Located<ExclusionSettings>[] =>
  chain.toReversed().flatMap((source) =>
    (source.value.exclude ?? []).map((value, index) => ({
      value,
      origin: originIn(source, ['exclude', index]),
    })),
  );

/** Checks a node that was named beside the files; what those say is checked where they are read. */
function checkOverride(node: string, { name, arch }: Lane, origin = 'node', { nodes }: Settings): void {
  const known = Object.keys(nodes);
  const settings = nodes[node];
  if (settings === undefined)
    throw usageError(
      `${origin}: found no node "${node}", expected one of ${known.join(', ')}${didYouMean(node, known)}`,
    );
  if (settings.arch !== undefined && settings.arch !== arch)
    throw usageError(
      `${origin}: found the node "${node}", which is ${settings.arch}, but the lane ${name} is for ${arch}`,
    );
}
