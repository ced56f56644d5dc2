import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FeatureCoverage } from '../../checks/coverage/types.ts';
import type { Drift } from '../../checks/drift/types.ts';
import { lint } from '../../checks/lint/index.ts';
import type { Finding } from '../../checks/lint/types.ts';
import { isActiveFor } from '../../lanes/active-lanes.ts';
import { suiteSettings } from '../../lanes/config.ts';
import { inventoryReference } from '../../runner/inventory.ts';
import type { Site } from '../../site/schema.ts';
import type { LaneInput } from '../../site/types.ts';
import type { Context, Viewer } from '../shared/context.ts';
import { driftIn } from '../shared/drift.ts';
import { lintInput } from '../shared/lint-input.ts';
import { coverageOn } from '../shared/suite-coverage.ts';
import { joinNoted, type Noted, orNote } from './noted.ts';
import type { SiteDocument } from './site-documents.ts';

/** Parts of a site beyond its documents and runs, as far as they can be found out here. */
export type CloserLook = Pick<Site, 'coverage' | 'findings' | 'notes'>;

/** Finds what is tested by the source of each listed suite, and what is not as somebody meant it. */
export async function lookCloser(
  context: Context,
  viewer: Viewer,
  inventory: string | undefined,
  lanes: readonly LaneInput[],
  documents: readonly SiteDocument[],
  asOf: string,
): Promise<CloserLook> {
  const decided = documents.flatMap((document) => document.decided ?? []);
  const drift = await orNote('drift', () => driftIn(viewer, decided, asOf));
  const listed = lanes.filter(({ view }) => 'specs' in view);
  const looks: CloserLook[] = [{ coverage: [], findings: drift.found.map(driftFinding), notes: drift.notes }];
  for (const suite of new Set(listed.map((lane) => lane.suite)))
    looks.push(await lookAtSuite(context, viewer, inventory, suite, archesOf(suite, listed, documents)));
  return {
    coverage: looks.flatMap(({ coverage }) => coverage),
    findings: looks.flatMap(({ findings }) => findings),
    notes: looks.flatMap(({ notes }) => notes),
  };
}

/** Architectures of a suite's active lanes; where documents speak of some, these alone: each takes a reading of the source. */
function archesOf(
  suite: string,
  listed: readonly LaneInput[],
  documents: readonly SiteDocument[],
): readonly string[] {
  const asked = documents
    .filter((document) => document.input.suite === suite)
    .flatMap((document) => document.input.decisions.map(({ arch }) => arch));
  const active = listed.filter((lane) => isActiveFor(lane, suite));
  return [...new Set(active.map(({ arch }) => arch))].filter(
    (arch) => asked.length === 0 || asked.includes(arch),
  );
}

async function lookAtSuite(
  context: Context,
  viewer: Viewer,
  inventory: string | undefined,
  suite: string,
  arches: readonly string[],
): Promise<CloserLook> {
  const named = inventory === undefined ? {} : { inventory };
  const input = await orNote(`lint of the suite ${suite}`, async () => [
    await lintInput(context, viewer, { ...named, suite }),
  ]);
  const coverages: Noted<Site['coverage'][number]>[] = [];
  if (hasSource(context, viewer, suite, inventory))
    for (const arch of arches)
      coverages.push(
        await orNote(`coverage of the suite ${suite} on ${arch}`, async () => {
          const { features } = await coverageOn(context, viewer, suite, arch, inventory);
          return features.flatMap((feature) => summary(feature, arch));
        }),
      );
  const coverage = joinNoted(coverages);
  return {
    coverage: coverage.found,
    findings: input.found.flatMap((each) => lint(each)).map(lintFinding),
    notes: [...input.notes, ...coverage.notes],
  };
}

const driftFinding = ({ place, reason, code, file, remedy }: Drift): Site['findings'][number] => ({
  source: 'drift',
  code,
  file,
  ...place,
  message: reason,
  remedy,
});

const lintFinding = ({ code, file, line, column, message, remedy }: Finding): Site['findings'][number] => ({
  source: 'lint',
  code,
  file,
  line,
  column,
  message,
  remedy,
});

/** Whether a suite is a folder of Go, and not a report or a binary. */
function hasSource({ cwd }: Context, { config }: Viewer, suite: string, named: string | undefined): boolean {
  const settings = suiteSettings(config, suite);
  if (settings.kind !== 'ginkgo') return false;
  const path =
    named === undefined ? resolve(config.root, settings.path) : inventoryReference(cwd, named).path;
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function summary({ feature, specs }: FeatureCoverage, arch: string): Site['coverage'] {
  if (specs.length === 0) return [];
  const exercising = specs.filter(({ relation }) => relation === 'exercises');
  return [
    {
      feature,
      arch,
      exercised: exercising.length,
      fates: Object.fromEntries(
        [...Map.groupBy(exercising, ({ fate }) => fate.kind)].map(([fate, own]) => [fate, own.length]),
      ),
      disables: specs.length - exercising.length,
    },
  ];
}
