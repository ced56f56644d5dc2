import { EXIT, type ExitCode } from '../../../core/errors.ts';
import { oneLine } from '../../../core/terminal.ts';
import { type Inventory, SCHEMA_VERSION } from '../../../core/types.ts';
import {
  compareInventories,
  type Difference,
  describeDifference,
} from '../../../planning/selection/compare.ts';
import { inventoryReference, readInventory } from '../../../runner/inventory.ts';
import { archOf } from '../../shared/arch-option.ts';
import { type Context, printJson, specDocument } from '../../shared/context.ts';
import type { InventoryCompareOptions } from './command.ts';
import { describeUnresolved } from './unresolved.ts';

/** Compares two inventories; the second one counts as right. Exits 1 on any difference. */
export async function compareInventory(
  context: Context,
  found: string,
  expected: string,
  options: InventoryCompareOptions,
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

function read(context: Context, named: string, { arch, tags }: InventoryCompareOptions): Promise<Inventory> {
  const reference = inventoryReference(context.cwd, named, archOf('--arch', arch));
  const settings = {
    kind: 'ginkgo',
    path: reference.path,
    ...(tags === undefined ? {} : { buildTags: [...tags] }),
  } as const;
  return readInventory(named, settings, reference, context.note);
}
