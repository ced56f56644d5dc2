import { EXIT, type ExitCode } from '../errors.ts';
import type { Config } from '../lane/config.ts';
import { resolveLane } from '../lane/resolve.ts';
import { type Swept, sweepCluster } from '../nodes/kubernetes/sweep.ts';
import { nodeOf } from '../nodes/index.ts';
import { openConfig } from '../open-config.ts';
import { oneLine } from '../terminal.ts';
import { SCHEMA_VERSION } from '../types.ts';
import { type CommonOptions, type Context, printJson } from './context.ts';
import { chooseLanes } from './lanes.ts';

export type DoctorOptions = CommonOptions & {
  readonly suite?: string;
  /** Delete what crashed runs left in clusters. */
  readonly sweep?: boolean;
  /** Also what runs on other machines may still use. */
  readonly all?: boolean;
};

/** Says what this machine lacks for lanes; or with `--sweep` deletes what crashed runs left in clusters. */
export async function doctor(
  context: Context,
  names: readonly string[],
  options: DoctorOptions,
): Promise<ExitCode> {
  const config = await openConfig(context.cwd, options.config, context.version);
  if (options.sweep === true) return sweep(context, config, options);
  const lanes = await Promise.all(
    chooseLanes(config, names, options).map(async ({ name }) => {
      const { node, adapter } = nodeOf(config, resolveLane(config, name).lane);
      return { lane: name, node: node.name, missing: (await adapter.plan(node)).missing };
    }),
  );
  if (options.json === true) printJson(context, { schemaVersion: SCHEMA_VERSION, lanes });
  else
    for (const { lane, node, missing } of lanes)
      context.print(
        `${oneLine(`${lane} on ${node}: ${missing.length === 0 ? 'nothing is missing' : missing.join('; ')}`)}\n`,
      );
  return lanes.every(({ missing }) => missing.length === 0) ? EXIT.ok : EXIT.infrastructure;
}

async function sweep(
  context: Context,
  { root, settings }: Config,
  options: DoctorOptions,
): Promise<ExitCode> {
  const swept: (Swept & { readonly node: string })[] = [];
  for (const [node, each] of Object.entries(settings.value.nodes)) {
    if (each.kind !== 'kubernetes') continue;
    const found = await sweepCluster(root, each, options.all === true);
    swept.push(...found.map((one) => ({ node, ...one })));
  }
  if (options.json === true) printJson(context, { schemaVersion: SCHEMA_VERSION, swept });
  else if (swept.length === 0) context.print('nothing is left in the clusters of the nodes\n');
  else
    for (const { node, job, deleted, because } of swept)
      context.print(`${oneLine(`${node}: ${job}: ${deleted ? 'deleted' : 'kept'}: ${because}`)}\n`);
  return EXIT.ok;
}
