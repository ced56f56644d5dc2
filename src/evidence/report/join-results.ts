import { worseFirst } from '../../core/severity.ts';
import { textAtPlace } from '../../core/spec-identity.ts';
import type { Outcome, Spec } from '../../core/types.ts';
import type { Selection } from '../../planning/selection/select.ts';
import type { SpecResult } from '../../suites/types.ts';
import type { RunSpec } from './run-report.ts';

export type JoinedResults = {
  /** All specs of the suite, in its order. */
  readonly specs: readonly RunSpec[];
  /** Outcomes of the selected specs. */
  readonly outcomes: readonly Outcome[];
  /** Texts of specs that ran though they were not selected. */
  readonly surplus: readonly string[];
};

/**
 * Joins what a suite reported with what was selected; a selected spec that the report lacks was not run. Specs
 * with one text at one place can't be told apart in a report: those of them that ran are the selected ones, and
 * each of these has the worst of their results.
 */
export function joinResults(
  specs: readonly Spec[],
  selection: Selection,
  results: readonly SpecResult[],
): JoinedResults {
  const selected = new Set(selection.selected);
  const exclusions = new Map(selection.excluded.map(({ spec, ...exclusion }) => [spec, exclusion]));
  const { resultOf, surplus } = assignResults(specs, selected, results);
  const joined = specs.map((spec): RunSpec => {
    const base = {
      id: spec.id,
      text: spec.text,
      labels: spec.labels,
      location: spec.location,
      testIds: spec.testIds,
      attempts: [],
      startedAt: null,
      seconds: 0,
    };
    if (selected.has(spec)) return { ...base, outcome: 'notrun', ...resultOf(spec) };
    const exclusion = exclusions.get(spec);
    return exclusion === undefined
      ? { ...base, outcome: 'pending' }
      : { ...base, outcome: 'excluded', exclusion };
  });
  return {
    specs: joined,
    outcomes: joined.filter((_, index) => selected.has(specs[index] as Spec)).map(({ outcome }) => outcome),
    surplus: surplus.map(({ text }) => text),
  };
}

type Told = Omit<SpecResult, 'text' | 'location'>;

/** Deals out results to the selected specs; those beyond that have run are the surplus. */
function assignResults(
  specs: readonly Spec[],
  selected: ReadonlySet<Spec>,
  results: readonly SpecResult[],
): {
  readonly resultOf: (spec: Spec) => Told | undefined;
  readonly surplus: readonly SpecResult[];
} {
  const told = Map.groupBy(results, textAtPlace);
  const worst = new Map<string, Told>();
  const surplus: SpecResult[] = [];
  for (const [key, twins] of Map.groupBy(specs, textAtPlace)) {
    const all = told.get(key) ?? [];
    told.delete(key);
    const wanted = twins.filter((spec) => selected.has(spec)).length;
    const ran = all.filter(hasRun);
    surplus.push(...ran.slice(wanted));
    const [first] = (ran.length < wanted ? all : ran).toSorted(worseResultFirst);
    if (first === undefined || wanted === 0) continue;
    // Where results are missing, some twin was not run, and nobody knows which one.
    if (all.length < wanted && worseFirst('notrun', first.outcome) < 0) continue;
    worst.set(key, withoutNames(first));
  }
  surplus.push(...[...told.values()].flat().filter(hasRun));
  return { resultOf: (spec) => worst.get(textAtPlace(spec)), surplus };
}

/** Orders results from worst to best: a flake is worse than a pass at the first attempt. */
const worseResultFirst = (a: SpecResult, b: SpecResult): number =>
  worseFirst(a.outcome, b.outcome) ||
  worseFirst(a.attempts[0]?.outcome ?? a.outcome, b.attempts[0]?.outcome ?? b.outcome);

const hasRun = ({ outcome }: SpecResult): boolean => outcome !== 'notrun' && outcome !== 'pending';

const withoutNames = ({ text: _text, location: _location, ...told }: SpecResult): Told => told;
