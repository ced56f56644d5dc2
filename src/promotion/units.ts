import { callNames } from '../core/spec-identity.ts';
import type { Spec } from '../core/types.ts';
import { type FoundFeature, variantsNamed, verificationOf } from '../status/features/find.ts';
import { verifyingSpecs } from '../status/features/specs.ts';
import type { Standing } from '../status/types.ts';

/** The part of a row that is verified for itself: a variant, or the feature as a whole. */
export type Unit = {
  readonly variant: string | null;
  readonly specs: readonly Spec[];
  /** Reason why no spec verifies the unit. */
  readonly noTest: string | undefined;
  /**
   * Whether nobody said which specs verify the unit: then neither their results nor their absence mean anything.
   */
  readonly isUnmapped: boolean;
  /** Specs that `features.yaml` names and the suite lacks. */
  readonly gone: readonly string[];
};

/** The qualifier that evidence from emulated nodes alone leaves. */
export const EMULATED = 'emulated';
export const EMULATED_PASS = 'emulated: pass';

export function unitsOf(
  { parts, variant }: FoundFeature,
  arch: string,
  specs: readonly Spec[],
): readonly Unit[] {
  const variants = Object.keys(parts.variants ?? {});
  const names = variant !== null ? [variant] : variants.length > 0 ? variants : [null];
  return names.map((name) => {
    const verification = verificationOf(parts, arch, name);
    const { verifying, touching } = verifyingSpecs(verification, specs);
    return {
      variant: name,
      specs: verifying,
      isUnmapped: verification.verifiedBy === undefined,
      noTest: verifying.length > 0 ? undefined : (verification.noTest ?? noSpec(touching)),
      gone: goneSpecs(verification.verifiedBy?.specs ?? [], specs),
    };
  });
}

const noSpec = (touching: readonly { readonly because: string }[]): string =>
  touching.length === 0
    ? 'no spec of the suite is meant by verifiedBy'
    : `${touching.length} specs touch it, but none verifies it: ${touching[0]?.because}`;

function goneSpecs(named: readonly string[], specs: readonly Spec[]): readonly string[] {
  const known = new Set(specs.flatMap(callNames));
  return named.filter((name) => !known.has(name));
}

/** Whether a qualifier lists something. */
export const hasPart = (qualifier: string | null, part: string): boolean =>
  (qualifier ?? '').split(',').some((each) => each.trim() === part);

/** Units that a standing claims to be supported; all of them where its qualifier is in a human's own words. */
export function claimedUnits(
  { status, qualifier }: Standing,
  found: FoundFeature,
  units: readonly Unit[],
): readonly Unit[] {
  if (status !== 'SUPPORTED') return [];
  const named = namedVariants(found, qualifier);
  return named.length === 0
    ? units
    : units.filter(({ variant }) => variant !== null && named.includes(variant));
}

const namedVariants = ({ parts }: FoundFeature, qualifier: string | null): readonly string[] =>
  variantsNamed(
    parts,
    (qualifier ?? '')
      .split(',')
      .filter((part) => part.trim() !== EMULATED)
      .join(','),
  );

/** Whether a qualifier is one that we write; a human's own words are left alone. */
export const isOurs = (found: FoundFeature, qualifier: string | null): boolean =>
  qualifier === null ||
  qualifier === EMULATED ||
  qualifier === EMULATED_PASS ||
  namedVariants(found, qualifier).length > 0;

/** The qualifier for a set of supported units. */
export function qualifierFor(
  supported: readonly Unit[],
  units: readonly Unit[],
  emulatedOnly: boolean,
): string | null {
  const names = supported.length === units.length ? [] : supported.flatMap(({ variant }) => variant ?? []);
  const parts = [...names, ...(emulatedOnly ? [EMULATED] : [])];
  return parts.length === 0 ? null : parts.join(', ');
}
