import { EXIT, type ExitCode, LanekeeperError } from '../errors.ts';
import { formatOrigin, NO_OVERRIDES, type Overrides, type ResolvedLane } from '../lane/resolve.ts';
import { type Job, planJob } from '../plan.ts';
import { SCHEMA_VERSION } from '../types.ts';
import { type CommonOptions, type Context, createViewer, printJson } from './context.ts';
import { chooseLanes } from './lanes.ts';

export type PlanOptions = CommonOptions & { readonly suite?: string; readonly showConfig?: boolean };

/** Prints the jobs of lanes as JSON, or with `--show-config` every value of the lanes with its origin. */
export async function plan(
  context: Context,
  names: readonly string[],
  options: PlanOptions,
  overrides: Overrides = NO_OVERRIDES,
): Promise<ExitCode> {
  const viewer = await createViewer(context, options, overrides);
  const lanes = chooseLanes(viewer.config, names, options);
  if (options.showConfig === true) {
    for (const { name } of lanes) printOrigins(context, viewer.look(name).resolved);
    return EXIT.ok;
  }
  const jobs: Job[] = [];
  for (const { name } of lanes) {
    const { resolved, criteria, inventory, selection } = await viewer.view(name);
    jobs.push(await planJob(resolved.lane, criteria, inventory, selection));
  }
  printJson(context, { schemaVersion: SCHEMA_VERSION, jobs });
  const empty = jobs.filter(({ specs }) => specs.length === 0).map(({ lane }) => lane);
  if (jobs.length === 0)
    throw new LanekeeperError(
      EXIT.notFine,
      'found no active lane of the suite: name lanes, or make one active',
    );
  if (empty.length > 0)
    throw new LanekeeperError(
      EXIT.notFine,
      `nothing is selected by ${empty.join(', ')}: lanekeeper list says why`,
    );
  return EXIT.ok;
}

function printOrigins(context: Context, { lane, origins }: ResolvedLane): void {
  context.print(`# ${lane.name}\n`);
  for (const [path, origin] of origins)
    context.print(`${path}: ${JSON.stringify(valueAt(lane, path))}  # ${formatOrigin(origin)}\n`);
}

const valueAt = (value: unknown, path: string): unknown =>
  path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value);
