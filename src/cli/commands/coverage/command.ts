import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import {
  configOption,
  evidenceOption,
  formatOption,
  inventoryOption,
  jsonOption,
  type OptionsOf,
  suiteOption,
} from '../../shared/options.ts';

export const defineCoverage = (program: CommandUnknownOpts) =>
  program
    .command('coverage')
    .description('which specs exercise which feature, and what becomes of them on an architecture')
    .argument('[features...]', 'these only, spec by spec; all in a table when absent')
    .requiredOption('--arch <arch>', 'architecture in Go’s terms')
    .option('--patch', 'print the edits that add the label which is all that specs lack, as a diff')
    .addOption(formatOption())
    .addOption(suiteOption())
    .addOption(evidenceOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption());

export type CoverageOptions = OptionsOf<typeof defineCoverage>;
