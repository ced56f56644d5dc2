import { EXIT, type ExitCode } from '../../core/errors.ts';
import { SCHEMA_VERSION } from '../../core/types.ts';
import type { Config } from '../../lanes/config.ts';
import { openConfig } from '../../lanes/open-config.ts';
import { createFeatureFinder } from '../../status/features/find.ts';
import { formatStanding } from '../../status/standing.ts';
import type { StatusEntry } from '../../status/types.ts';
import { type CommonOptions, type Context, printJson } from '../shared/context.ts';
import { suiteOf } from '../shared/decisions.ts';
import {
  knownArch,
  printEntries,
  readStatusDocuments,
  type StatusDocument,
} from '../shared/status-documents.ts';
import { printTable, type TableFormat } from '../shared/table.ts';

export type QueryOptions = CommonOptions & {
  readonly arch?: string;
  readonly feature?: string;
  readonly format: TableFormat;
};

/** Prints what all documents say of a feature, an architecture, or both. Exits 1 when they say nothing. */
export async function queryStatus(context: Context, options: QueryOptions): Promise<ExitCode> {
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

export type ParityOptions = CommonOptions & {
  readonly arch: string;
  readonly against: string;
  readonly format: TableFormat;
};

/** Prints what is supported on one architecture and not on another. */
export async function compareParity(context: Context, options: ParityOptions): Promise<ExitCode> {
  const config = await openConfig(context.cwd, options.config, context.version);
  const documents = await readStatusDocuments(config, context.cwd);
  const [arch, against] = [knownArch(options.arch), knownArch(options.against)];
  const nameOf = createNamer(config);
  const entriesOf = (wanted: string): ReadonlyMap<string, StatusEntry> =>
    new Map(
      documents.flatMap((document) =>
        document.reading.entries
          .filter((entry) => entry.arch === wanted)
          .map((entry) => [nameOf(document, entry.feature), entry] as const),
      ),
    );
  const [here, there] = [entriesOf(arch), entriesOf(against)];
  const rows = [...there]
    .filter(([, entry]) => entry.status === 'SUPPORTED')
    .map(([feature, entry]) => {
      const own = here.get(feature);
      return {
        feature,
        [against]: formatStanding(entry),
        [arch]: own === undefined ? 'no entry' : formatStanding(own),
        status: own?.status ?? null,
      };
    });
  const missing = rows.filter(({ status }) => status !== 'SUPPORTED');
  if (options.json === true || options.format === 'json')
    printJson(context, {
      schemaVersion: SCHEMA_VERSION,
      arch,
      against,
      supported: rows.length - missing.length,
      of: rows.length,
      missing: missing.map((row) => ({ feature: row.feature, [against]: row[against], [arch]: row[arch] })),
    });
  else
    printTable(
      context,
      ['feature', against, arch],
      missing.map((row) => [row.feature, row[against] ?? '', row[arch] ?? '']),
      options.format,
    );
  context.note(
    rows.length === 0
      ? `no document calls anything SUPPORTED on ${against}`
      : `${rows.length - missing.length} of the ${rows.length} features that ${against} supports are SUPPORTED on ${arch}`,
  );
  return EXIT.ok;
}

/** One name for a feature, whatever a document calls it. */
export function createNamer(config: Config) {
  const finders = new Map<StatusDocument, ReturnType<typeof createFeatureFinder>>();
  return (document: StatusDocument, feature: string): string => {
    const find =
      finders.get(document) ??
      createFeatureFinder(
        config.features?.value ?? { features: {} },
        suiteOf({ config }, document),
        config.settings.value.defaults.suite,
      );
    finders.set(document, find);
    const found = find(feature);
    return found === undefined
      ? feature
      : `${found.name}${found.variant === null ? '' : ` (${found.variant})`}`;
  };
}
