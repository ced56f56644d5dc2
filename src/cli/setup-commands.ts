import { Argument, type Command } from '@commander-js/extra-typings';
import type { ExitCode } from '../core/errors.ts';
import { SHELLS } from './completion/shells.ts';
import { configOption, jsonOption, suiteOption } from './options.ts';
import type { Context } from './shared/context.ts';

/** The commands on a repository, a machine and a shell before anything runs there. */
export function addSetupCommands(
  program: Command,
  context: Context,
  finish: (exitCode: ExitCode) => void,
): void {
  program
    .command('init')
    .description('write a first configuration for this repository, by its suites, labels and workflows')
    .addOption(jsonOption())
    .action(async (options) => finish(await (await import('./commands/init.ts')).init(context, options)));

  program
    .command('doctor')
    .description('what this machine lacks for lanes; what crashed runs left behind')
    .argument('[lanes...]', 'names of lanes; the active ones of the suite when absent')
    .option('--sweep', 'delete what crashed runs left in the clusters of kubernetes nodes')
    .option('--all', 'with --sweep: also what runs on other machines may still use')
    .addOption(suiteOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (lanes, options) =>
      finish(await (await import('./commands/doctor.ts')).doctor(context, lanes, options)),
    );

  program
    .command('completion')
    .description('what a shell has to read to complete names of commands, lanes, features and specs')
    .addArgument(new Argument('<shell>', 'source <(lanekeeper completion bash)').choices(SHELLS))
    .action(async (shell) =>
      finish((await import('./commands/completion.ts')).printCompletion(context, shell)),
    );
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(async (words) =>
      finish(await (await import('./commands/completion.ts')).answerShell(context, program, words)),
    );

  const image = program.command('image').description('what emulated nodes are started from');
  image
    .command('build')
    .description('make the images of nodes anew, or for the first time')
    .argument('[nodes...]', 'names of nodes; all that are emulated machines when absent')
    .option('--arch <names...>', 'architectures, for nodes that name none')
    .addOption(configOption())
    .action(async (nodes, options) =>
      finish(await (await import('./commands/image.ts')).buildImages(context, nodes, options)),
    );
  image
    .command('list')
    .description('the images that are kept')
    .addOption(jsonOption())
    .action(async (options) => finish((await import('./commands/image.ts')).listImages(context, options)));
  image
    .command('prune')
    .description('remove the images and snapshots that are kept')
    .option('--older-than <days>', 'only those that were made so long ago', '0')
    .action(async (options) => finish((await import('./commands/image.ts')).pruneImages(context, options)));
}
