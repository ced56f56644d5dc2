import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { EXIT, type ExitCode, usageError } from '../../../core/errors.ts';
import { oneLine } from '../../../core/terminal.ts';
import { openConfig } from '../../../lanes/open-config.ts';
import type { StatusDocumentSettings } from '../../../lanes/schema-types.ts';
import { toRegistry } from '../../../status/registry.ts';
import { type Context, printJson } from '../../shared/context.ts';
import { knownArch, printEntries, readStatusDocument } from '../../shared/status-documents.ts';
import type { StatusReadOptions } from './command.ts';

/** Prints what a document says, in one form for all kinds. */
export async function readStatus(
  context: Context,
  file: string,
  options: StatusReadOptions,
): Promise<ExitCode> {
  const path = resolve(context.cwd, file);
  const settings = namedSettings(file, options) ?? (await configuredSettings(context, options, path));
  const { reading } = await readStatusDocument(file, settings, path, context.cwd);
  const format = options.json === true ? 'json' : options.format;
  if (format === 'json') printJson(context, toRegistry(reading.entries));
  else if (format === 'yaml') context.print(stringify(toRegistry(reading.entries)));
  else
    printEntries(
      context,
      reading.entries.map((entry) => ({ file, path, entry })),
      format,
    );
  for (const { place, message } of reading.problems)
    context.note(oneLine(`${file}:${place.line}:${place.column}: ${message}`));
  if (reading.entries.length === 0)
    context.note(oneLine(`${file}: found no status, expected a table with one, registrations or a registry`));
  return reading.problems.length === 0 && reading.entries.length > 0 ? EXIT.ok : EXIT.notFine;
}

/** Settings that the command line gives for a document; `undefined` when that is not enough. */
function namedSettings(file: string, options: StatusReadOptions): StatusDocumentSettings | undefined {
  const format = options.as ?? kindOf(file);
  if (format === 'markdown-table' && options.arch === undefined) return undefined;
  return {
    path: file,
    format,
    vocabulary: options.vocabulary ?? 'plain',
    ...(options.arch === undefined ? {} : { arch: knownArch(options.arch) }),
  };
}

/** Settings that the configuration has for the document. */
async function configuredSettings(
  context: Context,
  { config }: StatusReadOptions,
  path: string,
): Promise<StatusDocumentSettings> {
  const { root, settings } = await openConfig(context.cwd, config, context.version);
  const found = Object.values(settings.value.status).find(
    (document) => resolve(root, document.path) === path,
  );
  if (found !== undefined) return found;
  throw usageError('found no --arch, expected the one that the document is about: --arch arm64');
}

function kindOf(file: string): 'markdown-table' | 'go-map' | 'registry' {
  if (file.endsWith('.go')) return 'go-map';
  return /\.(json|ya?ml)$/.test(file) ? 'registry' : 'markdown-table';
}
