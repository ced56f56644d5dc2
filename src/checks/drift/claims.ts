import type { Spec } from '../../core/types.ts';
import type { Decision } from '../../promotion/types.ts';
import { type FoundFeature, variantsNamed, verificationOf } from '../../status/features/find.ts';
import { verifyingSpecs } from '../../status/features/specs.ts';
import type { Drift, DriftInput } from './types.ts';

/** Holds rows to the suite, the lanes and the evidence. */
export const claimDrift = (input: DriftInput): readonly Drift[] =>
  input.decisions.flatMap((decision) => [
    ...nameDrift(input, decision),
    ...testDrift(input, decision),
    ...evidenceDrift(input, decision),
    ...holdDrift(input, decision),
  ]);

function nameDrift({ file, find }: DriftInput, { feature, entry }: Decision): readonly Drift[] {
  const found = find(feature);
  const base = { file, place: entry.place };
  // A gate of which the code says nothing needs no name.
  if (found === undefined && entry.status === null) return [];
  if (found === undefined)
    return [
      {
        ...base,
        code: 'unknown-feature',
        reason: `${feature} is not in features.yaml`,
        remedy: 'add it, with the specs that verify it or noTest, or as an alias',
      },
    ];
  return found.misspelt
    ? [
        {
          ...base,
          code: 'misspelt-name',
          reason: `${feature} is a slip of ${found.name}`,
          remedy: `write ${found.name}`,
        },
      ]
    : [];
}

/** Finds claims without specs that some active lane selects. */
function testDrift({ file, find, suites }: DriftInput, { feature, arch, entry }: Decision): readonly Drift[] {
  const found = find(feature);
  const [suite] = suites;
  if (entry.status !== 'SUPPORTED' || found === undefined || suite === undefined) return [];
  const lanes = suites.flatMap((view) => view.lanes).filter(({ selects }) => selects.size > 0);
  const names = lanes.map(({ name }) => name).join(', ') || 'no active lane';
  const isSelected = ({ id }: Spec): boolean => lanes.some(({ selects }) => selects.has(id));
  const verifications = claimedVariants(found, entry.qualifier).map((variant) =>
    verificationOf(found.parts, arch, variant),
  );
  const all = verifications.map((verification) => verifyingSpecs(verification, suite.specs));
  const specs = all.flatMap(({ verifying }) => verifying);
  if (specs.some(isSelected)) return [];
  const touching = all.flatMap((each) => each.touching).find(({ spec }) => isSelected(spec));
  const base = { file, place: entry.place };
  if (touching !== undefined)
    return [
      {
        ...base,
        code: 'claim-only-touched',
        reason: `${feature} is claimed SUPPORTED, but what touches it in ${names} does not show that it works: ${touching.because} (${JSON.stringify(touching.spec.id)})`,
        remedy: 'add a spec that shows it to the lane, or call it UNVERIFIED',
      },
    ];
  const [first] = specs;
  if (first === undefined)
    return [
      {
        ...base,
        code: 'claim-without-test',
        reason: `${feature} is claimed SUPPORTED, but nobody knows a spec that verifies it: ${verifications.find(({ noTest }) => noTest !== undefined)?.noTest ?? 'verifiedBy means none'}`,
        remedy: 'name its specs in features.yaml, or call it UNVERIFIED',
      },
    ];
  return [
    {
      ...base,
      code: 'claim-not-selected',
      reason: `${feature} is claimed SUPPORTED, but ${names} selects none of the ${specs.length} specs that verify it${why(lanes[0]?.reasonFor(first.id))}`,
      remedy: 'add the lane’s label to them, or call it UNVERIFIED',
    },
  ];
}

/** The variants that a claim is about; `null` is the feature as a whole. */
function claimedVariants(
  { parts, variant }: FoundFeature,
  qualifier: string | null,
): readonly (string | null)[] {
  if (variant !== null) return [variant];
  const named = variantsNamed(parts, qualifier ?? '');
  if (named.length > 0) return named;
  const variants = Object.keys(parts.variants ?? {});
  return variants.length > 0 ? variants : [null];
}

const why = (because: string | undefined): string => (because === undefined ? '' : `: ${because}`);

function evidenceDrift({ file }: DriftInput, { code, feature, entry, reason }: Decision): readonly Drift[] {
  const base = { file, place: entry.place, reason: `${feature}: ${reason}` };
  if (code === 'demoted' || code === 'emulated-lapsed')
    return [{ ...base, code: 'evidence-contradicts', remedy: 'lanekeeper promote edits it' }];
  if (code === 'doubted')
    return [
      { ...base, code: 'evidence-doubts', remedy: 'mend the specs, or the lane, before the grace is over' },
    ];
  return code === 'passes-though-unsupported'
    ? [{ ...base, code: 'passes-though-unsupported', remedy: 'a human decides whether it is supported now' }]
    : [];
}

function holdDrift({ file, asOf }: DriftInput, { entry }: Decision): readonly Drift[] {
  if (entry.hold === null || asOf.slice(0, 10) <= entry.hold.until) return [];
  return [
    {
      code: 'hold-expired',
      file,
      place: entry.hold.place,
      reason: `the hold on ${entry.feature} ended on ${entry.hold.until}: ${entry.hold.because}`,
      remedy: 'remove it, or give it another day',
    },
  ];
}
