import { type Command, Option } from '@commander-js/extra-typings';
import type { ExitCode } from '../core/errors.ts';
import {
  configOption,
  evidenceOption,
  formatOption,
  inventoryOption,
  jsonOption,
  suiteOption,
} from './options.ts';
import type { Context } from './shared/context.ts';

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

  program
    .command('coverage')
    .description('which specs exercise which feature, and what becomes of them on an architecture')
    .argument('[features...]', 'these only, spec by spec; all in a table when absent')
    .requiredOption('--arch <arch>', 'architecture in Go’s terms')
    .option('--patch', 'print the edits that add the label which is all that specs lack, as a diff')
    .addOption(formatOption())
    .addOption(suiteOption())
    .addOption(evidenceOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (features, options) =>
      finish(await (await import('./commands/coverage.ts')).coverage(context, features, options)),
    );

  program
    .command('lint')
    .description(
      'what is not right about lanes, rules and the specs of a suite; exits 1 when there is anything',
    )
    .option('--fix', 'mend what is safe to mend')
    .addOption(
      new Option('--format <name>', 'github prints annotations, sarif what code scanning takes')
        .choices(['text', 'github', 'sarif', 'json'] as const)
        .default('text' as const),
    )
    .addOption(suiteOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (options) =>
      finish(await (await import('./commands/lint.ts')).lintSuite(context, options)),
    );

  program
    .command('diff')
    .description(
      'what one selection has and another lacks: of two lanes, two filters, or two states of a suite',
    )
    .argument('<before>', 'a lane; filter: and an expression; deny: and a lane, for all that its rules leave')
    .argument('[after]', 'the same; what is named first when only the suite differs')
    .option('--after <inventory>', 'the inventory for what is named second, as --inventory is for the first')
    .option(
      '--arch <arch>',
      'whose runs say how long specs take and whether they ever passed; the lane’s when absent',
    )
    .addOption(
      new Option('--format <name>', 'how to print it')
        .choices(['table', 'markdown', 'json'] as const)
        .default('table' as const),
    )
    .addOption(suiteOption())
    .addOption(evidenceOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (before, after, options) =>
      finish(await (await import('./commands/diff.ts')).diff(context, before, after, options)),
    );

  program
    .command('trace')
    .description('which label filter a CI script computes: runs it with stand-ins for all that it would call')
    .argument('[command...]', 'after --: the command, such as automation/test.sh')
    .option('--env <assignments...>', 'its environment, such as TARGET=kind-1.36-wg-arm64')
    .option('--stand-in <names...>', 'more programs, or scripts by their path, that are not to be called')
    .option('--fail <calls...>', 'how calls of stand-ins begin that fail: "kubectl get clusterversion"')
    .option('--root <folder>', 'the repository, which is copied', '.')
    .option('--timeout <duration>', 'limit for the command', '2m')
    .option('--yes', 'run it: the list of stand-ins is all that it needs')
    .addOption(jsonOption())
    .action(async (command, options) =>
      finish(await (await import('./commands/trace.ts')).trace(context, command, options)),
    );

  const imported = program.command('import').description('make lanes of what CI engines run already');
  imported
    .command('prow')
    .description(
      'lanes of jobs of Prow: ours as they are, others by the label filter that their script computes',
    )
    .argument('<files...>', 'YAML with presubmits and periodics')
    .option('--job <text>', 'jobs with this in their names only')
    .option('--script <path>', 'script that computes the label filter, in the repository; see trace')
    .option('--stand-in <names...>', 'more programs, or scripts by their path, that are not to be called')
    .option('--fail <calls...>', 'how calls of stand-ins begin that fail: "kubectl get clusterversion"')
    .option('--root <folder>', 'the repository, which is copied', '.')
    .option('--timeout <duration>', 'limit for the command', '2m')
    .option('--yes', 'run it: the list of stand-ins is all that it needs')
    .option('--output <folder>', 'a file for each lane in this folder; standard output when absent')
    .option('--check', 'compare lanes, jobs and the script instead; exits 1 when they disagree')
    .option('--variable <name>', 'by which the script tells jobs apart, for --check', 'TARGET')
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (files, options) =>
      finish(await (await import('./commands/import-prow.ts')).importProw(context, files, options)),
    );
}
