import { parseLabelFilter } from '../../lanes/label-filter/index.ts';
import { placeIn, placeInLane } from './places.ts';
import type { Finding, LintInput } from './types.ts';

/** Finds rules that match no spec of the suite, and exclusions that keep nothing out of their lane. */
export function idleExclusions(input: LintInput): readonly Finding[] {
  const { config, suite, specs, lanes } = input;
  const { rules } = config.settings.value;
  const matched = (filter: string): boolean => {
    const { matches } = parseLabelFilter(filter);
    return specs.some((spec) => matches(spec.labels));
  };
  const idleRules = Object.entries(rules)
    .filter(([, rule]) => rule.suites?.includes(suite) ?? true)
    .filter(([, rule]) => !matched(rule.labels.join(',')))
    .map(
      ([name, rule]): Finding => ({
        code: 'idle-exclusion',
        ...placeIn(config.settings, ['rules', name]),
        message: `the rule ${name} keeps nothing out: no spec of the suite ${suite} carries ${rule.labels.join(' or ')}`,
        remedy: 'correct its labels, limit it to the suites that have them, or remove it',
      }),
    );
  const idleInLanes = lanes.flatMap(({ lane, criteria }) => {
    const own = config.lanes.get(lane.name);
    const select = parseLabelFilter(criteria.select);
    const candidates = specs.filter((spec) => select.matches(spec.labels));
    return (own?.value.exclude ?? []).flatMap((exclusion, index): readonly Finding[] => {
      const matches = exclusion.filter ?? rules[exclusion.rule ?? '']?.labels.join(',');
      if (matches === undefined || own === undefined) return [];
      const filter = parseLabelFilter(matches);
      if (candidates.some((spec) => filter.matches(spec.labels))) return [];
      return [
        {
          code: 'idle-exclusion',
          ...placeIn(own, ['exclude', index]),
          message: `the lane ${lane.name} excludes ${exclusion.rule ?? `${filter}`}, which matches none of the ${candidates.length} specs that it selects otherwise`,
          remedy: 'remove the exclusion, or keep it with a reason that says what it is for',
        },
      ];
    });
  });
  return [...idleRules, ...idleInLanes];
}

/** Finds rules and exclusions whose last day is over. */
export function expired({ config, lanes, today }: LintInput): readonly Finding[] {
  const describe = (until: string, what: string, owner: string | undefined) => ({
    code: 'expired' as const,
    message: `${what} was meant to end on ${until}${owner === undefined ? '' : `; ${owner} decides`}`,
    remedy: 'renew it with a new date and reason, or remove it',
  });
  const isOver = (until: string | undefined): until is string => until !== undefined && until < today;
  const rules = Object.entries(config.settings.value.rules).flatMap(([name, { until, owner }]) =>
    isOver(until)
      ? [
          {
            ...placeIn(config.settings, ['rules', name, 'until']),
            ...describe(until, `the rule ${name}`, owner),
          },
        ]
      : [],
  );
  const exclusions = lanes.flatMap(({ lane }) => {
    const own = config.lanes.get(lane.name);
    return (own?.value.exclude ?? []).flatMap(({ rule, filter, until, owner }, index) =>
      isOver(until)
        ? [
            {
              ...placeInLane({ config }, lane.name, ['exclude', index, 'until']),
              ...describe(until, `the exclusion of ${rule ?? filter ?? ''}`, owner),
            },
          ]
        : [],
    );
  });
  return [...rules, ...exclusions];
}
