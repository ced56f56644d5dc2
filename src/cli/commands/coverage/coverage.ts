import { type LabelPatch, labelPatch } from '../../../checks/coverage/label-patch.ts';
import type { CoveredSpec, Fate, FeatureCoverage } from '../../../checks/coverage/types.ts';
import { amount } from '../../../core/amount.ts';
import { didYouMean, EXIT, type ExitCode, usageError } from '../../../core/errors.ts';
import { oneLine } from '../../../core/terminal.ts';
import { type Position, SCHEMA_VERSION } from '../../../core/types.ts';
import { createForecaster, describeForecast, type Forecaster } from '../../../planning/forecast.ts';
import type { SourcedInventory } from '../../../source/inventory.ts';
import { archOf } from '../../shared/arch-option.ts';
import { type Context, createViewer, printJson, specDocument } from '../../shared/context.ts';
import { readHistories } from '../../shared/histories.ts';
import { chooseSuite } from '../../shared/lanes.ts';
import { coverageOn } from '../../shared/suite-coverage.ts';
import { printTable, type TableFormat } from '../../shared/table.ts';
import type { CoverageOptions } from './command.ts';

/** Prints which specs exercise which feature, and what becomes of them on an architecture. */
export async function coverage(
  context: Context,
  names: readonly string[],
  options: CoverageOptions,
): Promise<ExitCode> {
  archOf('--arch', options.arch);
  const viewer = await createViewer(context, options);
  const { config } = viewer;
  const suite = chooseSuite(config, options);
  const found = await coverageOn(context, viewer, suite, options.arch, options.inventory);
  const { inventory } = found;
  const features = named(found.features, names);
  const histories = await readHistories(context, config, options.evidence);
  const forecaster = createForecaster(histories, options.arch, inventory.specs);
  const patches = new Map(
    features.map((feature) => [feature.feature, patchesOf(feature, inventory)] as const),
  );
  if (options.patch === true) printPatches(context, features, patches, forecaster);
  else if (options.json === true || options.format === 'json')
    printJson(context, {
      schemaVersion: SCHEMA_VERSION,
      arch: options.arch,
      features: features.map((feature) => featureDocument(feature, patches, forecaster)),
    });
  else printCoverage(context, features, names.length > 0, patches, forecaster, options.format);
  return EXIT.ok;
}

function named(all: readonly FeatureCoverage[], names: readonly string[]): readonly FeatureCoverage[] {
  const known = all.map(({ feature }) => feature);
  for (const name of names)
    if (!known.includes(name))
      throw usageError(
        `found no feature "${name}", expected one of features.yaml or a gate of the suite${didYouMean(name, known)}`,
      );
  return names.length > 0 ? all.filter(({ feature }) => names.includes(feature)) : all;
}

/** Patches for the specs to which nothing but labels is missing, one for each set of these labels. */
function patchesOf(
  { specs }: FeatureCoverage,
  { source, code }: SourcedInventory,
): readonly (LabelPatch & { readonly label: string; readonly specs: readonly CoveredSpec[] })[] {
  const lacking = specs.filter(
    ({ relation, fate }) => relation === 'exercises' && fate.kind === 'lacks-label',
  );
  const byLabel = Map.groupBy(lacking, ({ fate }) =>
    fate.kind === 'lacks-label' && fate.labels.length === 1 ? (fate.labels[0] ?? '') : '',
  );
  return [...byLabel]
    .filter(([label]) => label !== '')
    .map(([label, covered]) => ({
      label,
      specs: covered,
      ...labelPatch(
        label,
        covered.map(({ spec }) => spec),
        source.specs,
        code,
      ),
    }));
}

type Patches = ReadonlyMap<string, ReturnType<typeof patchesOf>>;

function printPatches(
  context: Context,
  features: readonly FeatureCoverage[],
  patches: Patches,
  forecaster: Forecaster,
): void {
  for (const { feature } of features)
    for (const { label, specs, places, patch, left } of patches.get(feature) ?? []) {
      const gained = describeForecast(forecaster.predict(specs.map(({ spec }) => spec)));
      context.note(
        oneLine(
          `${feature}: ${label} at ${amount(places.length, 'place')} gains ${amount(specs.length - left.length, 'spec')}, ${gained}`,
        ),
      );
      context.print(patch);
    }
}

