import type { CapabilityValue, Facts } from '../../core/types.ts';
import { parseLabelFilter } from '../../lanes/label-filter/index.ts';
import type { Lane } from '../../lanes/resolve.ts';
import type { ExclusionSettings, Rule } from '../../lanes/schema-types.ts';

/** An exclusion that holds in a lane on a node: what it matches stays out, and why. */
export type EffectiveRule = {
  /** The rule's name, or `filter` for an exclusion that the lane spells out itself. */
  readonly name: string;
  /** A label filter that matches what stays out. */
  readonly matches: string;
  readonly labels: readonly string[];
  readonly because: string;
  /** What the node lacks; absent where the lane decides. */
  readonly lacks?: readonly Lack[];
  readonly until?: string;
  readonly owner?: string;
};

/**
 * A need of a rule that a node does not meet. `found` is `undefined` where nothing is known, which counts as lacking.
 */
type Lack = {
  readonly need: string;
  readonly wanted: CapabilityValue | string;
  readonly found: CapabilityValue | string | undefined;
};

/** The rules that hold, in the order of the configuration, then the lane's own filters. */
export function effectiveRules(
  rules: Readonly<Record<string, Rule>>,
  lane: Lane,
  facts: Facts,
): readonly EffectiveRule[] {
  const byNeed = Object.entries(rules).flatMap(([name, rule]) => {
    if (rule.suites !== undefined && !rule.suites.includes(lane.suite)) return [];
    const lacks = lacking(rule, facts);
    const exclusion = lane.exclude.find((candidate) => candidate.rule === name);
    if (lacks.length === 0 && exclusion === undefined) return [];
    const because =
      lacks.length > 0
        ? `${rule.because}; ${lacks.map((lack) => describeLack(lack, facts)).join(', ')}`
        : exclusion?.because;
    return [
      {
        name,
        matches: rule.labels.join(','),
        labels: rule.labels,
        because: because ?? rule.because,
        ...(lacks.length > 0 ? { lacks } : {}),
        ...dates(exclusion ?? rule),
      },
    ];
  });
  const byFilter = lane.exclude.flatMap((exclusion) =>
    exclusion.filter === undefined
      ? []
      : [
          {
            name: 'filter',
            matches: exclusion.filter,
            labels: [],
            because: exclusion.because,
            ...dates(exclusion),
          },
        ],
  );
  return [...byNeed, ...byFilter];
}

/** The one expression that Ginkgo gets: what the lane selects, less what each rule keeps out. */
export function composeLabelFilter(select: string, rules: readonly EffectiveRule[]): string {
  const canonical = parseLabelFilter(select).toString();
  const parts = [
    ...(canonical === '' ? [] : [`(${canonical})`]),
    ...rules.map(({ matches, labels }) => `!(${labels.length > 0 ? matches : parseLabelFilter(matches)})`),
  ];
  return parts.join(' && ');
}

function lacking(rule: Rule, facts: Facts): readonly Lack[] {
  return Object.entries(rule.needs ?? {}).flatMap(([need, wanted]) => {
    const found = need === 'arch' ? facts.arch : facts.capabilities[need]?.value;
    const has =
      typeof wanted === 'number'
        ? typeof found === 'number' && found >= wanted
        : wanted === true
          ? Boolean(found)
          : found === wanted;
    return has ? [] : [{ need, wanted, found }];
  });
}

/** A lack in words: `needs schedulableNodes 2, node kubevirt-arm64 has 1`. */
function describeLack({ need, wanted, found }: Lack, facts: Facts): string {
  const has = found === undefined ? 'does not say' : typeof found === 'boolean' ? 'has none' : `has ${found}`;
  return `needs ${need}${wanted === true ? '' : ` ${wanted}`}, node ${facts.node} ${has}`;
}

const dates = ({ until, owner }: ExclusionSettings | Rule): { until?: string; owner?: string } => ({
  ...(until === undefined ? {} : { until }),
  ...(owner === undefined ? {} : { owner }),
});

/**
 * A sentence for each rule whose last day is over. It stays in force: a selection must not change by itself
 * overnight.
 *
 * @param today as YYYY-MM-DD.
 */
export const expiredRules = (rules: readonly EffectiveRule[], today: string): readonly string[] =>
  rules
    .filter(({ until }) => until !== undefined && until < today)
    .map(({ name, matches, until, owner }) => {
      const who = owner === undefined ? '' : ` (${owner} decides)`;
      return `the exclusion of ${name === 'filter' ? matches : name} was meant to end on ${until}: renew or remove it${who}`;
    });
