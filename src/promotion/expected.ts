import { amount } from '../core/amount.ts';
import type { PromoteRule } from '../lanes/policy-schema.ts';
import { completed, type Result } from './history.ts';
import { DAY_MS, measure, within } from './measure.ts';

/**
 * Day on which a condition will be met if runs go on as they do and pass, or the reason why no day can be named.
 */
export type Expected = {
  /** The day, `YYYY-MM-DD`; `null` where none can be named. */
  readonly on: string | null;
  readonly because: string;
};

/** Number of days whose pace of runs is taken to go on. */
const PACE_DAYS = 7;

/**
 * Finds the first day on which every one of some specs meets a rule, if each goes on at its pace of the last seven
 * days and passes. Runs that are there leave the window as the days go by.
 *
 * @param windows completed runs of each spec, oldest first.
 * @param obstacles reasons that no run can mend.
 */
export function expectedDay(
  windows: readonly (readonly Result[])[],
  rule: PromoteRule,
  obstacles: readonly string[],
  asOf: number,
): Expected {
  const [obstacle] = obstacles;
  if (obstacle !== undefined) return { on: null, because: `runs alone don’t do it: it needs ${obstacle}` };
  const paces = windows.map((window) => paceOf(window, asOf));
  const slowest = Math.min(...paces.map(({ runs }) => runs));
  if (slowest === 0) return { on: null, because: `no run in the last ${PACE_DAYS} days to go by` };
  const pace = `${amount(slowest, 'run')} in ${PACE_DAYS} days`;
  for (let days = 0; days <= rule.withinDays; days += 1)
    if (windows.every((window, index) => isMetAfter(days, window, paces[index] as Pace, rule, asOf)))
      return {
        on: new Date(asOf + days * DAY_MS).toISOString().slice(0, 10),
        because: `if they go on at ${pace} and pass`,
      };
  return { on: null, because: `${pace} never make what ${rule.withinDays} days have to hold` };
}

/** Runs of the last seven days, the days on which they ran, and the commits that ran. */
type Pace = { readonly runs: number; readonly days: number; readonly commits: number };

const paceOf = (window: readonly Result[], asOf: number): Pace => {
  const { runs, days, commits } = measure(within(window, PACE_DAYS, asOf), NO_RULE);
  return { runs, days, commits };
};

const NO_RULE = { lastGreen: 0 };

function isMetAfter(
  days: number,
  window: readonly Result[],
  pace: Pace,
  rule: PromoteRule,
  asOf: number,
): boolean {
  const left = window.filter(({ at }) => at > asOf + (days - rule.withinDays) * DAY_MS);
  const now = measure(completed(left), rule);
  const coming = (perPace: number): number => Math.floor((perPace * days) / PACE_DAYS);
  const runs = now.runs + coming(pace.runs);
  return (
    runs >= rule.runs &&
    now.days + coming(pace.days) >= rule.days &&
    now.commits + coming(pace.commits) >= rule.commits &&
    now.passed + coming(pace.runs) >= rule.passRatio * runs &&
    now.green + coming(pace.runs) >= rule.lastGreen
  );
}
