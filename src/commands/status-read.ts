import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { EXIT, type ExitCode, usageError } from '../errors.ts';
import type { StatusDocumentSettings } from '../lane/status-schema.ts';
import { toRegistry } from '../status/registry.ts';
import { oneLine } from '../terminal.ts';
import { type CommonOptions, type Context, printJson } from './context.ts';
import { entryLine, knownArch, readStatusDocument } from './status-documents.ts';

export type ReadOptions = CommonOptions & {
  readonly as?: 'markdown-table' | 'go-map' | 'registry';
  readonly arch?: string;
  readonly vocabulary?: 'plain' | 'user-guide';
  readonly format: 'text' | 'json' | 'yaml';
};

/** Prints what a document says, in one form for all kinds. */
export async function readStatus(context: Context, file: string, options: ReadOptions): Promise<ExitCode> {
  const settings: StatusDocumentSettings = {
    path: file,
    format: options.as ?? kindOf(file),
    vocabulary: options.vocabulary ?? 'plain',
    ...(options.arch === undefined ? {} : { arch: knownArch(options.arch) }),
  };
  if (settings.format === 'markdown-table' && settings.arch === undefined)
    throw usageError('found no --arch, expected the one that the document is about: --arch arm64');
  const { reading } = await readStatusDocument(file, settings, resolve(context.cwd, file), context.cwd);
  const format = options.json === true ? 'json' : options.format;
  if (format === 'json') printJson(context, toRegistry(reading.entries));
  else if (format === 'yaml') context.print(stringify(toRegistry(reading.entries)));
  else for (const entry of reading.entries) context.print(`${oneLine(entryLine(file, entry))}\n`);
  for (const { place, message } of reading.problems)
    context.note(oneLine(`${file}:${place.line}:${place.column}: ${message}`));
  return reading.problems.length === 0 ? EXIT.ok : EXIT.notFine;
}

function kindOf(file: string): 'markdown-table' | 'go-map' | 'registry' {
  if (file.endsWith('.go')) return 'go-map';
  return /\.(json|ya?ml)$/.test(file) ? 'registry' : 'markdown-table';
}