const FATES = ['selected', 'lacks-label', 'blocked', 'excluded', 'pending', 'no-suite', 'no-lane'] as const;

function printCoverage(
  context: Context,
  features: readonly FeatureCoverage[],
  inDetail: boolean,
  patches: Patches,
  forecaster: Forecaster,
  format: TableFormat,
): void {
  const shown = FATES.filter((kind) =>
    features.some(({ specs }) => specs.some(({ fate }) => fate.kind === kind)),
  );
  const rows = features
    .filter(({ specs }) => inDetail || specs.length > 0)
    .map(({ feature, specs }) => {
      const exercising = specs.filter(({ relation }) => relation === 'exercises');
      return [
        feature,
        ...[
          exercising.length,
          ...shown.map((kind) => exercising.filter(({ fate }) => fate.kind === kind).length),
          specs.length - exercising.length,
        ].map(String),
      ];
    });
  printTable(context, ['feature', 'exercised by', ...shown, 'negative'], rows, format);
  if (inDetail) for (const feature of features) printFeature(context, feature, patches, forecaster);
  const implicit = features.filter(({ implicit: at }) => at !== null);
  if (implicit.length > 0)
    context.note(
      oneLine(
        `enabled for the whole suite, which proves nothing of any one spec: ${implicit.map(({ feature, implicit: at }) => `${feature} (${place(at)})`).join(', ')}`,
      ),
    );
}

function printFeature(
  context: Context,
  { feature, specs }: FeatureCoverage,
  patches: Patches,
  forecaster: Forecaster,
): void {
  for (const { spec, relation, signals, fate } of specs) {
    context.print(
      `\n${oneLine(`${relation === 'disables' ? 'negative, ' : ''}${describeFate(fate)}: ${spec.text}`)}\n`,
    );
    context.print(`  ${oneLine(`${spec.location.file}:${spec.location.line}`)}\n`);
    for (const { says, at, confidence } of signals)
      context.print(`  ${oneLine(`${confidence}: ${says}${at === null ? '' : ` (${place(at)})`}`)}\n`);
  }
  for (const { label, specs: gained, places } of patches.get(feature) ?? [])
    context.print(
      `\n${oneLine(`${label} at ${amount(places.length, 'place')} would gain ${amount(gained.length, 'spec')}, ${describeForecast(forecaster.predict(gained.map(({ spec }) => spec)))}: --patch prints the edit`)}\n`,
    );
}

function describeFate(fate: Fate): string {
  switch (fate.kind) {
    case 'selected':
      return `selected by ${fate.lanes.join(', ')}`;
    case 'lacks-label':
      return `lacks only ${fate.labels.join(', ')} for ${fate.lane}`;
    case 'blocked':
    case 'excluded':
      return `${fate.kind} in ${fate.lane} by ${fate.because}`;
    case 'pending':
      return 'pending';
    case 'no-suite':
      return `in no suite: ${fate.because}`;
    case 'no-lane':
      return 'in no lane';
  }
}

const place = (at: Position | null): string => (at === null ? '' : `${at.file}:${at.line}:${at.column}`);

const featureDocument = (
  { feature, specs, implicit }: FeatureCoverage,
  patches: Patches,
  forecaster: Forecaster,
): object => ({
  feature,
  implicit,
  specs: specs.map(({ spec, ...rest }) => ({ ...specDocument(spec), ...rest })),
  patches: (patches.get(feature) ?? []).map(({ label, specs: gained, places, patch }) => ({
    label,
    gains: gained.map(({ spec }) => spec.id),
    places: places.map(({ node, specs: count }) => ({ at: node.at, specs: count })),
    forecast: forecaster.predict(gained.map(({ spec }) => spec)) ?? null,
    patch,
  })),
});
