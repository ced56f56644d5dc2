import { resolve } from 'node:path';
import { findDrift } from '../../checks/drift/index.ts';
import type { Drift, KnownLane } from '../../checks/drift/types.ts';
import { EXIT, type ExitCode } from '../../core/errors.ts';
import { oneLine } from '../../core/terminal.ts';
import { SCHEMA_VERSION } from '../../core/types.ts';
import { createFeatureFinder } from '../../status/features/find.ts';
import { type Context, createViewer, printJson, type Viewer } from '../shared/context.ts';
import { type DecidedDocument, type DecisionOptions, decideDocuments, suiteOf } from '../shared/decisions.ts';
import { printTable, type TableFormat } from '../shared/table.ts';
import { timeOf } from '../shared/time-option.ts';

export type CheckOptions = DecisionOptions & {
  readonly asOf?: string;
  readonly format: TableFormat | 'text';
};

/** Prints everything in the status documents that is not as they say. Exits 1 when there is anything. */
export async function checkStatus(context: Context, options: CheckOptions): Promise<ExitCode> {
  const asOf = timeOf('--as-of', options.asOf) ?? new Date().toISOString();
  const viewer = await createViewer(context, options);
  const decided = await decideDocuments(context, viewer, options, asOf, []);
  const drift = await driftIn(viewer, decided, asOf);
  if (options.json === true || options.format === 'json')
    printJson(context, { schemaVersion: SCHEMA_VERSION, asOf, drift });
  else if (options.format === 'text')
    for (const each of drift) context.print(`${oneLine(describeDrift(each))}\n`);
  else
    printTable(
      context,
      ['at', 'finding', 'what', 'what to do'],
      drift.map(({ file, place, code, reason, remedy }) => [
        { text: `${file}:${place.line}:${place.column}`, path: resolve(context.cwd, file) },
        code,
        reason,
        remedy,
      ]),
      options.format,
    );
  context.note(`${decided.length} documents, ${drift.length} findings`);
  return drift.length === 0 ? EXIT.ok : EXIT.notFine;
}

/** Everything in decided documents that is not as they say. */
export async function driftIn(
  viewer: Viewer,
  decided: readonly DecidedDocument[],
  asOf: string,
): Promise<readonly Drift[]> {
  const lanes = await knownLanes(viewer, decided);
  const { config } = viewer;
  return findDrift(
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
}

const describeDrift = ({ file, place, code, reason, remedy }: Drift): string =>
  `${file}:${place.line}:${place.column}: ${code}: ${reason}; ${remedy}`;

/** The lanes that the documents name, and those of the documents' suites; others need not be listed for it. */
async function knownLanes(
  viewer: Viewer,
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
        selects: named.has(name) ? (await viewer.view(name)).selection.selected.length : null,
      })),
  );
}
