import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { usageError } from '../../core/errors.ts';
import { type Config, suiteSettings } from '../../lanes/config.ts';
import { inventoryReference } from '../../runner/inventory.ts';
import { readSourceInventory, type SourcedInventory } from '../../source/inventory.ts';
import { type Context, tellDoubts } from './context.ts';

/** Reads the source of a suite: the folder that the user names, else the suite's own. */
export async function readSuiteFolder(
  context: Context,
  config: Config,
  suite: string,
  arch: string,
  named: string | undefined,
): Promise<SourcedInventory> {
  const settings = suiteSettings(config, suite);
  const path =
    named === undefined ? resolve(config.root, settings.path) : inventoryReference(context.cwd, named).path;
  if (settings.kind !== 'ginkgo' || statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw usageError(
      `${path}: expected the Go package folder of a Ginkgo suite, for the suite "${suite}"; name it with --inventory`,
    );
  const inventory = await readSourceInventory(suite, path, { arch, tags: settings.buildTags ?? [] }, true);
  tellDoubts(context, inventory);
  return inventory;
}
