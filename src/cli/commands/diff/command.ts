import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import {
  configOption,
  evidenceOption,
  inventoryOption,
  jsonOption,
  type OptionsOf,
  suiteOption,
} from '../../shared/options.ts';

export const defineDiff = (program: CommandUnknownOpts) =>
  program
    .command('diff')
    .description(
      'what one selection has and another lacks: of two lanes, two filters, or two states of a suite',
    )
    .argument('<before>', 'a lane; filter: and an expression; deny: and a lane, for all that its rules leave')
    .argument('[after]', 'the same; what is named first when only the suite differs')
    .option('--after <inventory>', 'the inventory for what is named second, as --inventory is for the first')
    .option(
      '--arch <arch>',
      'whose runs say how long specs take and whether they ever passed; the lane’s when absent',
    )
    .addOption(
      new Option('--format <name>', 'how to print it')
        .choices(['table', 'markdown', 'json'] as const)
        .default('table' as const),
    )
    .addOption(suiteOption())
    .addOption(evidenceOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption());

export type DiffOptions = OptionsOf<typeof defineDiff>;
