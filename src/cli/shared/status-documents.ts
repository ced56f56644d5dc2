import { readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ARCHITECTURE_NAMES } from '../../core/architectures.ts';
import { InputError, usageError } from '../../core/errors.ts';
import type { Config } from '../../lanes/config.ts';
import type { StatusDocumentSettings } from '../../lanes/schema-types.ts';
import { STATUS_FORMATS } from '../../status/index.ts';
import { formatStanding } from '../../status/standing.ts';
import type { StatusEntry, StatusReading } from '../../status/types.ts';
import type { Context } from './context.ts';
import { printTable, type TableFormat } from './table.ts';

/** A status document that the configuration names, as it is now. */
export type StatusDocument = {
  readonly name: string;
  readonly settings: StatusDocumentSettings;
  /** Path of the document, absolute. */
  readonly path: string;
  /** Path of the document, from the folder that the command runs in. */
  readonly file: string;
  readonly text: string;
  readonly reading: StatusReading;
};

const MAX_BYTES = 8 * 1024 * 1024;

/** Reads all status documents of the configuration. */
export async function readStatusDocuments(
  { root, settings }: Config,
  cwd: string,
): Promise<readonly StatusDocument[]> {
  const named = Object.entries(settings.value.status);
  if (named.length === 0)
    throw usageError(
      `${settings.file}: found no status documents, expected some: status: { devices: { path: docs/devices.md, arch: arm64 } }`,
    );
  return Promise.all(
    named.map(([name, document]) => readStatusDocument(name, document, join(root, document.path), cwd)),
  );
}

export async function readStatusDocument(
  name: string,
  settings: StatusDocumentSettings,
  path: string,
  cwd: string,
): Promise<StatusDocument> {
  const file = relative(cwd, path);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) throw usageError(`${file}: no such file, expected a status document`);
  if (stats.size > MAX_BYTES)
    throw usageError(`${file}: found ${stats.size} bytes, expected at most ${MAX_BYTES}`);
  const text = readFileSync(path, 'utf8');
  // What is no UTF-8 could not be written back as it was.
  if (text.includes('\uFFFD'))
    throw usageError(`${file}: found bytes that are not UTF-8, expected a text in UTF-8`);
  const format = STATUS_FORMATS[settings.format];
  const reading = await format.read(text, settings).catch((error: unknown) => {
    throw error instanceof InputError ? error.in(file) : error;
  });
  return { name, settings, path, file, text, reading };
}

/** Architecture that the command line names; it must be a known one. */
export function knownArch(arch: string): string {
  if (ARCHITECTURE_NAMES.includes(arch)) return arch;
  throw usageError(`--arch: found "${arch}", expected one of ${ARCHITECTURE_NAMES.join(', ')}`);
}

type FoundEntry = { readonly file: string; readonly path: string; readonly entry: StatusEntry };

/** Prints entries with their places. */
export const printEntries = (
  context: Context,
  found: readonly FoundEntry[],
  format: Exclude<TableFormat, 'json'>,
): void =>
  printTable(
    context,
    ['at', 'feature', 'arch', 'status'],
    found.map(({ file, path, entry }) => [
      { text: `${file}:${entry.place.line}`, path },
      entry.feature,
      entry.arch,
      formatStanding(entry),
    ]),
    format,
  );
