import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { EXIT, type ExitCode, LanekeeperError, usageError } from '../../../core/errors.ts';
import { oneLine } from '../../../core/terminal.ts';
import { type Inventory, SCHEMA_VERSION } from '../../../core/types.ts';
import { suiteSettings } from '../../../lanes/config.ts';
import { LabelFilterError } from '../../../lanes/label-filter/index.ts';
import { explainEmpty } from '../../../planning/selection/empty.ts';
import { filterCriteria } from '../../../planning/selection/lane-selection.ts';
import {
  type Criteria,
  type Exclusion,
  type Selection,
  selectSpecs,
} from '../../../planning/selection/select.ts';
import { inventoryReference, readInventory } from '../../../runner/inventory.ts';
import { type Context, createViewer, printJson, specDocument } from '../../shared/context.ts';
import type { TableFormat } from '../../shared/table.ts';
import type { ListOptions } from './command.ts';

/** Prints what a lane, or a raw filter, selects, and why not the rest. */
export async function listSelection(
  context: Context,
  lane: string | undefined,
  options: ListOptions,
): Promise<ExitCode> {
  if ((lane === undefined) === (options.filter === undefined))
    throw usageError(
      'found neither or both of a lane and --filter, expected one of them: lanekeeper list LANE',
    );
  const { inventory, criteria, selection, place } =
    lane === undefined ? await listFilter(context, options) : await listLane(context, lane, options);
  if (options.json === true || options.format === 'json')
    printJson(context, listDocument(lane, selection, inventory));
  else await printList(context, lane ?? 'filter', selection, options.format, place);
  if (selection.selected.length > 0) return EXIT.ok;
  const reasons = [
    ...(selection.pending.length > 0
      ? [`${selection.pending.length} specs match, but are pending in the suite`]
      : []),
    ...explainEmpty(inventory.specs, criteria),
  ];
  throw new LanekeeperError(
    EXIT.notFine,
    [`${lane ?? 'the filter'} selects no spec:`, ...reasons].map(oneLine).join('\n  '),
  );
}

type Listing = {
  readonly inventory: Inventory;
  readonly criteria: Criteria;
  readonly selection: Selection;
  /** Place of the suite's files, to which a terminal can lead; absent where there is none. */
  readonly place?: SuitePlace;
};

/** The folder of a suite, and that of the configuration around it. */
type SuitePlace = { readonly suite: string; readonly root: string };

async function listLane(context: Context, lane: string, options: ListOptions): Promise<Listing> {
  const view = await (await createViewer(context, options)).view(lane);
  if (context.columns === undefined) return view;
  const { config, resolved } = view;
  const suite = resolve(config.root, suiteSettings(config, resolved.lane.suite).path);
  return { ...view, place: { suite, root: config.root } };
}

/** Lists by a raw filter, which needs no configuration when it is given the suite. */
async function listFilter(context: Context, options: ListOptions): Promise<Listing> {
  const expression = options.filter ?? '';
  if (options.inventory === undefined)
    throw usageError(
      '--filter needs --inventory: the report of a dry run, a test binary or a Go package folder',
    );
  const reference = inventoryReference(context.cwd, options.inventory);
  const settings = { kind: 'ginkgo', path: reference.path } as const;
  const inventory = await readInventory('inventory', settings, reference, context.note);
  try {
    const criteria = filterCriteria(expression);
    return { inventory, criteria, selection: selectSpecs(inventory.specs, criteria) };
  } catch (error) {
    if (error instanceof LabelFilterError) throw usageError(`--filter: ${error.message}`);
    throw error;
  }
}

const listDocument = (
  lane: string | undefined,
  { labelFilter, selected, excluded, pending }: Selection,
  { unresolved }: Inventory,
): object => ({
  schemaVersion: SCHEMA_VERSION,
  ...(lane === undefined ? {} : { lane }),
  labelFilter,
  selected: selected.map(specDocument),
  excluded: excluded.map(({ spec, rule, because, label, labelAt }) => ({
    ...specDocument(spec),
    rule,
    because,
    label,
    labelAt,
  })),
  pending: pending.map(specDocument),
  ...(unresolved === undefined ? {} : { unresolved }),
});

/** Path of a file of a suite: its name starts at the suite's module, which is around its folder. */
function fileOf(place: SuitePlace | undefined, file: string): string | undefined {
  if (place === undefined || file.split(/[/\\]/).includes('..')) return undefined;
  for (let folder = place.suite; ; folder = dirname(folder)) {
    if (existsSync(join(folder, file))) return join(folder, file);
    if (folder === place.root || folder === dirname(folder)) return undefined;
  }
}

async function printList(
  context: Context,
  name: string,
  { labelFilter, selected, excluded, pending }: Selection,
  format: Exclude<TableFormat, 'json'>,
  place: SuitePlace | undefined,
): Promise<void> {
  // Not needed for JSON, which tools ask for again and again.
  const { printTable } = await import('../../shared/table.ts');
  if (selected.length > 0)
    printTable(
      context,
      ['at', 'spec'],
      selected.map(({ text, location }) => [
        { text: `${location.file}:${location.line}`, path: fileOf(place, location.file) },
        text,
      ]),
      format,
    );
  const byRule = [...Map.groupBy(excluded, ({ rule }) => rule)].toSorted(
    ([, a], [, b]) => b.length - a.length,
  );
  const summary = [
    `${name}: ${selected.length} selected, ${excluded.length} excluded, ${pending.length} pending`,
    ...byRule.map(([rule, specs]) => `  ${specs.length} by ${rule}: ${summarizeReasons(specs)}`),
    `label filter: ${labelFilter}`,
  ];
  for (const line of summary) context.note(oneLine(line));
}

/** The reason why specs stay out; where they have several, the commonest, and for how many it holds. */
function summarizeReasons(specs: readonly Pick<Exclusion, 'because'>[]): string {
  const [[because, most] = ['', []], ...others] = [...Map.groupBy(specs, (spec) => spec.because)].toSorted(
    ([, a], [, b]) => b.length - a.length,
  );
  return others.length === 0
    ? because
    : `${because} (${most.length}; ${specs.length - most.length} for other reasons)`;
}
