import { Argument, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { ExitCode } from '../core/errors.ts';
import {
  asOfOption,
  configOption,
  evidenceOption,
  formatOption,
  inventoryOption,
  jsonOption,
  reportsOption,
  suiteOption,
} from './options.ts';
import type { Context } from './shared/context.ts';

/** The commands on evidence and on what follows from it. */
export function addEvidenceCommands(
  program: CommandUnknownOpts,
  context: Context,
  finish: (exitCode: ExitCode) => void,
): void {
  program
    .command('record')
    .description('admit reports to the ledger of evidence')
    .argument(
      '[paths...]',
      'run reports, JSON of Ginkgo or Playwright, JUnit XML, jobs of Prow, or folders, tars and zips of them; all of reports/ when absent',
    )
    .option('--lane <name>', 'of reports that don’t say which lane it was')
    .option('--exit-code <number>', 'of the run; without it nothing in JUnit XML counts as passed')
    .option('--commit <hash>', 'of the suite’s sources')
    .option('--started-at <time>', 'when the run started, where its report does not say so')
    .option('--url <url>', 'where the run can be seen; the job of GitHub Actions when absent')
    .option('--github-run <number>', 'also the artifacts of this run of GitHub Actions')
    .option('--repository <owner/name>', 'of that run; as configured, or GITHUB_REPOSITORY, when absent')
    .option('--artifact <prefix>', 'what the names of its artifacts begin with', 'lanekeeper-')
    .addOption(reportsOption())
    .addOption(evidenceOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (paths, options) =>
      finish(await (await import('./commands/record.ts')).record(context, paths, options)),
    );

  program
    .command('report')
    .description('what is supported, since when and why; and what broke within the last day')
    .addArgument(new Argument('[part]', 'one of the two').choices(['support', 'broke'] as const))
    .option(
      '--site <folder>',
      'write it as static pages, with all evidence; a site that is there is replaced',
    )
    .option('--arch <name>', 'of what is printed, this architecture only')
    .addOption(formatOption())
    .option('--base-url <url>', 'where it will be, for the links of its feed')
    .addOption(suiteOption())
    .addOption(asOfOption())
    .addOption(reportsOption())
    .addOption(evidenceOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (part, options) =>
      finish(await (await import('./commands/report.ts')).report(context, part, options)),
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
        .choices(['table', 'markdown', 'tsv', 'json', 'yaml'] as const)
        .default('table' as const),
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
    .addOption(formatOption())
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
    .addOption(formatOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (options) =>
      finish(await (await import('./commands/status-query.ts')).compareParity(context, options)),
    );
  status
    .command('check')
    .description('where documents, their prose, lanes, evidence and code disagree; exits 1 when they do')
    .addOption(
      new Option('--format <name>', 'text is a line each, as compilers print them')
        .choices(['text', 'table', 'markdown', 'json', 'tsv'] as const)
        .default('text' as const),
    )
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
}
