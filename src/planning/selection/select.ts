import type { Location, Spec } from '../../core/types.ts';
import { parseLabelFilter } from '../../lanes/label-filter/index.ts';
import type { EffectiveRule } from './rules.ts';

/** Where a label was put. */
export type LabelPlace = {
  readonly node: 'suite' | 'container' | 'leaf';
  readonly text: string;
  readonly location: Location | null;
};

/** Why a spec stays out. */
export type Exclusion = {
  /** Name of the rule that kept it out; `select` or `filter` where an expression did. */
  readonly rule: string;
  /** A sentence for people. */
  readonly because: string;
  /** The label that decided: one that it has, or the one that it lacks. */
  readonly label: string | null;
  /** Where the spec got that label; `null` where it lacks it. */
  readonly labelAt: LabelPlace | null;
};

/** A spec that stays out, and why. */
export type ExcludedSpec = Exclusion & { readonly spec: Spec };

/** What becomes of each spec of a suite: it is in one of three lists, each in the order of the suite. */
export type Selection = {
  /** The exact expression that Ginkgo gets. */
  readonly labelFilter: string;
  readonly selected: readonly Spec[];
  readonly excluded: readonly ExcludedSpec[];
  /** Specs that match, but are marked as pending in the suite: they can't run. */
  readonly pending: readonly Spec[];
};

/** What decides: an expression that a spec must match, and rules that it must not. */
export type Criteria = {
  /** How reasons name the expression. */
  readonly name: 'select' | 'filter';
  readonly select: string;
  readonly rules: readonly EffectiveRule[];
  readonly labelFilter: string;
};

/**
 * Sorts the specs of a suite into those that run and those that don't, each with its reason.
 *
 * @throws LabelFilterError where a filter of the criteria can't be read.
 */
export function selectSpecs(specs: readonly Spec[], criteria: Criteria): Selection {
  const judge = createJudge(criteria);
  const matches = parseLabelFilter(criteria.labelFilter).matches;
  const selected: Spec[] = [];
  const excluded: ExcludedSpec[] = [];
  const pending: Spec[] = [];
  for (const spec of specs) {
    const [first] = judge(spec);
    // Ginkgo decides by the whole expression, the reasons come from its parts: they must agree.
    if (matches(spec.labels) !== (first === undefined))
      throw new Error(`the label filter and its parts disagree about ${JSON.stringify(spec.text)}`);
    if (first !== undefined) excluded.push({ spec, ...first });
    else (spec.pending ? pending : selected).push(spec);
  }
  return { labelFilter: criteria.labelFilter, selected, excluded, pending };
}

/** The reasons why a spec stays out: first the expression, then the rules in their order. */
export type Judge = (spec: Spec) => Iterable<Exclusion>;

export function createJudge({ name, select, rules }: Criteria): Judge {
  const filter = parseLabelFilter(select);
  const expression = `${filter}`;
  const parsed = rules.map((rule) => ({ rule, filter: parseLabelFilter(rule.matches) }));
  return function* (spec) {
    if (!filter.matches(spec.labels)) {
      const { because, labels, part } = filter.explain(spec.labels);
      const label = labels[0] ?? part;
      yield {
        rule: name,
        because: `${because} (${name}: ${expression})`,
        label,
        labelAt: placeOf(spec, labels[0]),
      };
    }
    for (const candidate of parsed) {
      if (!candidate.filter.matches(spec.labels)) continue;
      const label = candidate.filter.explain(spec.labels).labels[0] ?? null;
      yield {
        rule: candidate.rule.name,
        because: candidate.rule.because,
        label,
        labelAt: placeOf(spec, label ?? undefined),
      };
    }
  };
}

/** The innermost node that gave the label: the one to look at first. */
function placeOf(spec: Spec, label: string | undefined): LabelPlace | null {
  const node = spec.path.findLast(({ labels }) => label !== undefined && labels.includes(label));
  return node === undefined ? null : { node: node.kind, text: node.text, location: node.location };
}
