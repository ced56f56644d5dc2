import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import {
  configOption,
  formatOption,
  inventoryOption,
  jsonOption,
  type OptionsOf,
} from '../../shared/options.ts';

export const defineList = (program: CommandUnknownOpts) =>
  program
    .command('list')
    .description('what a lane selects, and why not the rest')
    .argument('[lane]', 'name of a lane')
    .option('--filter <expression>', 'a raw Ginkgo label filter instead of a lane')
    .addOption(formatOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption());

export type ListOptions = OptionsOf<typeof defineList>;
