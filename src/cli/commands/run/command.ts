import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import {
  configOption,
  inventoryOption,
  jsonOption,
  type OptionsOf,
  reportsOption,
  withLaneOverrides,
} from '../../shared/options.ts';

export const defineRun = (program: CommandUnknownOpts) =>
  withLaneOverrides(
    program
      .command('run')
      .description('run lanes on this machine and write their reports')
      .argument('[lanes...]', 'names of lanes')
      .addOption(
        new Option(
          '--suite <name>',
          'instead of lanes: the active lanes of a suite that fit this machine’s architecture',
        ),
      )
      .option('--focus <spec>', 'run one spec only, of those that the lane selects')
      .option('--plan <file>', 'a plan, of which --job is to run')
      .option('--job <id>', 'instead of lanes: exactly the specs of this job of the plan')
      .option('--dry-run', 'print specs, command lines and what is missing on this machine; start no spec')
      .addOption(reportsOption())
      .option('-v, --verbose', 'show what the suite prints')
      .addOption(inventoryOption())
      .addOption(configOption())
      .addOption(jsonOption()),
  );

export type RunCommandOptions = OptionsOf<typeof defineRun>;
