import { RE2JS } from 're2js';
import type { Problem } from '../core/errors.ts';
import { type Path, problemIn, type Source } from './config.ts';
import type { FeatureParts } from './features-schema.ts';
import { LabelFilterError, parseLabelFilter } from './label-filter/index.ts';
import type { FeaturesFile, Settings, Verification } from './schema-types.ts';
import { checkArch, checkName, type Report } from './value-checks.ts';

/** Checks the rules that span keys of `features.yaml`. */
export function checkFeatures(source: Source<FeaturesFile>, { suites }: Settings): readonly Problem[] {
  const at =
    (...path: Path): Report =>
    (message) =>
      problemIn(source, ['features', ...path], message);
  const owners = new Map<string, string>();
  return Object.entries(source.value.features).flatMap(([name, feature]) => {
    // The string of a gate may be the name of a device: names go first.
    const names = [name, ...(feature.aliases ?? [])];
    const twins = names.flatMap((each) => {
      const owner = owners.get(each);
      owners.set(each, name);
      return owner === undefined || owner === name
        ? []
        : [at(name)(`found the name "${each}", expected each name once: it also means ${owner}`)];
    });
    const slips = (feature.misspelt ?? [])
      .filter((slip) => !(feature.aliases ?? []).includes(slip))
      .map((slip) => at(name, 'misspelt')(`found "${slip}", expected one of the aliases: add it there`));
    return [
      ...twins,
      ...slips,
      ...[
        ...(feature.suite === undefined ? [] : [feature.suite]),
        ...Object.keys(feature.suites ?? {}),
      ].flatMap((suite) => checkName('suite', suite, Object.keys(suites), at(name, 'suites', suite))),
      ...checkParts(feature, [name], at, feature.suites !== undefined),
      ...complaint(() => parseLabelFilter(feature.signals?.labels ?? ''), at(name, 'signals', 'labels')),
      ...Object.entries(feature.suites ?? {}).flatMap(([suite, parts]) =>
        checkParts(parts, [name, 'suites', suite], at),
      ),
    ];
  });
}

function checkParts(
  parts: FeatureParts,
  path: Path,
  at: (...path: Path) => Report,
  mayBeEmpty = false,
): readonly Problem[] {
  return [
    ...checkVerification(parts, path, at, mayBeEmpty || parts.variants !== undefined),
    ...Object.entries(parts.arches ?? {}).flatMap(([arch, verification]) => [
      ...checkArch(arch, at(...path, 'arches', arch)),
      ...checkVerification(verification, [...path, 'arches', arch], at),
    ]),
    ...Object.entries(parts.variants ?? {}).flatMap(([variant, verification]) =>
      checkVerification(verification, [...path, 'variants', variant], at),
    ),
  ];
}

function checkVerification(
  { verifiedBy, notBy, noTest }: Verification,
  path: Path,
  at: (...path: Path) => Report,
  mayBeEmpty = false,
): readonly Problem[] {
  const patterns = [
    ...(verifiedBy === undefined ? [] : [{ pattern: verifiedBy, where: [...path, 'verifiedBy'] }]),
    ...(notBy ?? []).map((pattern, index) => ({ pattern, where: [...path, 'notBy', index] })),
  ];
  return [
    ...((verifiedBy === undefined) === (noTest === undefined) && !mayBeEmpty
      ? [at(...path)('found neither or both of verifiedBy and noTest, expected one of them')]
      : []),
    ...patterns.flatMap(({ pattern, where }) => [
      ...complaint(() => parseLabelFilter(pattern.filter ?? ''), at(...where, 'filter')),
      ...complaint(() => RE2JS.compile(pattern.text ?? ''), at(...where, 'text')),
    ]),
  ];
}

function complaint(parse: () => unknown, report: Report): readonly Problem[] {
  try {
    parse();
    return [];
  } catch (error) {
    if (error instanceof LabelFilterError) return [report(error.message)];
    return [report(`found no regular expression of Go: ${(error as Error).message}`)];
  }
}
