import { createHash } from 'node:crypto';
import { median } from '../core/median.ts';
import type { SpecNames } from '../core/spec-identity.ts';
import type { Outcome } from '../core/types.ts';
import type { IndexedRun } from '../evidence/ledger/indexed-run.ts';
import { firstOutcome, lastOutcome, specNumberOf } from '../evidence/ledger/packed-results.ts';
import type { RunDetails } from '../evidence/ledger/run.ts';
import type { Weighed } from '../promotion/runs.ts';

/** Meanings of the letters that stand for what became of a spec in a run; see `siteResultsSchema`. */
export const LETTERS = {
  P: 'passed',
  K: 'passed, but not at the first attempt',
  F: 'failed',
  T: 'timed out',
  X: 'panicked',
  I: 'interrupted',
  S: 'skipped itself',
  N: 'not run',
  '-': 'not selected',
} as const;

export type Letter = keyof typeof LETTERS;

const OF_OUTCOME: Readonly<Record<Outcome, Letter>> = {
  passed: 'P',
  failed: 'F',
  timedout: 'T',
  panicked: 'X',
  interrupted: 'I',
  aborted: 'I',
  skipped: 'S',
  notrun: 'N',
  pending: '-',
  excluded: '-',
};

export const letterOf = (first: Outcome, last: Outcome): Letter =>
  last === 'passed' && first !== 'passed' ? 'K' : OF_OUTCOME[last];

export const isRed = (letter: Letter): boolean => letter === 'F' || letter === 'T' || letter === 'X';
export const isCompletedLetter = (letter: Letter): boolean =>
  letter === 'P' || letter === 'K' || isRed(letter);

/** Row of a spec of a lane, with a column for each run. */
export type GridRow = {
  readonly id: string;
  /** Name by which links lead to the row, the same on every page of a site. */
  readonly anchor: string;
  /** Letter for each run. */
  readonly letters: readonly Letter[];
  /** Seconds for each run; `NaN` where the spec did not run. */
  readonly seconds: Float32Array;
};

/** Runs of a lane, newest first, and what became of each spec in them. */
export type Grid = {
  readonly runs: readonly Weighed[];
  readonly rows: readonly GridRow[];
  /** Finds the id under which a spec is shown. */
  readonly idOf: (names: SpecNames) => string;
};

/**
 * Makes the grid of a lane. Specs are shown under the id that they have now, else under that which they had.
 *
 * @param names names of specs, by number.
 */
export function gridOf(
  weighed: readonly Weighed[],
  names: readonly SpecNames[],
  follow: (names: SpecNames) => string | undefined,
  detailsOf: (run: IndexedRun) => Pick<RunDetails, 'seconds'>,
): Grid {
  const runs = weighed.toReversed();
  const idOf = (own: SpecNames): string => follow(own) ?? own.id;
  const rows = new Map<string, { letters: Letter[]; seconds: Float32Array }>();
  const byNumber = new Map<number, { letters: Letter[]; seconds: Float32Array }>();
  const rowOf = (number: number) => {
    const known = byNumber.get(number);
    if (known !== undefined) return known;
    const id = idOf(names[number] as SpecNames);
    const row = rows.get(id) ?? {
      letters: runs.map((): Letter => '-'),
      seconds: new Float32Array(runs.length).fill(Number.NaN),
    };
    rows.set(id, row);
    byNumber.set(number, row);
    return row;
  };
  runs.forEach(({ run }, column) => {
    const { seconds } = detailsOf(run);
    run.results.forEach((packed, place) => {
      const row = rowOf(specNumberOf(packed));
      const letter = letterOf(firstOutcome(packed), lastOutcome(packed));
      // Two results under one name: the worse one is right.
      if (isRed(row.letters[column] ?? '-')) return;
      row.letters[column] = letter;
      if (letter !== 'N') row.seconds[column] = seconds[place] ?? Number.NaN;
    });
  });
  return {
    runs,
    idOf,
    rows: [...rows].map(([id, row]) => ({ id, anchor: anchorOf(id), ...row })),
  };
}

const anchors = new Map<string, string>();

/** Anchor of a spec on every page: `s-1f3a…`. */
export function anchorOf(id: string): string {
  const known = anchors.get(id);
  if (known !== undefined) return known;
  const made = `s-${createHash('sha256').update(id).digest('hex').slice(0, 12)}`;
  anchors.set(id, made);
  return made;
}

export type RowStatistics = {
  readonly completed: number;
  readonly passed: number;
  readonly flaky: number;
  /** Median duration of the spec in seconds; `null` when it never ran. */
  readonly seconds: number | null;
};

/** Statistics of a row over runs that are no incident; a flake counts as a failure. */
export function statisticsOf({ letters, seconds }: GridRow, runs: readonly Weighed[]): RowStatistics {
  let completed = 0;
  let passed = 0;
  let flaky = 0;
  const times: number[] = [];
  letters.forEach((letter, column) => {
    const run = runs[column];
    if (!isCompletedLetter(letter) || run === undefined || isIncident(run)) return;
    completed += 1;
    if (letter === 'P') passed += 1;
    if (letter === 'K') flaky += 1;
    const time = seconds[column] ?? Number.NaN;
    if (!Number.isNaN(time)) times.push(time);
  });
  return { completed, passed, flaky, seconds: times.length === 0 ? null : median(times) };
}

export const isIncident = (weighed: Weighed): boolean => weighed.counts === 'no' && weighed.isIncident;
