import { type GridRow, isCompletedLetter, isRed } from './grid.ts';

/** Differences between a run of a lane and an earlier one: rows of its grid by what became of them. */
export type Comparison = Readonly<Record<'turnedRed' | 'turnedGreen' | 'came' | 'went', readonly GridRow[]>>;

/**
 * Compares two runs of a lane.
 *
 * @param column column of the run in the grid.
 * @param before column of the earlier run, further to the right.
 */
export function compareRuns(rows: readonly GridRow[], column: number, before: number): Comparison {
  const both = rows.map((row) => ({
    row,
    now: row.letters[column] ?? '-',
    was: row.letters[before] ?? '-',
  }));
  const pick = (is: (each: (typeof both)[number]) => boolean): readonly GridRow[] =>
    both.filter(is).map(({ row }) => row);
  return {
    turnedRed: pick(({ now, was }) => isRed(now) && isCompletedLetter(was) && !isRed(was)),
    turnedGreen: pick(({ now, was }) => isRed(was) && isCompletedLetter(now) && !isRed(now)),
    came: pick(({ now, was }) => now !== '-' && was === '-'),
    went: pick(({ now, was }) => now === '-' && was !== '-'),
  };
}
