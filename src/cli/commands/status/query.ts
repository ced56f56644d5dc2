import { EXIT, type ExitCode } from '../../../core/errors.ts';
import { SCHEMA_VERSION } from '../../../core/types.ts';
import { openConfig } from '../../../lanes/open-config.ts';
import { type Context, printJson } from '../../shared/context.ts';
import { createNamer } from '../../shared/feature-names.ts';
import { knownArch, printEntries, readStatusDocuments } from '../../shared/status-documents.ts';
import type { StatusQueryOptions } from './command.ts';

/** Prints what all documents say of a feature, an architecture, or both. Exits 1 when they say nothing. */
export async function queryStatus(context: Context, options: StatusQueryOptions): Promise<ExitCode> {
  const config = await openConfig(context.cwd, options.config, context.version);
  const documents = await readStatusDocuments(config, context.cwd);
  const wanted = options.arch === undefined ? undefined : knownArch(options.arch);
  const nameOf = createNamer(config);
  const found = documents.flatMap((document) =>
    document.reading.entries
      .filter(({ arch }) => wanted === undefined || arch === wanted)
      .filter(
        ({ feature }) =>
          options.feature === undefined ||
          feature === options.feature ||
          nameOf(document, feature) === nameOf(document, options.feature),
      )
      .map((entry) => ({ document, entry })),
  );
  if (options.json === true || options.format === 'json')
    printJson(context, {
      schemaVersion: SCHEMA_VERSION,
      entries: found.map(({ document, entry: { feature, arch, status, qualifier, graduation, place } }) => ({
        feature,
        arch,
        status,
        qualifier,
        graduation,
        file: document.file,
        place,
      })),
    });
  else
    printEntries(
      context,
      found.map(({ document: { file, path }, entry }) => ({ file, path, entry })),
      options.format,
    );
  if (found.length === 0) context.note('no document says anything of it');
  return found.length === 0 ? EXIT.notFine : EXIT.ok;
}
