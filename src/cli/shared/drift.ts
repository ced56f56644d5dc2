import { findDrift } from '../../checks/drift/index.ts';
import type { Drift, KnownLane } from '../../checks/drift/types.ts';
import { createFeatureFinder } from '../../status/features/find.ts';
import type { Viewer } from './context.ts';
import { type DecidedDocument, suiteOfDocument } from './decisions.ts';

/** Finds everything in decided documents that is not as they say. */
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
      suite: suiteOfDocument({ config }, document),
      reading: document.reading,
      decisions,
      suites,
      find: createFeatureFinder(
        config.features?.value ?? { features: {} },
        suiteOfDocument({ config }, document),
        config.settings.value.defaults.suite,
      ),
      lanes,
      asOf,
    })),
  );
}

/** Lanes that the documents name, and those of the documents' suites; the specs of others are not counted. */
async function knownLanes(
  viewer: Viewer,
  decided: readonly DecidedDocument[],
): Promise<readonly KnownLane[]> {
  const named = new Set(decided.flatMap(({ document }) => document.reading.lanes.map(({ lane }) => lane)));
  const suites = new Set(decided.map(({ document }) => suiteOfDocument(viewer, document)));
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
