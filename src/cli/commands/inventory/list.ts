import { EXIT, type ExitCode } from '../../../core/errors.ts';
import { oneLine } from '../../../core/terminal.ts';
import { SCHEMA_VERSION } from '../../../core/types.ts';
import type { SourcedInventory } from '../../../source/inventory.ts';
import { type Context, printJson, specDocument } from '../../shared/context.ts';
import type { InventoryListOptions } from './command.ts';
import { readFolder } from './read-folder.ts';
import { describeUnresolved, formatPlace } from './unresolved.ts';

/** Prints the specs that the source of a suite declares, and what it does not tell. */
export async function listInventory(
  context: Context,
  folder: string,
  options: InventoryListOptions,
): Promise<ExitCode> {
  if (options.watch === true) return (await import('./watch.ts')).watchInventory(context, folder, options);
  const inventory = await readFolder(context, folder, options, true);
  if (options.json === true) printJson(context, inventoryDocument(inventory));
  else printInventory(context, inventory);
  return inventory.unresolved?.length === 0 && inventory.source.diagnostics.length === 0
    ? EXIT.ok
    : EXIT.notFine;
}

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
