import type { Facts, Spec, SpecNode } from '../../core/types.ts';
import { parseLabelFilter } from '../../lanes/label-filter/index.ts';
import type { Lane } from '../../lanes/resolve.ts';
import { type Criteria, createJudge, type Exclusion, type LabelPlace } from './select.ts';

/** What a lane makes of a spec. */
export type Explanation = {
  readonly lane: string;
  readonly result: 'selected' | 'pending' | 'excluded';
  /** All reasons why the spec stays out, not just the first. */
  readonly reasons: readonly Exclusion[];
  /** The smallest changes that together would select the spec; empty when it is selected. */
  readonly changes: readonly string[];
};

/** Explains the specs that were asked for, in one lane. `all` are the specs of the suite. */
export function explainSpecs(
  asked: readonly Spec[],
  all: readonly Spec[],
  lane: Lane,
  facts: Facts,
  criteria: Criteria,
): readonly Explanation[] {
  const judge = createJudge(criteria);
  const placeFor = createPlacer(asked, all);
  return asked.map((spec) => {
    const reasons = [...judge(spec)];
    const changes = [
      ...reasons.flatMap((reason) =>
        reason.rule === criteria.name
          ? labelChanges(spec, criteria.select, placeFor)
          : [ruleChange(reason, lane, facts, criteria)],
      ),
      ...(spec.pending ? ['the suite marks it as pending: finish it and take the mark off'] : []),
    ];
    const result = reasons.length > 0 ? 'excluded' : spec.pending ? 'pending' : 'selected';
    return { lane: lane.name, result, reasons, changes };
  });
}

function labelChanges(spec: Spec, select: string, placeFor: (spec: Spec) => SpecNode): readonly string[] {
  const change = parseLabelFilter(select).smallestChange(spec.labels);
  if (change === undefined) return [`a label that satisfies ${select}; no single one can be named`];
  return [
    ...change.add.map((label) => `add ${label} to the ${describeNode(placeFor(spec))}`),
    ...change.remove.map((label) => {
      const owner = spec.path.findLast(({ labels }) => labels.includes(label));
      return `take ${label} off${owner === undefined ? '' : ` the ${describeNode(owner)}`}`;
    }),
  ];
}

function ruleChange(reason: Exclusion, lane: Lane, facts: Facts, criteria: Criteria): string {
  const rule = criteria.rules.find(({ name }) => name === reason.rule);
  if (rule?.lacks === undefined) {
    const where =
      reason.labelAt === null ? '' : `, or take ${reason.label} off the ${describePlace(reason.labelAt)}`;
    return `lift the exclusion "${reason.rule}" of lane ${lane.name}${where}`;
  }
  return rule.lacks
    .map(({ need, wanted, found }) => {
      if (need === 'arch') return `run on ${wanted}: this lane is for ${facts.arch}`;
      const has = found === undefined || found === false ? 'does not have it' : `has ${found}`;
      return `needs ${need}${wanted === true ? '' : ` ${wanted}`}, the node ${facts.node} ${has}`;
    })
    .join('; ');
}

/**
 * Where to put a label: the widest container that holds none but the specs that were asked for, so that one
 * edit serves them all and no other spec is touched; else the leaf itself.
 */
function createPlacer(asked: readonly Spec[], all: readonly Spec[]): (spec: Spec) => SpecNode {
  const inSuite = countByContainer(all);
  const inQuestion = countByContainer(asked);
  return (spec) => {
    const keys = containerKeys(spec);
    const index = keys.findIndex((key) => inSuite.get(key) === inQuestion.get(key));
    const leaf = spec.path.at(-1) as SpecNode;
    return index < 0 ? leaf : (spec.path.filter(({ kind }) => kind === 'container')[index] ?? leaf);
  };
}

function countByContainer(specs: readonly Spec[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of specs.flatMap(containerKeys)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** One key per container of a spec, from the outermost: its place and text, and those around it. */
function containerKeys(spec: Spec): readonly string[] {
  const containers = spec.path.filter(({ kind }) => kind === 'container');
  return containers.map((_, index) =>
    JSON.stringify(containers.slice(0, index + 1).map(({ text, location }) => [text, location])),
  );
}

const describeNode = ({ kind, text, location }: SpecNode): string =>
  describePlace({ node: kind, text, location });

function describePlace({ node, text, location }: LabelPlace): string {
  const place = location === null ? '' : ` at ${location.file}:${location.line}`;
  return `${node === 'leaf' ? 'spec' : node} ${JSON.stringify(text)}${place}`;
}
