import { Argument, type CommandUnknownOpts } from '@commander-js/extra-typings';
import {
  asOfOption,
  configOption,
  evidenceOption,
  formatOption,
  inventoryOption,
  jsonOption,
  type OptionsOf,
  reportsOption,
  suiteOption,
} from '../../shared/options.ts';

const PARTS = ['support', 'broke'] as const;

/** Part that a report can be limited to. */
export type ReportPart = (typeof PARTS)[number];

export const defineReport = (program: CommandUnknownOpts) =>
  program
    .command('report')
    .description('what is supported, since when and why; and what broke within the last day')
    .addArgument(new Argument('[part]', 'one of the two').choices(PARTS))
    .option(
      '--site <folder>',
      'write it as static pages, with all evidence; a site that is there is replaced',
    )
    .option('--arch <name>', 'of what is printed, this architecture only')
    .addOption(formatOption())
    .option('--base-url <url>', 'where it will be, for the links of its feed')
    .addOption(suiteOption())
    .addOption(asOfOption())
    .addOption(reportsOption())
    .addOption(evidenceOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption());

export type ReportOptions = OptionsOf<typeof defineReport>;
