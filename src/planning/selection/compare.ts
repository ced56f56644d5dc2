import { matchSpecs } from '../../core/match-specs.ts';
import type { Inventory, Spec } from '../../core/types.ts';

/** One way in which two inventories of a suite differ. */
export type Difference =
  | { readonly kind: 'missing' | 'extra'; readonly spec: Spec }
  | {
      readonly kind: 'text' | 'labels' | 'location' | 'pending';
      readonly spec: Spec;
      /** What the inventory says; `expected` is what the other one says. */
      readonly found: string;
      readonly expected: string;
    };

/**
 * Differences of an inventory from another one, which counts as right: specs that are missing or extra, and those whose
 * text, set of labels, place or pending mark differ.
 */
export function compareInventories(
  found: Pick<Inventory, 'specs'>,
  expected: Pick<Inventory, 'specs'>,
): readonly Difference[] {
  const { pairs, gone } = matchSpecs(found.specs, expected.specs, 'place');
  const partners = new Map(pairs.map(({ before, after }) => [after, before]));
  return [
    ...expected.specs.flatMap((spec): readonly Difference[] => {
      const partner = partners.get(spec);
      return partner === undefined ? [{ kind: 'missing', spec }] : differencesOf(partner, spec);
    }),
    ...gone.map((spec) => ({ kind: 'extra' as const, spec })),
  ];
}

const placeOf = ({ file, line }: Spec['location']): string => `${file}:${line}`;

function differencesOf(found: Spec, expected: Spec): readonly Difference[] {
  const say = (spec: Spec) => ({
    text: spec.text,
    labels: spec.labels.toSorted().join(', '),
    location: placeOf(spec.location),
    pending: spec.pending ? 'pending' : 'not pending',
  });
  const [a, b] = [say(found), say(expected)];
  return (['text', 'labels', 'location', 'pending'] as const).flatMap((kind) =>
    a[kind] === b[kind] ? [] : [{ kind, spec: expected, found: a[kind], expected: b[kind] }],
  );
}

/** A difference in words: `labels: tests/a.go:12: found "a", expected "b": the text`. */
export function describeDifference(difference: Difference): string {
  const { kind, spec } = difference;
  const place = placeOf(spec.location);
  if (!('found' in difference)) return `${kind}: ${place}: ${spec.text}`;
  const values = `found ${JSON.stringify(difference.found)}, expected ${JSON.stringify(difference.expected)}`;
  return `${kind}: ${place}: ${values}${kind === 'text' ? '' : `: ${spec.text}`}`;
}
