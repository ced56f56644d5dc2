import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { suitePath } from '../inventory.ts';
import { planBuild, prepareSuite } from '../suite-build.ts';
import type { Config } from '../lane/config.ts';
import type { ResolvedLane } from '../lane/resolve.ts';
import { focusSpec, narrow, requestOf, setUpRun } from '../run-setup.ts';
import { laneCriteria } from '../selection/lane-selection.ts';
import { selectSpecs } from '../selection/select.ts';
import { type Command, SCHEMA_VERSION } from '../types.ts';
import { oneLine } from '../terminal.ts';
import { type CommonOptions, type Context, printJson, specDocument } from './context.ts';

/**
 * Prints what a run would run and what this machine lacks for it. To know the specs it compiles and lists the
 * suite, as `list` does; no spec is started.
 */
export async function printDryRun(
  context: Context,
  config: Config,
  resolved: ResolvedLane,
  options: CommonOptions & { readonly focus?: string },
): Promise<void> {
  const { lane } = resolved;
  const settings = config.settings.value.suites[lane.suite];
  if (settings === undefined) throw new Error(`the suite "${lane.suite}" passed the checks but is unknown`);
  const setup = setUpRun(config, resolved, suitePath(context.cwd, config.root, settings, options.inventory));
  const build = planBuild(setup.source, lane.run.procs);
  const missing = setup.suiteAdapter
    .tools(setup.source)
    .filter((tool) => !isOnPath(tool))
    .map((tool) => `${tool} is not on the PATH`);
  const probed = await setup.nodeAdapter.probe(setup.node);
  if (probed.arch !== lane.arch) missing.push(`this machine is ${probed.arch}, the lane is for ${lane.arch}`);

  const specs = missing.some((lack) => lack.includes('PATH'))
    ? []
    : (await prepareSuite(lane.suite, setup.source, lane.run.procs, context)).inventory.specs;
  const facts = setup.nodeAdapter.known(setup.node, lane.arch);
  const criteria = laneCriteria(config.settings.value.rules, lane, facts);
  const all = selectSpecs(specs, criteria);
  const focus = options.focus === undefined ? undefined : focusSpec(options.focus, all);
  const { selected } = focus === undefined ? all : narrow(all, focus);
  const run = setup.suiteAdapter.run(
    requestOf(setup, build.suite, criteria.labelFilter, focus, join(tmpdir(), 'lanekeeper-report.json')),
  );
  const commands = [...build.commands, run];

  if (options.json === true) {
    printJson(context, {
      schemaVersion: SCHEMA_VERSION,
      lane: lane.name,
      labelFilter: criteria.labelFilter,
      commands,
      missing,
      specs: selected.map(specDocument),
    });
    return;
  }
  const lines = [
    `# ${lane.name}: ${selected.length} specs`,
    ...selected.map(({ text, location }) => `${text}  (${location.file}:${location.line})`),
    '# commands',
    ...commands.map(shellLine),
    ...(missing.length === 0
      ? ['# nothing is missing on this machine']
      : ['# missing on this machine', ...missing]),
  ];
  for (const line of lines) context.print(`${oneLine(line)}\n`);
}

const isOnPath = (tool: string): boolean =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && existsSync(join(folder, tool)));

/** A line that can be pasted into a POSIX shell. We never run it. */
function shellLine({ argv, cwd, env }: Command): string {
  const quote = (text: string): string =>
    /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
  const assignments = Object.entries(env).map(([name, value]) => `${name}=${quote(value)}`);
  return [`cd ${quote(cwd)} &&`, ...assignments, ...argv.map(quote)].join(' ');
}
