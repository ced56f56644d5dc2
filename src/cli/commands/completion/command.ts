import { Argument, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { SHELLS } from '../../completion/shells.ts';

export const defineCompletion = (program: CommandUnknownOpts) =>
  program
    .command('completion')
    .description('what a shell has to read to complete names of commands, lanes, features and specs')
    .addArgument(new Argument('<shell>', 'source <(lanekeeper completion bash)').choices(SHELLS));

/** Defines the command that shells call: no help lists it. */
export const defineComplete = (program: CommandUnknownOpts) =>
  program.command('complete', { hidden: true }).argument('[words...]');
