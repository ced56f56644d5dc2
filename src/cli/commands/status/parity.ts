import { EXIT, type ExitCode } from '../../../core/errors.ts';
import { SCHEMA_VERSION } from '../../../core/types.ts';
import { openConfig } from '../../../lanes/open-config.ts';
import { formatStanding } from '../../../status/standing.ts';
import type { StatusEntry } from '../../../status/types.ts';
import { type Context, printJson } from '../../shared/context.ts';
import { createNamer } from '../../shared/feature-names.ts';
import { knownArch, readStatusDocuments } from '../../shared/status-documents.ts';
import { printTable } from '../../shared/table.ts';
import type { StatusParityOptions } from './command.ts';

/** Prints what is supported on one architecture and not on another. */
export async function compareParity(context: Context, options: StatusParityOptions): Promise<ExitCode> {
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
