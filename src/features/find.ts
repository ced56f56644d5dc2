import type { Feature, FeaturesFile, Verification } from '../lane/features-schema.ts';

/** What a name in a document means. */
export type FoundFeature = {
  /** As `features.yaml` has it. */
  readonly name: string;
  readonly feature: Feature;
  /** The variant that the name itself gives: `Disks (virtio bus)`. */
  readonly variant: string | null;
  /** The name is a slip of the document. */
  readonly misspelt: boolean;
};

export type FeatureFinder = (name: string) => FoundFeature | undefined;

/** Finds features by name, alias or gate string, and by these with a variant in parentheses. */
export function createFeatureFinder({ features }: FeaturesFile): FeatureFinder {
  const byName = new Map<string, Omit<FoundFeature, 'variant'>>();
  for (const [name, feature] of Object.entries(features))
    for (const each of [name, feature.gate ?? name, ...(feature.aliases ?? [])])
      byName.set(each, { name, feature, misspelt: feature.misspelt?.includes(each) === true });
  return (name) => {
    const whole = byName.get(name);
    if (whole !== undefined) return { ...whole, variant: null };
    const [, base, inner] = /^(.*?)\s*\(([^()]+)\)$/.exec(name) ?? [];
    const found = base === undefined ? undefined : byName.get(base);
    if (found === undefined || inner === undefined) return undefined;
    const variant = variantsNamed(found.feature, inner);
    return variant.length === 1 ? { ...found, variant: variant[0] as string } : undefined;
  };
}

/** The variants that a qualifier lists, as in `virtio bus, SATA bus`; none when any of it is something else. */
export function variantsNamed(feature: Feature, qualifier: string): readonly string[] {
  const known = Object.keys(feature.variants ?? {});
  const found = qualifier
    .split(',')
    .map((part) => known.find((name) => name.toLowerCase() === part.trim().toLowerCase()));
  return found.every((name) => name !== undefined) ? found : [];
}

/** What verifies a feature, or one of its variants, on an architecture. */
export function verificationOf(feature: Feature, arch: string, variant: string | null): Verification {
  if (variant !== null) return feature.variants?.[variant] ?? { noTest: 'the variant is unknown' };
  return feature.arches?.[arch] ?? feature;
}
