import type { Command } from '@commander-js/extra-typings';
import { jsonOption } from './cli-options.ts';
import type { Context } from './commands/context.ts';
import type { ExitCode } from './errors.ts';

const ARCH = ['--arch <arch>', 'read the source for this architecture; this machine’s when absent'] as const;
const TAGS = ['--tags <tags...>', 'Go build tags'] as const;

/** The commands that read a suite's source. */
export function addSourceCommands(
  program: Command,
  context: Context,
  finish: (exitCode: ExitCode) => void,
): void {
  const inventory = program
    .command('inventory')
    .description('the specs of a Ginkgo suite, read off its source');
  inventory
    .command('list')
    .description('specs, what the source does not tell, and files in no suite; without Go')
    .argument('<folder>', 'Go package folder of the suite')
    .option(...ARCH)
    .option(...TAGS)
    .option('--watch', 'list again when a file changes, and print the difference')
    .addOption(jsonOption())
    .action(async (folder, options) => {
      if (options.watch === true)
        return (await import('./commands/watch-inventory.ts')).watchInventory(context, folder, options);
      finish(await (await import('./commands/inventory.ts')).listInventory(context, folder, options));
    });
  inventory
    .command('compare')
    .description('where an inventory differs from another one, which counts as right')
    .argument('<found>', 'report of a dry run, test binary, Go package folder, or source: and such a folder')
    .argument('<expected>', 'the same; usually a dry run')
    .option(...ARCH)
    .option(...TAGS)
    .addOption(jsonOption())
    .action(async (found, expected, options) =>
      finish(await (await import('./commands/inventory.ts')).compare(context, found, expected, options)),
    );
}
