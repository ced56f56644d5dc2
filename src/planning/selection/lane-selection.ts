import type { Facts } from '../../core/types.ts';
import type { Lane } from '../../lanes/resolve.ts';
import type { Rule } from '../../lanes/schema-types.ts';
import { composeLabelFilter, effectiveRules } from './rules.ts';
import type { Criteria } from './select.ts';

/**
 * What a lane asks of a spec on a node with these facts.
 *
 * @param rules the exclusion rules of the configuration by name: `config.settings.value.rules`.
 * @throws LabelFilterError where a filter of the lane can't be read; those of a configuration that was loaded can.
 */
export function laneCriteria(rules: Readonly<Record<string, Rule>>, lane: Lane, facts: Facts): Criteria {
  const effective = effectiveRules(rules, lane, facts);
  return {
    name: 'select',
    select: lane.select,
    rules: effective,
    labelFilter: composeLabelFilter(lane.select, effective),
  };
}

/** What a raw label filter in the grammar of Ginkgo asks of a spec, without a lane; `selectSpecs` reads it. */
export const filterCriteria = (labelFilter: string): Criteria => ({
  name: 'filter',
  select: labelFilter,
  rules: [],
  labelFilter,
});
