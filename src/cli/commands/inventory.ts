import { resolve } from 'node:path';
import { machineArch } from '../../core/architectures.ts';
import { EXIT, type ExitCode } from '../../core/errors.ts';
import { oneLine } from '../../core/terminal.ts';
import { type Inventory, type Position, SCHEMA_VERSION, type UnresolvedSpec } from '../../core/types.ts';
import { compareInventories, type Difference, describeDifference } from '../../planning/selection/compare.ts';
import { inventoryReference, readInventory } from '../../runner/inventory.ts';
import { readSourceInventory, type SourcedInventory } from '../../source/inventory.ts';
import { archOf } from '../shared/arch-option.ts';
import { type Context, printJson, specDocument } from '../shared/context.ts';

export type InventoryOptions = {
  readonly json?: boolean;
  readonly arch?: string;
  readonly tags?: readonly string[];
};

/** Prints the specs that the source of a suite declares, and what it does not tell. */
export async function listInventory(
  context: Context,
  folder: string,
  options: InventoryOptions,
): Promise<ExitCode> {
  const inventory = await readFolder(context, folder, options, true);
  if (options.json === true) printJson(context, inventoryDocument(inventory));
  else printInventory(context, inventory);
  return inventory.unresolved?.length === 0 && inventory.source.diagnostics.length === 0
    ? EXIT.ok
    : EXIT.notFine;
}

export const readFolder = (
  context: Context,
  folder: string,
  { arch, tags }: InventoryOptions,
  orphans: boolean,
): Promise<SourcedInventory> =>
  readSourceInventory(
    'inventory',
    resolve(context.cwd, folder),
    { arch: archOf('--arch', arch) ?? machineArch(), tags: tags ?? [] },
    orphans,
  );

const inventoryDocument = ({ specs, source }: SourcedInventory): object => ({
  schemaVersion: SCHEMA_VERSION,
  specs: specs.map((spec) => ({ ...specDocument(spec), pending: spec.pending, serial: spec.serial })),
  unresolved: source.unresolved,
  diagnostics: source.diagnostics,
  orphans: source.orphans.map((orphan) => ({ ...orphan, specs: orphan.specs.map(specDocument) })),
});

function printInventory(context: Context, { specs, source }: SourcedInventory): void {
  for (const { text, location, pending } of specs)
    context.print(
      `${oneLine(`${pending ? '[pending] ' : ''}${text}`)}  (${location.file}:${location.line})\n`,
    );
  for (const each of source.unresolved) context.note(oneLine(describeUnresolved(each)));
  for (const { at, code, message } of source.diagnostics)
    context.note(oneLine(`${formatPlace(at)}: ${code}: ${message}`));
  for (const { file, because, specs: declared } of source.orphans)
    context.note(oneLine(`${file}: ${declared.length} specs in no suite: ${because}`));
  context.note(`${specs.length} specs, ${source.unresolved.length} unresolved`);
}

const formatPlace = ({ file, line, column }: Position): string => `${file}:${line}:${column}`;

/** `tests/a.go:3:1: unresolved: a …: text: tests/a.go:2:5: why`. */
export function describeUnresolved({ text, location, unknown }: UnresolvedSpec): string {
  const causes = unknown.map(({ what, at, because }) => `${what}: ${because} (${formatPlace(at)})`);
  return `${location.file}:${location.line}: unresolved: ${JSON.stringify(text)}: ${[...new Set(causes)].join('; ')}`;
}

/** Compares two inventories; the second one counts as right. Exits 1 on any difference. */
export async function compare(
  context: Context,
  found: string,
  expected: string,
  options: InventoryOptions,
): Promise<ExitCode> {
  const [a, b] = [await read(context, found, options), await read(context, expected, options)];
  const differences = compareInventories(a, b);
  const unresolved = a.unresolved ?? [];
  if (options.json === true)
    printJson(context, {
      schemaVersion: SCHEMA_VERSION,
      specs: { found: a.specs.length, expected: b.specs.length },
      differences: differences.map(differenceDocument),
      unresolved,
    });
  else for (const each of differences) context.print(`${oneLine(describeDifference(each))}\n`);
  for (const each of unresolved) context.note(oneLine(describeUnresolved(each)));
  const unequal = new Set(differences.filter(({ kind }) => kind !== 'extra').map(({ spec }) => spec)).size;
  context.note(
    `${b.specs.length - unequal} of ${b.specs.length} specs are equal, ${differences.length} differences`,
  );
  return differences.length === 0 ? EXIT.ok : EXIT.notFine;
}

const differenceDocument = ({ spec, ...rest }: Difference): object => ({ ...rest, spec: specDocument(spec) });

function read(context: Context, named: string, { arch, tags }: InventoryOptions): Promise<Inventory> {
  const reference = inventoryReference(context.cwd, named, archOf('--arch', arch));
  const settings = {
    kind: 'ginkgo',
    path: reference.path,
    ...(tags === undefined ? {} : { buildTags: [...tags] }),
  } as const;
  return readInventory(named, settings, reference, context.note);
}
