import type { Facts } from '../../core/types.ts';
import type { Lane } from '../../lanes/resolve.ts';
import type { Rule } from '../../lanes/schema.ts';
import { composeLabelFilter, effectiveRules } from './rules.ts';
import type { Criteria } from './select.ts';

/** What a lane asks of a spec on a node with these facts. */
export function laneCriteria(rules: Readonly<Record<string, Rule>>, lane: Lane, facts: Facts): Criteria {
  const effective = effectiveRules(rules, lane, facts);
  return {
    name: 'select',
    select: lane.select,
    rules: effective,
    labelFilter: composeLabelFilter(lane.select, effective),
  };
}

/** A raw Ginkgo filter, without a lane. */
export const filterCriteria = (labelFilter: string): Criteria => ({
  name: 'filter',
  select: labelFilter,
  rules: [],
  labelFilter,
});
