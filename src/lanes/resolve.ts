import { machineArch } from '../core/architectures.ts';
import { ConfigError, didYouMean, usageError } from '../core/errors.ts';
import { type Config, type Path, type Position, positionOf, problemIn, type Source } from './config.ts';
import type { LaneProw } from './prow-schema.ts';
import type { Exclusion, InventoryMode, LaneFile, Requirements, RunValues, Settings } from './schema.ts';

/** Where a value comes from. */
export type Origin =
  | FileOrigin
  | { readonly kind: 'override'; readonly name: string }
  | { readonly kind: 'default' };

type FileOrigin = {
  readonly kind: 'file';
  readonly file: string;
  readonly path: Path;
  readonly position: Position;
};

const inFile = (source: Source<unknown>, path: Path): FileOrigin => ({
  kind: 'file',
  file: source.file,
  path,
  position: positionOf(source, path),
});

type RunSettings = { readonly [Key in keyof RunValues]-?: NonNullable<RunValues[Key]> };

/** A lane with everything that it inherits. */
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
  readonly exclude: readonly Exclusion[];
  readonly run: RunSettings;
  /** When Prow runs it; absent where it does not. */
  readonly prow?: LaneProw;
};

export type ResolvedLane = {
  readonly lane: Lane;
  /** By the value's path: `select`, `exclude[0]`, `run.timeout`. */
  readonly origins: ReadonlyMap<string, Origin>;
};

/** Values of the command line and the environment, which go before those of the files. */
export type Overrides = {
  readonly run: Partial<RunValues>;
  /** Name of a node. */
  readonly node?: string;
  /** By key of `run`, and of `node`: `--timeout` or `LANEKEEPER_TIMEOUT`. */
  readonly names: Readonly<Record<string, string>>;
};

export const NO_OVERRIDES: Overrides = { run: {}, names: {} };

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

const SCALARS = ['description', 'state', 'suite', 'arch', 'node', 'inventory', 'select'] as const;

/** The lane of that name, or an error that names the nearest one. */
export function findLane(config: Config, name: string): Source<LaneFile> {
  const lane = config.lanes.get(name);
  if (lane !== undefined) return lane;
  const known = [...config.lanes.keys()];
  throw usageError(`found no lane "${name}", expected one of ${known.join(', ')}${didYouMean(name, known)}`);
}

