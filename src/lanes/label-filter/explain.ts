import { type FilterNode, printNode } from './ast.ts';
import { compileNode, type LabelSet, labelsSeenBy } from './evaluate.ts';

/** Why a filter takes a spec, or doesn't. */
export type LabelFilterExplanation = {
  readonly matches: boolean;
  /** The smallest part of the expression that decided, as Ginkgo would take it by itself. */
  readonly part: string;
  /** Where that part begins in the expression, in code points. */
  readonly position: number;
  /** The labels of the spec that the part looked at; empty when it missed one. */
  readonly labels: readonly string[];
  /** A sentence without its subject: `has no label "wg-arm64"`. */
  readonly because: string;
};

/** The part that decided and its own value, which is the opposite of the filter's below a `!`. */
type DecisivePart = {
  readonly node: FilterNode;
  readonly value: boolean;
  readonly labels: readonly string[];
};

export function explainNode(root: FilterNode, set: LabelSet): LabelFilterExplanation {
  const { node, value, labels } = findDecisivePart(root, set);
  return {
    matches: compileNode(root)(set),
    part: printNode(node),
    position: node.start,
    labels,
    because: describePart(node, value, labels),
  };
}

/**
 * Finds the part that decided: of an `and` the first false operand, of an `or` the first true one. Otherwise all
 * operands decided together, and the smallest part is the whole.
 */
function findDecisivePart(node: FilterNode, set: LabelSet): DecisivePart {
  switch (node.kind) {
    case 'not':
      return findDecisivePart(node.operand, set);
    case 'and':
    case 'or': {
      const decisive = node.kind === 'or';
      const matches = node.operands.map((operand) => compileNode(operand)(set));
      const index = matches.indexOf(decisive);
      if (index >= 0) return findDecisivePart(node.operands[index] as FilterNode, set);
      const labels = node.operands.flatMap((operand) => findDecisivePart(operand, set).labels);
      return { node, value: !decisive, labels: [...new Set(labels)] };
    }
    default:
      return { node, value: compileNode(node)(set), labels: labelsSeenBy(node, set) };
  }
}

function describePart(node: FilterNode, value: boolean, labels: readonly string[]): string {
  switch (node.kind) {
    case 'label':
      return value ? `has the label ${quoteLabels(labels)}` : `has no label ${quoteLabels([node.label])}`;
    case 'regexp':
      return value
        ? `has the label ${quoteLabels(labels)}, which ${printNode(node)} matches`
        : `has no label that ${printNode(node)} matches`;
    case 'set':
      return `${value ? 'satisfies' : 'does not satisfy'} ${printNode(node)} with ${labels.length === 0 ? 'no such label' : quoteLabels(labels)}`;
    default:
      if (node.kind !== 'not' && node.operands.length === 0)
        return 'the filter is empty, which matches every spec';
      return `satisfies ${value ? 'every' : 'no'} part of ${printNode(node)}`;
  }
}

const quoteLabels = (labels: readonly string[]): string =>
  labels.map((label) => JSON.stringify(label)).join(', ');
