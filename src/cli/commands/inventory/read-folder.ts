import { resolve } from 'node:path';
import { machineArch } from '../../../core/architectures.ts';
import { readSourceInventory, type SourcedInventory } from '../../../source/inventory.ts';
import { archOf } from '../../shared/arch-option.ts';
import type { Context } from '../../shared/context.ts';
import type { InventoryListOptions } from './command.ts';

/** Reads the specs of a suite off its source. */
export const readFolder = (
  context: Context,
  folder: string,
  { arch, tags }: InventoryListOptions,
  orphans: boolean,
): Promise<SourcedInventory> =>
  readSourceInventory(
    'inventory',
    resolve(context.cwd, folder),
    { arch: archOf('--arch', arch) ?? machineArch(), tags: tags ?? [] },
    orphans,
  );
