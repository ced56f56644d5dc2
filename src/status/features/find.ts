import type { FeatureParts } from '../../lanes/features-schema.ts';
import type { FeaturesFile, Verification } from '../../lanes/schema-types.ts';

/** Feature that a name in a document means. */
export type FoundFeature = {
  /** Name of the feature in `features.yaml`. */
  readonly name: string;
  /** Parts of the feature, with what verifies them in the suite that was asked for. */
  readonly parts: FeatureParts;
  /** The variant that the name itself gives: `Disks (virtio bus)`. */
  readonly variant: string | null;
  /** Whether the name is a slip of the document. */
  readonly misspelt: boolean;
};

export type FeatureFinder = (name: string) => FoundFeature | undefined;

/** Finds features by name, alias or gate string, and by these with a variant in parentheses. */
export function createFeatureFinder(
  { features }: FeaturesFile,
  suite: string,
  defaultSuite: string | undefined,
): FeatureFinder {
  const byName = new Map<string, Omit<FoundFeature, 'variant'>>();
  for (const [name, feature] of Object.entries(features)) {
    const parts: FeatureParts =
      (feature.suite ?? defaultSuite) === suite && hasParts(feature)
        ? feature
        : (feature.suites?.[suite] ?? { noTest: `features.yaml names no spec of the suite ${suite}` });
    for (const each of [name, ...(feature.aliases ?? [])])
      byName.set(each, { name, parts, misspelt: feature.misspelt?.includes(each) === true });
  }
  // The string of a gate may be the name of a device: names go first.
  for (const [name, { gate }] of Object.entries(features)) {
    const found = byName.get(name);
    if (gate !== undefined && found !== undefined && !byName.has(gate)) byName.set(gate, found);
  }
  return (name) => {
    const whole = byName.get(name);
    if (whole !== undefined) return { ...whole, variant: null };
    const [, base, inner] = /^(.*?)\s*\(([^()]+)\)$/.exec(name) ?? [];
    const found = base === undefined ? undefined : byName.get(base);
    if (found === undefined || inner === undefined) return undefined;
    const [variant, ...others] = variantsNamed(found.parts, inner);
    return variant === undefined || others.length > 0 ? undefined : { ...found, variant };
  };
}

const hasParts = ({ verifiedBy, noTest, variants }: FeatureParts): boolean =>
  verifiedBy !== undefined || noTest !== undefined || variants !== undefined;

/** The variants that a qualifier lists, as in `virtio bus, SATA bus`; none when any of it is something else. */
export function variantsNamed({ variants }: FeatureParts, qualifier: string): readonly string[] {
  const known = Object.keys(variants ?? {});
  const found = qualifier
    .split(',')
    .map((part) => known.find((name) => name.toLowerCase() === part.trim().toLowerCase()));
  return found.every((name) => name !== undefined) ? found : [];
}

/** Verification of a feature, or of one of its variants, on an architecture. */
export function verificationOf(parts: FeatureParts, arch: string, variant: string | null): Verification {
  if (variant !== null) return parts.variants?.[variant] ?? { noTest: 'the variant is unknown' };
  return parts.arches?.[arch] ?? parts;
}
