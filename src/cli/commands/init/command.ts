import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { jsonOption, type OptionsOf } from '../../shared/options.ts';

export const defineInit = (program: CommandUnknownOpts) =>
  program
    .command('init')
    .description('write a first configuration for this repository, by its suites, labels and workflows')
    .addOption(jsonOption());

export type InitOptions = OptionsOf<typeof defineInit>;
