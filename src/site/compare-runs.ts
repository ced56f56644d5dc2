import { type GridRow, isCompletedLetter, isRed } from './grid.ts';

/** How a run of a lane differs from an earlier one: rows of its grid by what became of them. */
export type Comparison = Readonly<Record<'turnedRed' | 'turnedGreen' | 'came' | 'went', readonly GridRow[]>>;

/** @param column of the run, and of the one before it, which is further to the right. */
export function compareRuns(rows: readonly GridRow[], column: number, before: number): Comparison {
  const both = rows.map((row) => ({
    row,
    now: row.letters[column] ?? '-',
    then: row.letters[before] ?? '-',
  }));
  const pick = (is: (each: (typeof both)[number]) => boolean): readonly GridRow[] =>
    both.filter(is).map(({ row }) => row);
  return {
    turnedRed: pick(({ now, then }) => isRed(now) && isCompletedLetter(then) && !isRed(then)),
    turnedGreen: pick(({ now, then }) => isRed(then) && isCompletedLetter(now) && !isRed(now)),
    came: pick(({ now, then }) => now !== '-' && then === '-'),
    went: pick(({ now, then }) => now === '-' && then !== '-'),
  };
}
