import type { Spec } from '../../core/types.ts';
import { parseLabelFilter } from '../../lanes/label-filter/index.ts';
import { type Criteria, createJudge } from '../../planning/selection/select.ts';
import type { Fate } from './types.ts';

/** A lane of the architecture, with what it asks of a spec. */
export type CoverageLane = { readonly name: string; readonly criteria: Criteria };

/**
 * Creates a function that finds the fate of a spec: selected by any lane, else what the lane says that is nearest
 * to selecting it: where a label is all that is missing, then where the machine lacks something, then where
 * somebody keeps it out.
 */
export function createFate(lanes: readonly CoverageLane[]): (spec: Spec) => Fate {
  const judges = lanes.map(({ name, criteria }) => ({ name, criteria, judge: createJudge(criteria) }));
  return (spec) => {
    const answers = judges.map(({ name, criteria, judge }) => ({
      name,
      criteria,
      reasons: [...judge(spec)],
    }));
    const selecting = answers.filter(({ reasons }) => reasons.length === 0).map(({ name }) => name);
    if (selecting.length > 0)
      return spec.pending ? { kind: 'pending' } : { kind: 'selected', lanes: selecting };
    const fates = answers.map(({ name, criteria, reasons }): Fate => {
      const byRule = reasons.filter(({ rule }) => rule !== criteria.name);
      const lacking = byRule.find(({ rule }) =>
        criteria.rules.some((each) => each.name === rule && each.lacks !== undefined),
      );
      if (lacking !== undefined)
        return { kind: 'blocked', lane: name, because: `${lacking.rule}: ${lacking.because}` };
      const [kept] = byRule;
      if (kept !== undefined)
        return { kind: 'excluded', lane: name, because: `${kept.rule}: ${kept.because}` };
      const change = parseLabelFilter(criteria.select).smallestChange(spec.labels);
      if (change !== undefined && change.remove.length === 0 && change.add.length > 0)
        return spec.pending ? { kind: 'pending' } : { kind: 'lacks-label', lane: name, labels: change.add };
      return { kind: 'excluded', lane: name, because: reasons[0]?.because ?? '' };
    });
    const order = ['lacks-label', 'pending', 'blocked', 'excluded'] as const;
    return order.flatMap((kind) => fates.find((fate) => fate.kind === kind) ?? [])[0] ?? { kind: 'no-lane' };
  };
}