/** Merges a lane with the lanes that it extends, the defaults and ours: the nearest value counts, exclusions add up. */
export function resolveLane(config: Config, name: string, overrides: Overrides = NO_OVERRIDES): ResolvedLane {
  const chain = ancestry(config, findLane(config, name));
  const origins = new Map<string, Origin>();
  const settings = config.settings.value;

  const scalar = (key: (typeof SCALARS)[number]): string | undefined => {
    if (key === 'node' && overrides.node !== undefined) {
      origins.set(key, { kind: 'override', name: overrides.names['node'] ?? 'node' });
      return overrides.node;
    }
    const owner = chain.find(({ value }) => value[key] !== undefined);
    if (owner !== undefined) {
      origins.set(key, inFile(owner, [key]));
      return owner.value[key];
    }
    if (key === 'arch') return defaultArch();
    if (key !== 'suite' && key !== 'node' && key !== 'inventory') return undefined;
    if (key === 'inventory' && settings.defaults.inventory === undefined) {
      origins.set(key, { kind: 'default' });
      return 'dry-run' satisfies InventoryMode;
    }
    origins.set(key, inFile(config.settings, ['defaults', key]));
    return settings.defaults[key];
  };

  const requirements = (): Requirements => {
    const owner = chain.find(({ value }) => value.requires !== undefined);
    origins.set('requires', owner === undefined ? { kind: 'default' } : inFile(owner, ['requires']));
    return owner?.value.requires ?? {};
  };

  const prow = (): Pick<Lane, 'prow'> => {
    const owner = chain.find(({ value }) => value.prow !== undefined);
    if (owner?.value.prow === undefined) return {};
    origins.set('prow', inFile(owner, ['prow']));
    return { prow: owner.value.prow };
  };

  const defaultArch = (): string => {
    const configured = settings.architectureConfiguration.defaultArchitecture;
    const path = ['architectureConfiguration', 'defaultArchitecture'];
    origins.set('arch', configured === undefined ? { kind: 'default' } : inFile(config.settings, path));
    return configured ?? machineArch();
  };

  const runValue = <K extends keyof RunSettings>(key: K): RunSettings[K] => {
    const path = `run.${key}`;
    const override = overrides.run[key];
    if (override !== undefined) {
      origins.set(path, { kind: 'override', name: overrides.names[key] ?? key });
      return override as RunSettings[K];
    }
    const owner = chain.find(({ value }) => value.run?.[key] !== undefined);
    if (owner !== undefined) {
      origins.set(path, inFile(owner, ['run', key]));
      return owner.value.run?.[key] as RunSettings[K];
    }
    const shared = settings.defaults.run?.[key];
    origins.set(
      path,
      shared === undefined ? { kind: 'default' } : inFile(config.settings, ['defaults', 'run', key]),
    );
    return (shared ?? RUN_DEFAULTS[key]) as RunSettings[K];
  };

  const exclude = chain
    .toReversed()
    .flatMap((source) =>
      (source.value.exclude ?? []).map((exclusion, index) => ({ exclusion, source, index })),
    );
  exclude.forEach(({ source, index }, position) => {
    origins.set(`exclude[${position}]`, inFile(source, ['exclude', index]));
  });

  const need = (key: (typeof SCALARS)[number]): string => {
    const value = scalar(key);
    if (value !== undefined) return value;
    const message = `the key "${key}" is missing, in the lane and in what it extends`;
    throw new ConfigError([problemIn(findLane(config, name), [], message)]);
  };

  const lane: Lane = {
    name,
    description: scalar('description') ?? '',
    state: need('state') as Lane['state'],
    suite: need('suite'),
    arch: need('arch'),
    node: need('node'),
    inventory: need('inventory') as InventoryMode,
    requires: requirements(),
    select: need('select'),
    exclude: exclude.map(({ exclusion }) => exclusion),
    run: {
      timeout: runValue('timeout'),
      gracePeriod: runValue('gracePeriod'),
      seed: runValue('seed'),
      flakeAttempts: runValue('flakeAttempts'),
      procs: runValue('procs'),
      nodeAttempts: runValue('nodeAttempts'),
      args: runValue('args'),
      env: runValue('env'),
    },
    ...prow(),
  };
  if (overrides.node !== undefined) checkOverride(overrides.node, lane, overrides.names['node'], settings);
  return { lane, origins };
}

/** What the files say is checked where they are read. */
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

/** The lane, the one that it extends, and so on. */
function ancestry(config: Config, start: Source<LaneFile>): readonly Source<LaneFile>[] {
  const chain = [start];
  for (let child = start; child.value.extends !== undefined; ) {
    const name = child.value.extends;
    const parent = config.lanes.get(name);
    if (parent === undefined) {
      const known = [...config.lanes.keys()];
      const message = `found the unknown lane "${name}", expected one of ${known.join(', ')}${didYouMean(name, known)}`;
      throw new ConfigError([problemIn(child, ['extends'], message)]);
    }
    if (chain.includes(parent)) {
      const circle = [...chain.slice(chain.indexOf(parent)), parent]
        .map(({ value }) => value.name)
        .join(' → ');
      throw new ConfigError([
        problemIn(child, ['extends'], `found a cycle in "extends": ${circle}; remove one of them`),
      ]);
    }
    chain.push(parent);
    child = parent;
  }
  return chain;
}

/** `lanes/x.yaml:3:9`, `--timeout`, `default`. */
export function formatOrigin(origin: Origin): string {
  if (origin.kind === 'override') return origin.name;
  if (origin.kind === 'default') return 'default';
  return [origin.file, ...origin.position].join(':');
}
