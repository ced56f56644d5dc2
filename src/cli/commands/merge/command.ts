import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { jsonOption, type OptionsOf, reportsOption } from '../../shared/options.ts';

export const defineMerge = (program: CommandUnknownOpts) =>
  program
    .command('merge')
    .description('join the run reports of jobs and reruns to one for each lane')
    .argument('[paths...]', 'run reports, or folders with them; reports/jobs when absent')
    .option('--plan <file>', 'the plan whose jobs there should be; what the reports say when absent')
    .addOption(reportsOption())
    .addOption(jsonOption());

export type MergeOptions = OptionsOf<typeof defineMerge>;
