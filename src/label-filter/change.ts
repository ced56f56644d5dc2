import type { FilterNode } from './ast.ts';
import { compileNode, type LabelSet, labelsSeenBy } from './evaluate.ts';

/** Labels to give to a spec and to take from it, so that a filter's answer becomes another. */
export type LabelChange = { readonly add: readonly string[]; readonly remove: readonly string[] };

const NOTHING: LabelChange = { add: [], remove: [] };

/**
 * The fewest labels that make the filter match, read off its tree: for an `and` all false operands change, for
 * an `or` the cheapest one. `undefined` where no single label can be named (a regular expression to satisfy).
 */
export function smallestChange(node: FilterNode, set: LabelSet, wanted = true): LabelChange | undefined {
  if (compileNode(node)(set) === wanted) return NOTHING;
  switch (node.kind) {
    case 'not':
      return smallestChange(node.operand, set, !wanted);
    case 'and':
    case 'or': {
      const changes = node.operands.map((operand) => smallestChange(operand, set, wanted));
      return (node.kind === 'and') === wanted ? mergeAll(changes) : cheapest(changes);
    }
    case 'label':
      return wanted ? { add: [node.label], remove: [] } : { add: [], remove: labelsSeenBy(node, set) };
    case 'regexp':
      return wanted ? undefined : { add: [], remove: labelsSeenBy(node, set) };
    case 'set':
      return wanted ? changeSet(node, set) : undefined;
  }
}

function changeSet(node: FilterNode & { kind: 'set' }, set: LabelSet): LabelChange {
  const present = labelsSeenBy(node, set);
  const missing = node.values
    .map((value) => `${node.key}:${value}`)
    .filter((label) => !set.lower.includes(label.toLowerCase()));
  const surplus = present.filter(
    (label) => !node.values.some((value) => label.toLowerCase().endsWith(value)),
  );
  switch (node.operation) {
    case 'isEmpty':
      return { add: [], remove: present };
    case 'containsAny':
      return { add: missing.slice(0, 1), remove: [] };
    case 'containsAll':
      return { add: missing, remove: [] };
    case 'isSubsetOf':
      return { add: [], remove: surplus };
    case 'consistsOf':
      return { add: missing, remove: surplus };
  }
}

function mergeAll(changes: readonly (LabelChange | undefined)[]): LabelChange | undefined {
  const known = changes.filter((change) => change !== undefined);
  if (known.length < changes.length) return undefined;
  return {
    add: [...new Set(known.flatMap((change) => change.add))],
    remove: [...new Set(known.flatMap((change) => change.remove))],
  };
}

function cheapest(changes: readonly (LabelChange | undefined)[]): LabelChange | undefined {
  const cost = (change: LabelChange): number => change.add.length + change.remove.length;
  return changes.filter((change) => change !== undefined).toSorted((a, b) => cost(a) - cost(b))[0];
}
