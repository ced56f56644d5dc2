import type { Outcome, Spec } from '../../core/types.ts';
import type { Selection } from '../../planning/selection/select.ts';
import type { SpecResult } from '../../suites/types.ts';
import type { RunSpec } from './run-report.ts';

export type JoinedResults = {
  /** All specs of the suite, in its order. */
  readonly specs: readonly RunSpec[];
  /** Of the selected ones. */
  readonly outcomes: readonly Outcome[];
  /** Texts of specs that ran though they were not selected. */
  readonly surplus: readonly string[];
};

/** Puts what a suite reported to what was selected; a selected spec that the report lacks was not run. */
export function joinResults(
  specs: readonly Spec[],
  selection: Selection,
  results: readonly SpecResult[],
): JoinedResults {
  const waiting = Map.groupBy(results, keyOf);
  const take = (spec: Spec): SpecResult | undefined => waiting.get(keyOf(spec))?.shift();
  const selected = new Set(selection.selected);
  const exclusions = new Map(selection.excluded.map(({ spec, ...exclusion }) => [spec, exclusion]));
  const surplus: string[] = [];

  const joined = specs.map((spec): RunSpec => {
    const result = take(spec);
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
    if (selected.has(spec))
      return { ...base, ...(result === undefined ? { outcome: 'notrun' } : outcomeOf(result)) };
    if (result !== undefined && hasRun(result)) surplus.push(spec.text);
    const exclusion = exclusions.get(spec);
    return exclusion === undefined
      ? { ...base, outcome: 'pending' }
      : { ...base, outcome: 'excluded', exclusion };
  });
  for (const unknown of [...waiting.values()].flat().filter(hasRun)) surplus.push(unknown.text);
  return {
    specs: joined,
    outcomes: joined.filter((_, index) => selected.has(specs[index] as Spec)).map(({ outcome }) => outcome),
    surplus,
  };
}

const keyOf = ({ text, location }: Pick<Spec, 'text' | 'location'>): string =>
  JSON.stringify([text, location.file, location.line]);

const hasRun = ({ outcome }: SpecResult): boolean => outcome !== 'notrun' && outcome !== 'pending';

const outcomeOf = ({
  text: _text,
  location: _location,
  ...result
}: SpecResult): Omit<SpecResult, 'text' | 'location'> => result;
