import type { Spec } from '../../core/types.ts';
import { parseLabelFilter } from '../../lanes/label-filter/index.ts';
import { type Criteria, createJudge } from './select.ts';

/** Why a selection is empty, a sentence each: what each part of the expression matches, and what the rules take. */
export function explainEmpty(specs: readonly Spec[], criteria: Criteria): readonly string[] {
  if (specs.length === 0) return ['the suite has no specs'];
  const filter = parseLabelFilter(criteria.select);
  const matching = specs.filter((spec) => filter.matches(spec.labels));
  const whole = count(matching.length, criteria.name, `${filter}`, specs.length);
  if (matching.length > 0) return [whole, ...rulesTake(matching, criteria, `${filter}`)];
  const parts = filter.conjuncts();
  if (parts.length < 2) return [whole];
  return [
    `no spec matches all of ${criteria.name} (${filter})`,
    ...parts.flatMap((part) => {
      const some = specs.filter((spec) => part.matches(spec.labels));
      return [count(some.length, 'part', `${part}`, specs.length), ...rulesTake(some, criteria, `${part}`)];
    }),
  ];
}

const count = (number: number, name: string, expression: string, all: number): string =>
  `${name} (${expression}) matches ${number} of ${all} specs`;

/**
 * How many of some specs the rules would keep out: a line for all rules, then one for each; none where they keep out
 * nothing.
 */
function rulesTake(specs: readonly Spec[], criteria: Criteria, expression: string): readonly string[] {
  const judge = createJudge({ ...criteria, select: '' });
  const byRule = new Map<string, { readonly because: string; specs: number }>();
  let taken = 0;
  for (const spec of specs) {
    const reasons = [...judge(spec)];
    if (reasons.length > 0) taken += 1;
    for (const { rule, because } of reasons) {
      const entry = byRule.get(rule) ?? { because, specs: 0 };
      entry.specs += 1;
      byRule.set(rule, entry);
    }
  }
  if (taken === 0) return [];
  const details = [...byRule]
    .toSorted(([, a], [, b]) => b.specs - a.specs)
    .map(([rule, entry]) => `  ${entry.specs} by ${rule}: ${entry.because}`);
  return [`rules keep out ${taken} of the ${specs.length} that match (${expression}):`, ...details];
}
