import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import {
  configOption,
  inventoryOption,
  jsonOption,
  type OptionsOf,
  suiteOption,
} from '../../shared/options.ts';

export const defineExplain = (program: CommandUnknownOpts) =>
  program
    .command('explain')
    .description('why lanes select a spec or not, and the smallest change that would select it')
    .argument('<spec>', 'a part of its text, its test_id, file:line, or a label')
    .option('--lane <name>', 'this lane only')
    .addOption(suiteOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption());

export type ExplainOptions = OptionsOf<typeof defineExplain>;
