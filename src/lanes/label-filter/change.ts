import type { FilterNode } from './ast.ts';
import { compileNode, type LabelSet, labelsSeenBy, prepareLabels, setValues } from './evaluate.ts';

/** Labels to give to a spec and to take from it, so that a filter's answer becomes another. */
export type LabelChange = { readonly add: readonly string[]; readonly remove: readonly string[] };

const NOTHING: LabelChange = { add: [], remove: [] };

/**
 * The fewest labels that make the filter match. `undefined` where none can be named: a regular expression is to be
 * satisfied, or parts of the filter ask for the opposite of each other.
 */
export function smallestChange(node: FilterNode, set: LabelSet): LabelChange | undefined {
  const change = changeTo(true, node, set);
  if (change === undefined) return undefined;
  const changed = [...set.labels.filter((label) => !change.remove.includes(label)), ...change.add];
  return compileNode(node)(prepareLabels(changed)) ? change : undefined;
}

/**
 * The change that gives a part of a filter the wanted value: for an `and` all false operands change, for an `or` the
 * cheapest one.
 */
function changeTo(wanted: boolean, node: FilterNode, set: LabelSet): LabelChange | undefined {
  if (compileNode(node)(set) === wanted) return NOTHING;
  switch (node.kind) {
    case 'not':
      return changeTo(!wanted, node.operand, set);
    case 'and':
    case 'or': {
      const changes = node.operands.map((operand) => changeTo(wanted, operand, set));
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
  const found = setValues(node.key, set);
  const missing = node.values.filter((value) => !found.has(value)).map((value) => `${node.key}:${value}`);
  const surplus = present.filter((label) =>
    [...setValues(node.key, prepareLabels([label]))].some((value) => !node.values.includes(value)),
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
