import { statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { LintInput } from '../../checks/lint/types.ts';
import { machineArch } from '../../core/architectures.ts';
import { suiteSettings } from '../../lanes/config.ts';
import { selectSpecs } from '../../planning/selection/select.ts';
import { inventoryReference } from '../../runner/inventory.ts';
import type { Context, Viewer } from './context.ts';
import { chooseSuite } from './lanes.ts';
import { readSuiteFolder } from './source-views.ts';

/** Gathers what lint looks at: a suite, its source where there is one, and its lanes. */
export async function lintInput(
  context: Context,
  viewer: Viewer,
  options: { readonly suite?: string; readonly inventory?: string },
): Promise<LintInput> {
  const { config } = viewer;
  const suite = chooseSuite(config, options);
  const settings = suiteSettings(config, suite);
  const path =
    options.inventory === undefined
      ? resolve(config.root, settings.path)
      : inventoryReference(context.cwd, options.inventory).path;
  const isFolder =
    settings.kind === 'ginkgo' && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  // The source says more than a listing: labels that nobody uses, files in no suite, a focus.
  const read = isFolder
    ? await readSuiteFolder(context, config, suite, machineArch(), options.inventory)
    : undefined;
  const { specs } = read ?? (await viewer.inventoryOf(suite));
  return {
    config,
    suite,
    specs,
    lanes: [...config.lanes.keys()]
      .map((name) => viewer.look(name))
      .filter(({ resolved: { lane } }) => lane.suite === suite)
      .map(({ resolved: { lane }, criteria }) => ({
        lane,
        criteria,
        selection: selectSpecs(specs, criteria),
      })),
    ...(read === undefined ? {} : { source: read.source, code: read.code }),
    fileOf: (name) =>
      read === undefined ? name : relative(context.cwd, join(read.code.root, name)).split(sep).join('/'),
    today: new Date().toISOString().slice(0, 10),
  };
}
