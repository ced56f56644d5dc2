#!/usr/bin/env node
import module from 'node:module';
import { join } from 'node:path';
import { Command, CommanderError } from '@commander-js/extra-typings';
import { addCommands } from './cli/commands/index.ts';
import type { Context } from './cli/shared/context.ts';
import { EXIT, type ExitCode, isSystemError, LanekeeperError, usageError } from './core/errors.ts';
import { safeLines } from './core/terminal.ts';
import { cacheFolder } from './system/files.ts';
import { listenToSignals } from './system/signals.ts';

/** Version of the package, filled in by the build. */
declare const LANEKEEPER_VERSION: string;
const VERSION = typeof LANEKEEPER_VERSION === 'string' ? LANEKEEPER_VERSION : 'development';

async function main(): Promise<ExitCode> {
  refuseOldNode();
  // Commands are loaded when they are called: what Node compiled of them once is not compiled again.
  module.enableCompileCache(join(cacheFolder(), 'compiled'));
  const program = new Command('lanekeeper')
    .description('Test lanes per CPU architecture: select, explain, run, and write back what is supported.')
    .version(VERSION)
    .option('-q, --quiet', 'no progress and no messages but errors')
    .exitOverride()
    .showHelpAfterError('(lanekeeper --help lists the commands)');
  let exitCode: ExitCode = EXIT.ok;
  addCommands(
    program,
    contextOf(() => program.opts().quiet === true),
    (code) => {
      exitCode = code;
    },
  );
  await program.parseAsync();
  return exitCode;
}

/**
 * Creates the context of a command. Whether it is to be quiet is known only when the command line has been read.
 */
function contextOf(isQuiet: () => boolean): Context {
  const writeProgress = (text: string): void => {
    if (!isQuiet()) process.stderr.write(text);
  };
  return {
    cwd: process.cwd(),
    version: VERSION,
    print: (text) => void process.stdout.write(text),
    note: (message) => writeProgress(`${message}\n`),
    writeProgress,
    // With --quiet there is nothing to redraw.
    get isTerminal() {
      return process.stderr.isTTY && !isQuiet();
    },
    ...(process.stdout.isTTY ? { columns: process.stdout.columns } : {}),
  };
}

/** Refuses a Node that is too old, as `engines` in package.json does, for somebody who calls the file itself. */
function refuseOldNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return;
  throw usageError(`found Node.js ${process.versions.node}, expected 22.18 or newer: call it by npx or npm`);
}

/** Prints an error and gives its exit code, here alone: whatever is not known is a fault of ours. */
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

// Somebody who reads the first lines only, such as `head`, is no error: an answer may end there, a run goes on.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode);
  throw error;
});
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
// What is thrown where nobody waits for it.
process.on('uncaughtException', (error) => process.exit(report(error)));
listenToSignals();
process.exitCode = await main().catch(report);
