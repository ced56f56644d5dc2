#!/usr/bin/env node
import { Command, CommanderError, Option } from '@commander-js/extra-typings';
import type { Context } from './commands/context.ts';
import { EXIT, type ExitCode, LanekeeperError, usageError } from './errors.ts';
import { listenToSignals } from './signals.ts';
import { safeLines } from './terminal.ts';

/** Filled in by the build. */
declare const LANEKEEPER_VERSION: string;
const VERSION = typeof LANEKEEPER_VERSION === 'string' ? LANEKEEPER_VERSION : 'development';

const inventoryOption = () =>
  new Option(
    '--inventory <path>',
    'the suite: report of a dry run (.json), test binary, or Go package folder; the lane’s own when absent',
  ).env('LANEKEEPER_INVENTORY');

const configOption = () =>
  new Option('--config <file>', 'path of lanekeeper.yaml; else lanes/lanekeeper.yaml here or above').env(
    'LANEKEEPER_CONFIG',
  );

const suiteOption = () => new Option('--suite <name>', 'name of a suite; the default one when absent');

const jsonOption = () => new Option('--json', 'print one JSON document');

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
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (lane, options) =>
      finish(await (await import('./commands/list.ts')).list(context, lane, options)),
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
      finish(await (await import('./commands/explain.ts')).explain(context, spec, options)),
    );

  program
    .command('plan')
    .description('the jobs of lanes, as JSON')
    .argument('[lanes...]', 'names of lanes; the active ones of the suite when absent')
    .option('--show-config', 'print every value of the lanes and where it comes from instead')
    .addOption(suiteOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .action(async (lanes, options, command) => {
      const { readOverrides } = await import('./commands/overrides.ts');
      const { plan } = await import('./commands/plan.ts');
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
    .option('--dry-run', 'print specs, command lines and what is missing on this machine; start no spec')
    .addOption(reportsOption())
    .option('-v, --verbose', 'show what the suite prints')
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (lanes, options, command) => {
      const { readOverrides } = await import('./commands/overrides.ts');
      const { run } = await import('./commands/run.ts');
      finish(await run(context, lanes, options, readOverrides(command)));
    });

  for (const command of program.commands)
    if (['plan', 'run'].includes(command.name()))
      for (const option of runOptions()) command.addOption(option);
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
      finish(await (await import('./commands/console.ts')).driveSteps(context, steps, transport, options)),
    );

  program
    .command('record')
    .description('admit reports to the ledger of evidence')
    .argument(
      '[paths...]',
      'run reports, JSON of Ginkgo or Playwright, JUnit XML, folders of Prow; all of reports/ when absent',
    )
    .option('--lane <name>', 'of reports that don’t say which lane it was')
    .option('--exit-code <number>', 'of the run; without it nothing in JUnit XML counts as passed')
    .option('--commit <hash>', 'of the suite’s sources')
    .option('--started-at <time>', 'when the run started, where its report does not say so')
    .option('--url <url>', 'where the run can be seen; the job of GitHub Actions when absent')
    .addOption(reportsOption())
    .addOption(evidenceOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (paths, options) =>
      finish(await (await import('./commands/record.ts')).record(context, paths, options)),
    );

  const evidence = program.command('evidence').description('look after the ledger of evidence');
  evidence
    .command('verify')
    .description('hold every file to its digest; exits 1 when one is damaged')
    .option('--set-aside', 'move damaged files to damaged/, where nothing reads them')
    .addOption(evidenceOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (options) =>
      finish(await (await import('./commands/evidence.ts')).verifyEvidence(context, options)),
    );
  evidence
    .command('compact')
    .description('remove runs that no window of the policy reaches any more')
    .addOption(asOfOption())
    .addOption(evidenceOption())
    .addOption(configOption())
    .action(async (options) =>
      finish(await (await import('./commands/evidence.ts')).compactEvidence(context, options)),
    );

  const status = program
    .command('status')
    .description('what documents say is supported, and whether it holds');
  status
    .command('read')
    .description('the entries of a document')
    .argument('<file>', 'Markdown, Go, JSON or YAML')
    .addOption(
      new Option('--as <kind>', 'how to read it; by its name when absent').choices([
        'markdown-table',
        'go-map',
        'registry',
      ] as const),
    )
    .option('--arch <name>', 'the architecture that it is about; as configured when absent')
    .addOption(new Option('--vocabulary <name>', 'its words').choices(['plain', 'user-guide'] as const))
    .addOption(
      new Option('--format <name>', 'json and yaml can be read back as a registry')
        .choices(['text', 'json', 'yaml'] as const)
        .default('text' as const),
    )
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (file, options) =>
      finish(await (await import('./commands/status-read.ts')).readStatus(context, file, options)),
    );
  status
    .command('query')
    .description('what all documents say of a feature or an architecture')
    .option('--arch <name>', 'this architecture only')
    .option('--feature <name>', 'this feature only, by any of its names')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (options) =>
      finish(await (await import('./commands/status-query.ts')).queryStatus(context, options)),
    );
  status
    .command('parity')
    .description('what one architecture supports and another does not')
    .requiredOption('--arch <name>', 'the one that is behind')
    .requiredOption('--against <name>', 'the one that it is held to')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (options) =>
      finish(await (await import('./commands/status-query.ts')).compareParity(context, options)),
    );
  status
    .command('check')
    .description('where documents, their prose, lanes, evidence and code disagree; exits 1 when they do')
    .addOption(asOfOption())
    .addOption(evidenceOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (options) =>
      finish(await (await import('./commands/status-check.ts')).checkStatus(context, options)),
    );

  program
    .command('promote')
    .description('what the evidence makes of every row; prints the edits as a diff')
    .option('--write', 'edit the documents')
    .option('--pull-request', 'propose the edits as one pull request, or bring it up to date')
    .addOption(asOfOption())
    .addOption(evidenceOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (options) =>
      finish(await (await import('./commands/promote.ts')).promote(context, options)),
    );

  return program;
}

