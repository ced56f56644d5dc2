import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { configOption, jsonOption, type OptionsOf, suiteOption } from '../../shared/options.ts';

export const defineDoctor = (program: CommandUnknownOpts) =>
  program
    .command('doctor')
    .description('what this machine lacks for lanes; what crashed runs left behind')
    .argument('[lanes...]', 'names of lanes; the active ones of the suite when absent')
    .option('--sweep', 'delete what crashed runs left in the clusters of kubernetes nodes')
    .option('--all', 'with --sweep: also what runs on other machines may still use')
    .addOption(suiteOption())
    .addOption(configOption())
    .addOption(jsonOption());

export type DoctorOptions = OptionsOf<typeof defineDoctor>;
