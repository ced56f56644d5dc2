import { EXIT, type ExitCode, LanekeeperError } from '../../../core/errors.ts';
import { oneLine } from '../../../core/terminal.ts';
import { SCHEMA_VERSION } from '../../../core/types.ts';
import { type Config, suiteSettings } from '../../../lanes/config.ts';
import { openConfig } from '../../../lanes/open-config.ts';
import { type Lane, resolveLane } from '../../../lanes/resolve.ts';
import { nodeOf } from '../../../nodes/index.ts';
import { type Swept, sweepCluster } from '../../../nodes/kubernetes/sweep.ts';
import { suitePath } from '../../../runner/inventory.ts';
import { setUpRun, toolsOfRun } from '../../../runner/setup.ts';
import { describeMissing } from '../../../system/tools.ts';
import { type Context, printJson } from '../../shared/context.ts';
import { chooseLanes } from '../../shared/lanes.ts';
import type { DoctorOptions } from './command.ts';

/** Says what this machine lacks for lanes; or with `--sweep` deletes what crashed runs left in clusters. */
export async function doctor(
  context: Context,
  names: readonly string[],
  options: DoctorOptions,
): Promise<ExitCode> {
  // Without git, reports don’t say which commit ran, and such runs don’t count as runs of a commit.
  const always = describeMissing(['git']);
  if (options.json !== true && options.sweep !== true)
    context.print(`this machine: ${always.length === 0 ? 'has git' : always.join('; ')}\n`);
  const config = await openConfig(context.cwd, options.config, context.version);
  if (options.sweep === true) return sweep(context, config, options);
  const lanes = await Promise.all(
    chooseLanes(config, names, options).map(async (lane) => ({
      lane: lane.name,
      node: lane.node,
      missing: await missingToolsFor(context, config, lane),
    })),
  );
  if (options.json === true) printJson(context, { schemaVersion: SCHEMA_VERSION, machine: always, lanes });
  else
    for (const { lane, node, missing } of lanes)
      context.print(
        `${oneLine(`${lane} on ${node}: ${missing.length === 0 ? 'nothing is missing' : missing.join('; ')}`)}\n`,
      );
  return always.length === 0 && lanes.every(({ missing }) => missing.length === 0)
    ? EXIT.ok
    : EXIT.infrastructure;
}

/** Lists what a lane’s suite and node need and this machine lacks, in words. */
async function missingToolsFor({ cwd }: Context, config: Config, { name }: Lane): Promise<readonly string[]> {
  const resolved = resolveLane(config, name);
  const settings = suiteSettings(config, resolved.lane.suite);
  const { node, adapter } = nodeOf(config, resolved.lane);
  const { obstacles } = await adapter.plan(node);
  try {
    const setup = setUpRun(config, resolved, suitePath(cwd, config.root, settings, undefined));
    return [...describeMissing(await toolsOfRun(setup)), ...obstacles];
  } catch (error) {
    // Its folder may be elsewhere on this machine.
    if (error instanceof LanekeeperError)
      return [error.message, ...describeMissing(await adapter.tools(node)), ...obstacles];
    throw error;
  }
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
