#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander';
import type { Context } from './commands/context.ts';
import { EXIT, type ExitCode, LanekeeperError } from './errors.ts';

/** Filled in by the build. */
declare const LANEKEEPER_VERSION: string;

const inventoryOption = (): Option =>
  new Option(
    '--inventory <path>',
    'the suite: report of a dry run (.json), test binary, or Go package folder; the lane’s own when absent',
  ).env('LANEKEEPER_INVENTORY');

const configOption = (): Option =>
  new Option('--config <file>', 'path of lanekeeper.yaml; else lanes/lanekeeper.yaml here or above').env('LANEKEEPER_CONFIG');

const jsonOption = (): Option => new Option('--json', 'print one JSON document');

function createProgram(context: Context, finish: (exitCode: ExitCode) => void): Command {
  const program = new Command('lanekeeper')
    .description('Test lanes per CPU architecture: select, explain, run.')
    .version(typeof LANEKEEPER_VERSION === 'string' ? LANEKEEPER_VERSION : 'development')
    .option('-q, --quiet', 'no progress and no messages but errors')
    .exitOverride()
    .showHelpAfterError('(lanekeeper --help lists the commands)');

  program
    .command('list')
    .description('what a lane selects, and why not the rest')
    .argument('[lane]', 'name of a lane')
    .option('--filter <expression>', 'a raw Ginkgo label filter instead of a lane')
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (lane, options) => finish(await (await import('./commands/list.ts')).list(context, lane, options)));

  return program;
}

async function main(): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const context: Context = {
    cwd: process.cwd(),
    print: (text) => void process.stdout.write(text),
    note: (message) => {
      if (program.opts()['quiet'] !== true) process.stderr.write(`${message}\n`);
    },
  };
  const program = createProgram(context, (code) => {
    exitCode = code;
  });
  await program.parseAsync();
  return exitCode;
}

function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof LanekeeperError) {
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  process.stderr.write(`This is a bug of Lanekeeper. Please report it with the command line and this:\n${(error as Error)?.stack ?? error}\n`);
  return EXIT.bug;
}

process.exitCode = await main().catch(report);