const reportsOption = () =>
  new Option('--reports <folder>', 'where the folder of each lane goes')
    .default('reports')
    .env('LANEKEEPER_REPORTS');

const evidenceOption = () =>
  new Option('--evidence <folder>', 'a ledger in this folder instead of the configured one').env(
    'LANEKEEPER_EVIDENCE',
  );

const asOfOption = () => new Option('--as-of <time>', 'decide as at this time; now when absent');

/** Values that go before those of the lanes. */
const runOptions = (): readonly Option[] =>
  [
    new Option('--node <name>', 'run on this node instead of the lane’s').env('LANEKEEPER_NODE'),
    new Option('--timeout <duration>', 'limit for the suite run: 4h, 30m').env('LANEKEEPER_TIMEOUT'),
    new Option('--grace-period <duration>', 'how long an interrupted spec may clean up').env(
      'LANEKEEPER_GRACE_PERIOD',
    ),
    new Option('--seed <number>', 'seed of the spec order').env('LANEKEEPER_SEED'),
    new Option('--flake-attempts <number>', 'attempts that a spec has to pass').env(
      'LANEKEEPER_FLAKE_ATTEMPTS',
    ),
    new Option('--procs <number>', 'parallel processes').env('LANEKEEPER_PROCS'),
  ].map((option) => option.helpGroup('Instead of what the lane says:'));

async function main(): Promise<ExitCode> {
  refuseOldNode();
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
    isTerminal: process.stderr.isTTY,
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

function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof LanekeeperError) {
    process.stderr.write(`${safeLines(error.message)}\n`);
    return error.exitCode;
  }
  if (error instanceof Error && 'syscall' in error) {
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
listenToSignals();
process.exitCode = await main().catch(report);
