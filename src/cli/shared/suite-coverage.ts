import { coverageOf } from '../../checks/coverage/index.ts';
import type { FeatureCoverage } from '../../checks/coverage/types.ts';
import { usageError } from '../../core/errors.ts';
import { isActiveOn } from '../../lanes/active-lanes.ts';
import type { SourcedInventory } from '../../source/inventory.ts';
import type { Context, Viewer } from './context.ts';
import { readSuiteFolder } from './source-views.ts';

/** Finds which specs have to do with which feature, by the source of a suite, and what its lanes make of them. */
export async function coverageOn(
  context: Context,
  { config, look }: Viewer,
  suite: string,
  arch: string,
  path: string | undefined,
): Promise<{ readonly inventory: SourcedInventory; readonly features: readonly FeatureCoverage[] }> {
  const inventory = await readSuiteFolder(context, config, suite, arch, path);
  const lanes = [...config.lanes.keys()]
    .map((name) => look(name))
    .filter(({ resolved: { lane } }) => isActiveOn(lane, suite, arch))
    .map(({ resolved: { lane }, criteria }) => ({ name: lane.name, criteria }));
  if (lanes.length === 0)
    throw usageError(`--arch: found no active lane of the suite "${suite}" for ${arch}`);
  const features = coverageOf({
    features: config.features?.value ?? { features: {} },
    suite,
    defaultSuite: config.settings.value.defaults.suite,
    source: inventory.source,
    code: inventory.code,
    lanes,
  });
  return { inventory, features };
}
