import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import {
  asOfOption,
  configOption,
  evidenceOption,
  inventoryOption,
  jsonOption,
  type OptionsOf,
} from '../../shared/options.ts';

export const definePromote = (program: CommandUnknownOpts) =>
  program
    .command('promote')
    .description('what the evidence makes of every row; prints the edits as a diff')
    .option('--write', 'edit the documents')
    .option('--pull-request', 'propose the edits as one pull request, or bring it up to date')
    .addOption(asOfOption())
    .addOption(evidenceOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption());

export type PromoteOptions = OptionsOf<typeof definePromote>;
