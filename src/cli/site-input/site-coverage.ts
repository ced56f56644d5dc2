import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FeatureCoverage } from '../../checks/coverage/types.ts';
import { lint } from '../../checks/lint/index.ts';
import { LanekeeperError } from '../../core/errors.ts';
import { isActiveFor } from '../../lanes/active-lanes.ts';
import { suiteSettings } from '../../lanes/config.ts';
import { inventoryReference } from '../../runner/inventory.ts';
import type { Site } from '../../site/schema.ts';
import type { LaneInput } from '../../site/types.ts';
import type { ReportOptions } from '../commands/report/command.ts';
import type { Context, Viewer } from '../shared/context.ts';
import { driftIn } from '../shared/drift.ts';
import { lintInput } from '../shared/lint-input.ts';
import { coverageOn } from '../shared/suite-coverage.ts';
import type { SiteDocument } from './site-documents.ts';

/** What is tested by the source, and what is not as somebody meant it, as far as it can be found out here. */
export async function coverageAndFindings(
  context: Context,
  viewer: Viewer,
  options: ReportOptions,
  lanes: readonly LaneInput[],
  documents: readonly SiteDocument[],
  asOf: string,
  notes: string[],
): Promise<Pick<Site, 'coverage' | 'findings'>> {
  const decided = documents.flatMap((document) => document.decided ?? []);
  const drift = await orNote(notes, 'drift', () => driftIn(viewer, decided, asOf));
  const findings: Site['findings'][number][] = (drift ?? []).map(({ place, reason, code, file, remedy }) => ({
    source: 'drift',
    code,
    file,
    ...place,
    message: reason,
    remedy,
  }));
  const coverage: Site['coverage'][number][] = [];
  const listed = lanes.filter(({ view }) => 'specs' in view);
  for (const suite of new Set(listed.map((lane) => lane.suite))) {
    const input = await orNote(notes, `lint of the suite ${suite}`, () =>
      lintInput(context, viewer, { ...options, suite }),
    );
    for (const { code, file, line, column, message, remedy } of input === undefined ? [] : lint(input))
      findings.push({ source: 'lint', code, file, line, column, message, remedy });
    if (!hasSource(context, viewer, suite, options.inventory)) continue;
    const active = listed.filter((lane) => isActiveFor(lane, suite));
    const arches = new Set(active.map((lane) => lane.arch));
    // Where documents speak of some architectures, these are what people ask for; each takes a reading of the source.
    const asked = documents
      .filter((document) => document.input.suite === suite)
      .flatMap((document) => document.input.decisions.map(({ arch }) => arch));
    for (const arch of arches) {
      if (asked.length > 0 && !asked.includes(arch)) continue;
      const features = await orNote(notes, `coverage of the suite ${suite} on ${arch}`, () =>
        coverageOn(context, viewer, suite, arch, options.inventory),
      );
      coverage.push(...(features?.features ?? []).flatMap((feature) => summary(feature, arch)));
    }
  }
  return { coverage, findings };
}

/** What can't be found out here is said, and the rest is shown. */
async function orNote<T>(notes: string[], what: string, find: () => Promise<T>): Promise<T | undefined> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof LanekeeperError)) throw error;
    notes.push(`${what}: ${error.message}`);
    return undefined;
  }
}

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
