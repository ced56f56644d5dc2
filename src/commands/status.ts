import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { findDrift } from '../drift/index.ts';
import type { Drift, KnownLane } from '../drift/types.ts';
import { EXIT, type ExitCode, usageError } from '../errors.ts';
import { createFeatureFinder } from '../features/find.ts';
import { ARCHITECTURE_NAMES } from '../lane/architectures.ts';
import type { StatusDocumentSettings } from '../lane/status-schema.ts';
import { openConfig } from '../open-config.ts';
import { formatStanding } from '../status/standing.ts';
import { toRegistry } from '../status/registry.ts';
import type { StatusEntry } from '../status/types.ts';
import { oneLine } from '../terminal.ts';
import { SCHEMA_VERSION } from '../types.ts';
import { type CommonOptions, type Context, createViewer, printJson } from './context.ts';
import { decideDocuments, type DecidedDocument, type DecisionOptions, suiteOf } from './decisions.ts';
import { timeOf } from './record.ts';
import { readStatusDocument, readStatusDocuments, type StatusDocument } from './status-documents.ts';

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
  else for (const entry of reading.entries) context.print(`${oneLine(line(file, entry))}\n`);
  for (const { place, message } of reading.problems)
    context.note(oneLine(`${file}:${place.line}:${place.column}: ${message}`));
  return reading.problems.length === 0 ? EXIT.ok : EXIT.notFine;
}

function kindOf(file: string): 'markdown-table' | 'go-map' | 'registry' {
  if (file.endsWith('.go')) return 'go-map';
  return /\.(json|ya?ml)$/.test(file) ? 'registry' : 'markdown-table';
}

function knownArch(arch: string): string {
  if (ARCHITECTURE_NAMES.includes(arch)) return arch;
  throw usageError(`--arch: found "${arch}", expected one of ${ARCHITECTURE_NAMES.join(', ')}`);
}

const line = (file: string, entry: StatusEntry): string =>
  `${file}:${entry.place.line}: ${entry.feature} on ${entry.arch}: ${formatStanding(entry)}`;

export type QueryOptions = CommonOptions & { readonly arch?: string; readonly feature?: string };

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
  if (options.json === true)
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
  else for (const { document, entry } of found) context.print(`${oneLine(line(document.file, entry))}\n`);
  if (found.length === 0) context.note('no document says anything of it');
  return found.length === 0 ? EXIT.notFine : EXIT.ok;
}

export type ParityOptions = CommonOptions & { readonly arch: string; readonly against: string };

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
  if (options.json === true)
    printJson(context, {
      schemaVersion: SCHEMA_VERSION,
      arch,
      against,
      supported: rows.length - missing.length,
      of: rows.length,
      missing: missing.map((row) => ({ feature: row.feature, [against]: row[against], [arch]: row[arch] })),
    });
  else
    for (const row of missing)
      context.print(`${oneLine(`${row.feature}: ${row[against]} on ${against}, ${row[arch]} on ${arch}`)}\n`);
  context.note(
    rows.length === 0
      ? `no document calls anything SUPPORTED on ${against}`
      : `${rows.length - missing.length} of the ${rows.length} features that ${against} supports are SUPPORTED on ${arch}`,
  );
  return EXIT.ok;
}

/** One name for a feature, whatever a document calls it. */
function createNamer(config: Awaited<ReturnType<typeof openConfig>>) {
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

export type CheckOptions = DecisionOptions & { readonly asOf?: string };

/** Prints everything in the status documents that is not as they say. Exits 1 when there is anything. */
export async function checkStatus(context: Context, options: CheckOptions): Promise<ExitCode> {
  const asOf = timeOf('--as-of', options.asOf) ?? new Date().toISOString();
  const decided = await decideDocuments(context, options, asOf, []);
  const viewer = await createViewer(context, options);
  const lanes = await knownLanes(viewer, decided);
  const { config } = viewer;
  const drift = findDrift(
    decided.map(({ document, decisions, suites }) => ({
      file: document.file,
      format: document.settings.format,
      arch: document.settings.arch,
      suite: suiteOf({ config }, document),
      reading: document.reading,
      decisions,
      suites,
      find: createFeatureFinder(
        config.features?.value ?? { features: {} },
        suiteOf({ config }, document),
        config.settings.value.defaults.suite,
      ),
      lanes,
      asOf,
    })),
  );
  if (options.json === true) printJson(context, { schemaVersion: SCHEMA_VERSION, asOf, drift });
  else for (const each of drift) context.print(`${oneLine(describeDrift(each))}\n`);
  context.note(`${decided.length} documents, ${drift.length} findings`);
  return drift.length === 0 ? EXIT.ok : EXIT.notFine;
}

const describeDrift = ({ file, place, code, reason, remedy }: Drift): string =>
  `${file}:${place.line}:${place.column}: ${code}: ${reason}; ${remedy}`;

/** The lanes that the documents name, and those of the documents' suites; others need not be listed for it. */
async function knownLanes(
  viewer: Awaited<ReturnType<typeof createViewer>>,
  decided: readonly DecidedDocument[],
): Promise<readonly KnownLane[]> {
  const named = new Set(decided.flatMap(({ document }) => document.reading.lanes.map(({ lane }) => lane)));
  const suites = new Set(decided.map(({ document }) => suiteOf(viewer, document)));
  const lanes = [...viewer.config.lanes.keys()].map((name) => viewer.look(name).resolved.lane);
  return Promise.all(
    lanes
      .filter(({ name, suite }) => named.has(name) || suites.has(suite))
      .map(async ({ name, arch, suite, state }) => ({
        name,
        arch,
        suite,
        state,
        selects: named.has(name) ? (await viewer.view(name)).selection.selected.length : 1,
      })),
  );
}
