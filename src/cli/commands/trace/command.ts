import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import {
  confirmationOption,
  failOption,
  jsonOption,
  type OptionsOf,
  rootOption,
  standInOption,
  traceTimeoutOption,
} from '../../shared/options.ts';

export const defineTrace = (program: CommandUnknownOpts) =>
  program
    .command('trace')
    .description('which label filter a CI script computes: runs it with stand-ins for all that it would call')
    .argument('[command...]', 'after --: the command, such as automation/test.sh')
    .option('--env <assignments...>', 'its environment, such as TARGET=kind-1.36-wg-arm64')
    .addOption(standInOption())
    .addOption(failOption())
    .addOption(rootOption())
    .addOption(traceTimeoutOption())
    .addOption(confirmationOption())
    .addOption(jsonOption());

export type TraceOptions = OptionsOf<typeof defineTrace>;
