import { RE2JS } from 're2js';
import type { Problem } from '../errors.ts';
import { LabelFilterError, parseLabelFilter } from '../label-filter/index.ts';
import { type Path, problemIn, type Source } from './config.ts';
import type { FeaturesFile, Verification } from './features-schema.ts';
import type { Settings } from './schema.ts';
import { checkArch, checkName, type Report } from './value-checks.ts';

/** The rules that span keys of `features.yaml`. */
export function checkFeatures(source: Source<FeaturesFile>, { suites }: Settings): readonly Problem[] {
  const at =
    (...path: Path): Report =>
    (message) =>
      problemIn(source, ['features', ...path], message);
  const owners = new Map<string, string>();
  return Object.entries(source.value.features).flatMap(([name, feature]) => {
    const names = [
      name,
      ...(feature.aliases ?? []),
      ...(feature.gate === undefined || feature.gate === name ? [] : [feature.gate]),
    ];
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
      ...(feature.suite === undefined
        ? []
        : checkName('suite', feature.suite, Object.keys(suites), at(name, 'suite'))),
      ...checkVerification(feature, [name], at, feature.variants !== undefined),
      ...Object.entries(feature.arches ?? {}).flatMap(([arch, verification]) => [
        ...checkArch(arch, at(name, 'arches', arch)),
        ...checkVerification(verification, [name, 'arches', arch], at),
      ]),
      ...Object.entries(feature.variants ?? {}).flatMap(([variant, verification]) =>
        checkVerification(verification, [name, 'variants', variant], at),
      ),
    ];
  });
}

function checkVerification(
  { verifiedBy, notBy, noTest }: Verification,
  path: Path,
  at: (...path: Path) => Report,
  hasVariants = false,
): readonly Problem[] {
  const patterns = [
    ...(verifiedBy === undefined ? [] : [{ pattern: verifiedBy, where: [...path, 'verifiedBy'] }]),
    ...(notBy ?? []).map((pattern, index) => ({ pattern, where: [...path, 'notBy', index] })),
  ];
  return [
    ...((verifiedBy === undefined) === (noTest === undefined) && !hasVariants
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
