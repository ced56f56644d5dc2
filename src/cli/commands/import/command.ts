import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import {
  configOption,
  confirmationOption,
  failOption,
  inventoryOption,
  jsonOption,
  type OptionsOf,
  rootOption,
  standInOption,
  traceTimeoutOption,
} from '../../shared/options.ts';

export const defineImport = (program: CommandUnknownOpts) =>
  program.command('import').description('make lanes of what CI engines run already');

export const defineImportProw = (imports: CommandUnknownOpts) =>
  imports
    .command('prow')
    .description(
      'lanes of jobs of Prow: ours as they are, others by the label filter that their script computes',
    )
    .argument('<files...>', 'YAML with presubmits and periodics')
    .option('--job <text>', 'jobs with this in their names only')
    .option('--script <path>', 'script that computes the label filter, in the repository; see trace')
    .addOption(standInOption())
    .addOption(failOption())
    .addOption(rootOption())
    .addOption(traceTimeoutOption())
    .addOption(confirmationOption())
    .option('--output <folder>', 'a file for each lane in this folder; standard output when absent')
    .option('--check', 'compare lanes, jobs and the script instead; exits 1 when they disagree')
    .option('--variable <name>', 'by which the script tells jobs apart, for --check', 'TARGET')
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption());

export type ImportProwOptions = OptionsOf<typeof defineImportProw>;
