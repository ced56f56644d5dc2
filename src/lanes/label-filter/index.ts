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
  /** The labels that the filter names as they are, each once. */
  readonly labels: () => readonly string[];
  /** Labels without which no spec matches. */
  readonly required: () => readonly string[];
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
    labels: () => [...new Set(labelsIn(root))],
    required: () => requiredBy(root),
    toString: () => printNode(root),
  };
}

function labelsIn(node: FilterNode): readonly string[] {
  if (node.kind === 'label') return [node.label];
  if (node.kind === 'not') return labelsIn(node.operand);
  return node.kind === 'and' || node.kind === 'or' ? node.operands.flatMap(labelsIn) : [];
}

function requiredBy(node: FilterNode): readonly string[] {
  if (node.kind === 'label') return [node.label];
  return node.kind === 'and' ? node.operands.flatMap(requiredBy) : [];
}

/** Whether alternatives stand where something added with `&&` would join the last of them only. */
export function hasOpenAlternatives(expression: string): boolean {
  return expression !== '' && checkNode(expression, parseExpression(expression)).kind === 'or';
}

/** The last alternative, where an exclusion belongs to it alone and no parentheses show that this is meant. */
export function looseExclusion(expression: string): string | undefined {
  const root = expression === '' ? undefined : checkNode(expression, parseExpression(expression));
  if (root?.kind !== 'or') return undefined;
  const points = Array.from(expression);
  const last = root.operands.find(
    (operand) =>
      operand.kind === 'and' &&
      operand.operands.some(({ kind }) => kind === 'not') &&
      !points.slice(0, operand.start).join('').trimEnd().endsWith('(') &&
      points[operand.start] !== '(',
  );
  return last === undefined ? undefined : printNode(last);
}
