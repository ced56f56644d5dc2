import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import {
  asOfOption,
  configOption,
  evidenceOption,
  formatOption,
  inventoryOption,
  jsonOption,
  type OptionsOf,
} from '../../shared/options.ts';

export const defineStatus = (program: CommandUnknownOpts) =>
  program.command('status').description('what documents say is supported, and whether it holds');

export const defineStatusRead = (status: CommandUnknownOpts) =>
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
    .addOption(jsonOption());

export type StatusReadOptions = OptionsOf<typeof defineStatusRead>;

export const defineStatusQuery = (status: CommandUnknownOpts) =>
  status
    .command('query')
    .description('what all documents say of a feature or an architecture')
    .option('--arch <name>', 'this architecture only')
    .option('--feature <name>', 'this feature only, by any of its names')
    .addOption(formatOption())
    .addOption(configOption())
    .addOption(jsonOption());

export type StatusQueryOptions = OptionsOf<typeof defineStatusQuery>;

export const defineStatusParity = (status: CommandUnknownOpts) =>
  status
    .command('parity')
    .description('what one architecture supports and another does not')
    .requiredOption('--arch <name>', 'the one that is behind')
    .requiredOption('--against <name>', 'the one that it is held to')
    .addOption(formatOption())
    .addOption(configOption())
    .addOption(jsonOption());

export type StatusParityOptions = OptionsOf<typeof defineStatusParity>;

export const defineStatusCheck = (status: CommandUnknownOpts) =>
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
    .addOption(jsonOption());

export type StatusCheckOptions = OptionsOf<typeof defineStatusCheck>;
