import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { jsonOption, type OptionsOf } from '../../shared/options.ts';

const archOption = () =>
  new Option('--arch <arch>', 'read the source for this architecture; this machine’s when absent');
const tagsOption = () => new Option('--tags <tags...>', 'Go build tags');

export const defineInventory = (program: CommandUnknownOpts) =>
  program.command('inventory').description('the specs of a Ginkgo suite, read off its source');

export const defineInventoryList = (inventory: CommandUnknownOpts) =>
  inventory
    .command('list')
    .description('specs, what the source does not tell, and files in no suite; without Go')
    .argument('<folder>', 'Go package folder of the suite')
    .addOption(archOption())
    .addOption(tagsOption())
    .option('--watch', 'list again when a file changes, and print the difference')
    .addOption(jsonOption());

export type InventoryListOptions = OptionsOf<typeof defineInventoryList>;

export const defineInventoryCompare = (inventory: CommandUnknownOpts) =>
  inventory
    .command('compare')
    .description('where an inventory differs from another one, which counts as right')
    .argument('<found>', 'report of a dry run, test binary, Go package folder, or source: and such a folder')
    .argument('<expected>', 'the same; usually a dry run')
    .addOption(archOption())
    .addOption(tagsOption())
    .addOption(jsonOption());

export type InventoryCompareOptions = OptionsOf<typeof defineInventoryCompare>;
