import { matchSpecs } from '../../core/match-specs.ts';
import type { Spec } from '../../core/types.ts';

/** A spec that is selected before and after, and is called otherwise or stands in another file. */
type MovedSpec = { readonly before: Spec; readonly after: Spec };

export type SelectionDiff = {
  readonly gained: readonly Spec[];
  readonly lost: readonly Spec[];
  readonly moved: readonly MovedSpec[];
  readonly kept: number;
};

/** What one selection has and another lacks. */
export function diffSelections(before: readonly Spec[], after: readonly Spec[]): SelectionDiff {
  const { pairs, gone, added } = matchSpecs(before, after);
  return {
    gained: added,
    lost: gone,
    moved: pairs.filter(
      (pair) =>
        pair.before.text !== pair.after.text || pair.before.location.file !== pair.after.location.file,
    ),
    kept: pairs.length,
  };
}
