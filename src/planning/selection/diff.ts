import type { Spec } from '../../core/types.ts';

/** A spec that is selected before and after, and is called otherwise or stands in another file. */
type Moved = { readonly before: Spec; readonly after: Spec };

export type SelectionDiff = {
  readonly gained: readonly Spec[];
  readonly lost: readonly Spec[];
  readonly moved: readonly Moved[];
  readonly kept: number;
};

/** What one selection has and another lacks. A spec is followed by its id, and by a test_id that no other one has. */
export function diffSelections(before: readonly Spec[], after: readonly Spec[]): SelectionDiff {
  const left = new Map(before.map((spec) => [spec.id, spec]));
  const byTestId = uniqueTestIds(before);
  const isUnique = uniqueTestIds(after);
  const gained: Spec[] = [];
  const moved: Moved[] = [];
  let kept = 0;
  const follow = (spec: Spec, was: Spec): void => {
    left.delete(was.id);
    kept += 1;
    if (was.text !== spec.text || was.location.file !== spec.location.file)
      moved.push({ before: was, after: spec });
  };
  const rest = after.filter((spec) => {
    const was = left.get(spec.id);
    if (was !== undefined) follow(spec, was);
    return was === undefined;
  });
  for (const spec of rest) {
    const was = spec.testIds
      .filter((testId) => isUnique.get(testId) === spec)
      .map((testId) => byTestId.get(testId))
      .find((each) => each !== undefined && left.has(each.id));
    if (was === undefined) gained.push(spec);
    else follow(spec, was);
  }
  return { gained, lost: [...left.values()], moved, kept };
}

function uniqueTestIds(specs: readonly Spec[]): ReadonlyMap<string, Spec> {
  const groups = Map.groupBy(
    specs.flatMap((spec) => [...new Set(spec.testIds)].map((testId) => ({ testId, spec }))),
    ({ testId }) => testId,
  );
  return new Map(
    [...groups].flatMap(([testId, [first, ...others]]) =>
      first !== undefined && others.length === 0 ? [[testId, first.spec] as const] : [],
    ),
  );
}
