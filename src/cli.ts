#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { Command, CommanderError, Option } from '@commander-js/extra-typings';
import { addEvidenceCommands } from './cli/evidence-commands.ts';
import {
  configOption,
  evidenceOption,
  formatOption,
  inventoryOption,
  jsonOption,
  reportsOption,
  runOptions,
  suiteOption,
} from './cli/options.ts';
import { addSetupCommands } from './cli/setup-commands.ts';
import type { Context } from './cli/shared/context.ts';
import { addSourceCommands } from './cli/source-commands.ts';
import { EXIT, type ExitCode, isSystemError, LanekeeperError, usageError } from './core/errors.ts';
import { safeLines } from './core/terminal.ts';
import { cacheFolder } from './system/files.ts';
import { listenToSignals } from './system/signals.ts';

/** Filled in by the build. */
declare const LANEKEEPER_VERSION: string;
const VERSION = typeof LANEKEEPER_VERSION === 'string' ? LANEKEEPER_VERSION : 'development';

function createProgram(context: Context, finish: (exitCode: ExitCode) => void) {
  const program = new Command('lanekeeper')
    .description('Test lanes per CPU architecture: select, explain, run, and write back what is supported.')
    .version(VERSION)
    .option('-q, --quiet', 'no progress and no messages but errors')
    .exitOverride()
    .showHelpAfterError('(lanekeeper --help lists the commands)');

  program
    .command('list')
    .description('what a lane selects, and why not the rest')
    .argument('[lane]', 'name of a lane')
    .option('--filter <expression>', 'a raw Ginkgo label filter instead of a lane')
    .addOption(formatOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (lane, options) =>
      finish(await (await import('./cli/commands/list.ts')).list(context, lane, options)),
    );

  program
    .command('explain')
    .description('why lanes select a spec or not, and the smallest change that would select it')
    .argument('<spec>', 'a part of its text, its test_id, file:line, or a label')
    .option('--lane <name>', 'this lane only')
    .addOption(suiteOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (spec, options) =>
      finish(await (await import('./cli/commands/explain.ts')).explain(context, spec, options)),
    );

  program
    .command('plan')
    .description('the jobs of lanes, as JSON')
    .argument('[lanes...]', 'names of lanes; the active ones of the suite when absent')
    .option('--shards <number>', 'split each lane into so many jobs of about equal time, by what specs took')
    .option('--budget <duration>', 'or into jobs whose specs take no longer: 40m, 1h30m')
    .addOption(
      new Option(
        '--format <name>',
        'github: also a matrix for GitHub Actions, to GITHUB_OUTPUT; prow: jobs of Prow, in YAML',
      )
        .choices(['json', 'github', 'prow'] as const)
        .default('json' as const),
    )
    .option('--output <file>', 'where the plan goes, which run --plan takes; standard output when absent')
    .option('--show-config', 'print every value of the lanes and where it comes from instead')
    .addOption(evidenceOption())
    .addOption(suiteOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .action(async (lanes, options, command) => {
      const { readOverrides } = await import('./cli/shared/overrides.ts');
      const { plan } = await import('./cli/commands/plan.ts');
      finish(await plan(context, lanes, options, readOverrides(command)));
    });

  program
    .command('run')
    .description('run lanes on this machine and write their reports')
    .argument('[lanes...]', 'names of lanes')
    .addOption(
      new Option(
        '--suite <name>',
        'instead of lanes: the active lanes of a suite that fit this machine’s architecture',
      ),
    )
    .option('--focus <spec>', 'run one spec only, of those that the lane selects')
    .option('--plan <file>', 'a plan, of which --job is to run')
    .option('--job <id>', 'instead of lanes: exactly the specs of this job of the plan')
    .option('--dry-run', 'print specs, command lines and what is missing on this machine; start no spec')
    .addOption(reportsOption())
    .option('-v, --verbose', 'show what the suite prints')
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (lanes, options, command) => {
      const { readOverrides } = await import('./cli/shared/overrides.ts');
      const { run } = await import('./cli/commands/run.ts');
      finish(await run(context, lanes, options, readOverrides(command)));
    });

  program
    .command('merge')
    .description('join the run reports of jobs and reruns to one for each lane')
    .argument('[paths...]', 'run reports, or folders with them; reports/jobs when absent')
    .option('--plan <file>', 'the plan whose jobs there should be; what the reports say when absent')
    .addOption(reportsOption())
    .addOption(jsonOption())
    .action(async (paths, options) =>
      finish(await (await import('./cli/commands/merge.ts')).merge(context, paths, options)),
    );

  for (const command of program.commands)
    if (['plan', 'run'].includes(command.name()))
      for (const option of runOptions()) command.addOption(option);
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
    .option('--timeout-factor <number>', 'wait this many times longer', '1')
    .action(async (steps, transport, options) =>
      finish(
        await (await import('./cli/commands/console.ts')).driveSteps(context, steps, transport, options),
      ),
    );

  addSourceCommands(program, context, finish);
  addEvidenceCommands(program, context, finish);
  addSetupCommands(program, context, finish);
  return program;
}

async function main(): Promise<ExitCode> {
  refuseOldNode();
  // Commands are loaded when they are called: what Node compiled of them once is not compiled again.
  enableCompileCache(join(cacheFolder(), 'compiled'));
  let exitCode: ExitCode = EXIT.ok;
  const quiet = (): boolean => program.opts().quiet === true;
  const writeProgress = (text: string): void => {
    if (!quiet()) process.stderr.write(text);
  };
  const context: Context = {
    cwd: process.cwd(),
    version: VERSION,
    print: (text) => void process.stdout.write(text),
    note: (message) => writeProgress(`${message}\n`),
    writeProgress,
    // With --quiet there is nothing to redraw.
    get isTerminal() {
      return process.stderr.isTTY && !quiet();
    },
    ...(process.stdout.isTTY ? { columns: process.stdout.columns } : {}),
  };
  const program = createProgram(context, (code) => {
    exitCode = code;
  });
  await program.parseAsync();
  return exitCode;
}

/** What `engines` in package.json says, to somebody who calls the file itself. */
function refuseOldNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return;
  throw usageError(`found Node.js ${process.versions.node}, expected 22.18 or newer: call it by npx or npm`);
}

/** The one place where errors become exit codes: whatever is not known here is a fault of ours. */
function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof LanekeeperError) {
    process.stderr.write(`${safeLines(error.message)}\n`);
    return error.exitCode;
  }
  if (isSystemError(error)) {
    // No space, no permission, no such folder: the machine's business, and the message says what and where.
    process.stderr.write(`${safeLines(error.message)}\n`);
    return EXIT.infrastructure;
  }
  process.stderr.write(
    `This is a bug of Lanekeeper. Please report it with the command line and this:\n${(error as Error)?.stack ?? error}\n`,
  );
  return EXIT.bug;
}

// Somebody who reads the first lines only, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode);
  throw error;
});
// What is thrown where nobody waits for it.
process.on('uncaughtException', (error) => process.exit(report(error)));
listenToSignals();
process.exitCode = await main().catch(report);
