import { type FilterNode, printNode } from './ast.ts';
import { type LabelChange, smallestChange } from './change.ts';
import { checkNode } from './check.ts';
import { compileNode, prepareLabels } from './evaluate.ts';
import { explainNode, type LabelFilterExplanation } from './explain.ts';
import { parseExpression } from './parse.ts';

export type { LabelChange } from './change.ts';
export { LabelFilterError } from './error.ts';
export type { LabelFilterExplanation } from './explain.ts';

/** A Ginkgo label filter that was understood. */
export type LabelFilter = {
  /** Whether Ginkgo would run a spec with these labels. */
  readonly matches: (labels: readonly string[]) => boolean;
  /** The smallest part of the filter that decided, and the labels that it saw. */
  readonly explain: (labels: readonly string[]) => LabelFilterExplanation;
  /** The fewest labels to add or remove for a match; `undefined` where none can be named. */
  readonly smallestChange: (labels: readonly string[]) => LabelChange | undefined;
  /** The parts that must all match; one for a filter that is no conjunction. */
  readonly conjuncts: () => readonly LabelFilter[];
  /** An equal expression in one spelling: `&&`, `||`, `!`, the fewest parentheses. */
  readonly toString: () => string;
};

/**
 * Reads a label filter by the grammar of Ginkgo 2.28, odd corners included.
 *
 * @throws LabelFilterError with `position` (code points from 0, or -1 at the end) and `reason`.
 */
export function parseLabelFilter(expression: string): LabelFilter {
  const all: FilterNode = { kind: 'and', operands: [], start: 0, end: 0 };
  return filterOf(expression === '' ? all : checkNode(expression, parseExpression(expression)));
}

function filterOf(root: FilterNode): LabelFilter {
  const matcher = compileNode(root);
  return {
    matches: (labels) => matcher(prepareLabels(labels)),
    explain: (labels) => explainNode(root, prepareLabels(labels)),
    smallestChange: (labels) => smallestChange(root, prepareLabels(labels)),
    conjuncts: () => (root.kind === 'and' ? root.operands : [root]).map(filterOf),
    toString: () => printNode(root),
  };
}
