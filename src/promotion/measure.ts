import { amount } from '../core/amount.ts';
import type { PromoteRule } from '../lanes/policy-schema.ts';
import type { Result } from './history.ts';
import { passRateLowerBound } from './lower-bound.ts';

export const DAY_MS = 24 * 60 * 60 * 1000;

/** Counts of a window of completed runs of one spec. */
export type Counts = {
  readonly runs: number;
  /** Number of runs in which the spec passed at the first attempt. */
  readonly passed: number;
  readonly days: number;
  readonly commits: number;
  /** Share of first attempts that passed, from 0 to 1; `null` without any. */
  readonly ratio: number | null;
  /** One-sided 95 % lower bound of the pass rate, from 0 to 1. */
  readonly lowerBound: number;
  /** Number of the newest runs that passed in a row, up to the number that the rule asks for. */
  readonly green: number;
  /** Start of the newest run, in ISO 8601; `null` without any. */
  readonly newest: string | null;
};

const isRepeatable = ({ run }: Result): boolean =>
  run.header.suite.commit !== null && run.header.suite.modified !== true;

/** The results from a number of days before a time, up to that time. */
export const within = (history: readonly Result[], days: number, at: number): readonly Result[] =>
  history.filter((result) => result.at <= at && result.at > at - days * DAY_MS);

export function measure(results: readonly Result[], rule: Pick<PromoteRule, 'lastGreen'>): Counts {
  const passed = results.filter((result) => result.passed === true).length;
  const failedAt = results.findLastIndex((result) => result.passed !== true);
  const newest = results.at(-1);
  return {
    runs: results.length,
    passed,
    days: new Set(results.map(({ at }) => Math.floor(at / DAY_MS))).size,
    commits: new Set(results.filter(isRepeatable).map(({ run }) => run.header.suite.commit)).size,
    ratio: results.length === 0 ? null : passed / results.length,
    lowerBound: passRateLowerBound(passed, results.length),
    green: Math.min(rule.lastGreen, results.length - 1 - failedAt),
    newest: newest === undefined ? null : new Date(newest.at).toISOString(),
  };
}

/** The rule with so many times the runs, days and commits. */
export const scaleRule = (rule: PromoteRule, factor: number): PromoteRule => ({
  ...rule,
  runs: Math.ceil(rule.runs * factor),
  days: Math.ceil(rule.days * factor),
  commits: Math.ceil(rule.commits * factor),
  // So many distinct days must fit.
  withinDays: rule.withinDays * factor,
});

/** Conditions that are missing, in words; empty when every one of the specs meets the rule. */
export function missingOf(
  all: readonly Counts[],
  rule: PromoteRule,
  kind: 'native' | 'emulated',
  at: number,
): readonly string[] {
  const worst = (lack: (counts: Counts) => number): number => Math.max(0, ...all.map(lack));
  const runs = worst((counts) => rule.runs - counts.runs);
  const days = worst((counts) => rule.days - counts.days);
  const commits = worst((counts) => rule.commits - counts.commits);
  const green = worst((counts) => rule.lastGreen - counts.green);
  const ratio = Math.min(1, ...all.map((counts) => counts.ratio ?? 1));
  const oldest = worst(({ newest }) => (newest === null ? 0 : (at - Date.parse(newest)) / DAY_MS));
  return [
    ...(runs > 0 || days > 0
      ? [
          [
            runs > 0 ? amount(runs, `more ${kind} run`) : `${kind} runs`,
            days > 0 ? ` on ${amount(days, 'more day')}` : '',
          ].join(''),
        ]
      : []),
    ...(commits > 0 ? [amount(commits, 'more commit')] : []),
    ...(ratio < rule.passRatio
      ? [`${percent(rule.passRatio)} of first attempts passed instead of ${percent(ratio)}`]
      : []),
    ...(green > 0 && runs === 0 ? [`${amount(green, 'more green run')} in a row`] : []),
    ...(oldest > rule.newestWithinDays ? [`a run within ${amount(rule.newestWithinDays, 'day')}`] : []),
  ];
}

export const percent = (ratio: number): string => `${Math.floor(ratio * 1000) / 10} %`;

/** Counts of the spec that is worst off, of several; `null` without any. */
export const worstOf = (all: readonly Counts[]): Counts | null =>
  all.toSorted((a, b) => a.lowerBound - b.lowerBound || a.runs - b.runs)[0] ?? null;
