import type { Inventory, Spec } from '../../core/types.ts';

/** One way in which two inventories of a suite differ. */
export type Difference =
  | { readonly kind: 'missing' | 'extra'; readonly spec: Spec }
  | {
      readonly kind: 'text' | 'labels' | 'location' | 'pending';
      readonly spec: Spec;
      /** What each of the two says. */
      readonly found: string;
      readonly expected: string;
    };

/**
 * What an inventory says otherwise than another one, which counts as right: specs that are missing or extra, and those
 * whose text, set of labels, place or pending mark differ. Specs belong together by text, else by place.
 */
export function compareInventories(
  found: Pick<Inventory, 'specs'>,
  expected: Pick<Inventory, 'specs'>,
): readonly Difference[] {
  const left = new Set(found.specs);
  const byText = Map.groupBy(found.specs, ({ text }) => text);
  const take = (candidates: readonly Spec[] | undefined): Spec | undefined => {
    const spec = candidates?.find((each) => left.has(each));
    if (spec !== undefined) left.delete(spec);
    return spec;
  };
  // A text that stands twice goes to the spec at the same place first.
  const pairs = new Map<Spec, Spec>();
  for (const same of [samePlace, () => true])
    for (const spec of expected.specs) {
      if (pairs.has(spec)) continue;
      const partner = take(byText.get(spec.text)?.filter((each) => same(each, spec)));
      if (partner !== undefined) pairs.set(spec, partner);
    }
  const byPlace = Map.groupBy(left, ({ location }) => placeOf(location));
  const differences = expected.specs.flatMap((spec): readonly Difference[] => {
    const partner = pairs.get(spec) ?? take(byPlace.get(placeOf(spec.location)));
    return partner === undefined ? [{ kind: 'missing', spec }] : differencesOf(partner, spec);
  });
  return [...differences, ...[...left].map((spec) => ({ kind: 'extra' as const, spec }))];
}

const placeOf = ({ file, line }: Spec['location']): string => `${file}:${line}`;
const samePlace = (a: Spec, b: Spec): boolean => placeOf(a.location) === placeOf(b.location);

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

/** `labels: tests/a.go:12: found "a", expected "b": the text`. */
export function describeDifference(difference: Difference): string {
  const { kind, spec } = difference;
  const place = placeOf(spec.location);
  if (!('found' in difference)) return `${kind}: ${place}: ${spec.text}`;
  const values = `found ${JSON.stringify(difference.found)}, expected ${JSON.stringify(difference.expected)}`;
  return `${kind}: ${place}: ${values}${kind === 'text' ? '' : `: ${spec.text}`}`;
}
