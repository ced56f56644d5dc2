import type { Spec } from '../core/types.ts';
import type { Policy } from '../lanes/policy-schema.ts';
import { completed, type History, type Result } from '../promotion/history.ts';
import { DAY_MS, within } from '../promotion/measure.ts';
import type { Decision, SuiteView } from '../promotion/types.ts';
import type { SiteCell } from './schema.ts';

/** Chain from a cell of the matrix to what it rests on. */
export type Chain = { readonly decision: Decision; readonly specs: readonly ChainSpec[] };

/** A verifying spec and its results, oldest first. */
export type ChainSpec = {
  readonly id: string;
  /** Spec as the suite has it; `undefined` when the suite lacks it now. */
  readonly spec: Spec | undefined;
  readonly lanes: readonly string[];
  readonly history: History;
};

const NOTHING: History = { native: [], emulated: [] };

export function chainOf(
  decision: Decision,
  suite: SuiteView,
  specs: ReadonlyMap<string, Spec>,
  histories: ReadonlyMap<string, History>,
): Chain {
  return {
    decision,
    specs: decision.specs.map((id) => ({
      id,
      spec: specs.get(id),
      lanes: suite.lanes.filter(({ selects }) => selects.has(id)).map(({ name }) => name),
      history: histories.get(id) ?? NOTHING,
    })),
  };
}

const byAge = (a: Result, b: Result): number => b.at - a.at;

/** Results in the window of the policy, newest first, native and emulated ones. */
export function resultsInWindow({ history }: ChainSpec, policy: Policy, asOf: string): readonly Result[] {
  const at = Date.parse(asOf);
  return [
    ...within(history.native, policy.promote.withinDays, at),
    ...within(history.emulated, policy.emulatedPass.withinDays, at),
  ].toSorted(byAge);
}

/** Keys of the runs that a cell rests on, newest first. */
export const runsOf = (chain: Chain, policy: Policy, asOf: string): readonly string[] => [
  ...new Set(
    chain.specs
      .flatMap((spec) => resultsInWindow(spec, policy, asOf))
      .toSorted(byAge)
      .map(({ run }) => run.key),
  ),
];

const WEEK_DAYS = 7;
/** Least change of a share that is a trend. */
const STEP = 0.02;

/** Trend of the share of first attempts that pass: of native runs where there are any, else of emulated ones. */
export function trendOf({ specs }: Chain, asOf: string): SiteCell['trend'] {
  const kind = specs.some(({ history }) => history.native.length > 0) ? 'native' : 'emulated';
  const at = Date.parse(asOf);
  const shareAt = (end: number): number | null => {
    const results = specs.flatMap(({ history }) => completed(within(history[kind], WEEK_DAYS, end)));
    return results.length === 0
      ? null
      : results.filter(({ passed }) => passed === true).length / results.length;
  };
  const recent = shareAt(at);
  const before = shareAt(at - WEEK_DAYS * DAY_MS);
  if (recent === null || before === null) return { is: 'unknown', recent, before };
  const is = recent - before > STEP ? 'rising' : before - recent > STEP ? 'falling' : 'steady';
  return { is, recent, before };
}
