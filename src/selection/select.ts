import { type LabelFilter, parseLabelFilter } from '../label-filter/index.ts';
import type { EffectiveRule } from '../lane/label-filter.ts';
import type { Location, Spec } from '../types.ts';

/** Where a label was put. */
export type LabelPlace = {
  readonly node: 'suite' | 'container' | 'leaf';
  readonly text: string;
  readonly location: Location | null;
};

/** Why a spec stays out. */
export type Exclusion = {
  /** `select` or `filter` where an expression kept it out, else the name of the rule. */
  readonly rule: string;
  /** A sentence for people. */
  readonly because: string;
  /** The label that decided: one that it has, or the one that it lacks. */
  readonly label: string | null;
  /** Where the spec got that label; `null` where it lacks it. */
  readonly labelAt: LabelPlace | null;
};

export type ExcludedSpec = Exclusion & { readonly spec: Spec };

export type Selection = {
  /** The exact expression that Ginkgo gets. */
  readonly labelFilter: string;
  readonly selected: readonly Spec[];
  readonly excluded: readonly ExcludedSpec[];
  /** Match, but are marked as pending in the suite: they can't run. */
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

/** Sorts the specs of a suite into those that run and those that don't, each with its reason. */
export function selectSpecs(specs: readonly Spec[], criteria: Criteria): Selection {
  const judge = createJudge(criteria);
  const matches = parseLabelFilter(criteria.labelFilter).matches;
  const selected: Spec[] = [];
  const excluded: ExcludedSpec[] = [];
  const pending: Spec[] = [];
  for (const spec of specs) {
    if (matches(spec.labels)) (spec.pending ? pending : selected).push(spec);
    else excluded.push({ spec, ...firstReason(judge(spec), spec) });
  }
  return { labelFilter: criteria.labelFilter, selected, excluded, pending };
}

/** All reasons why a spec stays out: first the expression, then the rules in their order. */
export type Judge = (spec: Spec) => readonly Exclusion[];

export function createJudge({ name, select, rules }: Criteria): Judge {
  const filter = parseLabelFilter(select);
  const parsed = rules.map((rule) => ({ rule, filter: parseLabelFilter(rule.matches) }));
  return (spec) => [
    ...(filter.matches(spec.labels) ? [] : [mismatch(name, filter, spec)]),
    ...parsed
      .filter((candidate) => candidate.filter.matches(spec.labels))
      .map((candidate) => applied(candidate.rule, candidate.filter, spec)),
  ];
}

function firstReason(reasons: readonly Exclusion[], spec: Spec): Exclusion {
  const [first] = reasons;
  if (first === undefined) throw new Error(`the label filter keeps ${JSON.stringify(spec.id)} out, but no part of it does`);
  return first;
}

function mismatch(name: string, filter: LabelFilter, spec: Spec): Exclusion {
  const { because, labels, part } = filter.explain(spec.labels);
  const label = labels[0] ?? part;
  return { rule: name, because: `${because} (${name}: ${filter})`, label, labelAt: placeOf(spec, labels[0]) };
}

function applied(rule: EffectiveRule, filter: LabelFilter, spec: Spec): Exclusion {
  const label = filter.explain(spec.labels).labels[0] ?? null;
  return { rule: rule.name, because: rule.because, label, labelAt: placeOf(spec, label ?? undefined) };
}

/** The innermost node that gave the label: the one to look at first. */
function placeOf(spec: Spec, label: string | undefined): LabelPlace | null {
  const node = spec.path.findLast(({ labels }) => label !== undefined && labels.includes(label));
  return node === undefined ? null : { node: node.kind, text: node.text, location: node.location };
}
