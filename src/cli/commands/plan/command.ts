import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import {
  configOption,
  evidenceOption,
  inventoryOption,
  type OptionsOf,
  suiteOption,
  withLaneOverrides,
} from '../../shared/options.ts';

export const definePlan = (program: CommandUnknownOpts) =>
  withLaneOverrides(
    program
      .command('plan')
      .description('the jobs of lanes, as JSON')
      .argument('[lanes...]', 'names of lanes; the active ones of the suite when absent')
      .option(
        '--shards <number>',
        'split each lane into so many jobs of about equal time, by what specs took',
      )
      .option('--budget <duration>', 'or into jobs whose specs take no longer: 40m, 1h30m')
      .addOption(
        new Option(
          '--format <name>',
          'github: also a matrix for GitHub Actions, to GITHUB_OUTPUT; prow: jobs of Prow, in YAML',
        )
          .choices(['json', 'github', 'prow'] as const)
          .default('json' as const),
      )
      .option('--output <file>', 'where the plan goes, which run --plan takes; standard output when absent')
      .option('--show-config', 'print every value of the lanes and where it comes from instead')
      .addOption(evidenceOption())
      .addOption(suiteOption())
      .addOption(inventoryOption())
      .addOption(configOption()),
  );

export type PlanOptions = OptionsOf<typeof definePlan>;
