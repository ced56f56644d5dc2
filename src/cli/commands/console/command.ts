import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { OptionsOf } from '../../shared/options.ts';

export const defineConsole = (program: CommandUnknownOpts) =>
  program
    .command('console')
    .description('drive a machine’s console by a file of steps: expect, type, expect')
    .argument('<steps>', 'file of console steps')
    .argument('[command...]', 'after --: the command that opens the console, such as virtctl console vm')
    .option('--socket <path>', 'Unix socket of the console instead')
    .option('--list', 'list the steps only')
    .option('--report <file>', 'write what came of each step as JSON')
    .option('--label-filter <expression>', 'the steps to do, in the grammar of Ginkgo', '')
    .option('--machine <name>', 'what uname -m has to say there, for {{machine}} in the steps')
    .option('--seed <number>', 'kept in the report', '1')
    .option('--timeout-factor <number>', 'wait this many times longer', '1');

export type ConsoleOptions = OptionsOf<typeof defineConsole>;
