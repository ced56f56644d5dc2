import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import {
  configOption,
  inventoryOption,
  jsonOption,
  type OptionsOf,
  suiteOption,
} from '../../shared/options.ts';

export const defineLint = (program: CommandUnknownOpts) =>
  program
    .command('lint')
    .description(
      'what is not right about lanes, rules and the specs of a suite; exits 1 when there is anything',
    )
    .option('--fix', 'mend what is safe to mend')
    .addOption(
      new Option('--format <name>', 'github prints annotations, sarif what code scanning takes')
        .choices(['text', 'github', 'sarif', 'json'] as const)
        .default('text' as const),
    )
    .addOption(suiteOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption());

export type LintOptions = OptionsOf<typeof defineLint>;
