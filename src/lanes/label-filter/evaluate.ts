import type { FilterNode } from './ast.ts';
import { goToLower, goTrimSpace } from './go-text.ts';

/** The labels of a spec, prepared once for all parts of a filter. */
export type LabelSet = {
  readonly labels: readonly string[];
  readonly lower: readonly string[];
};

export const prepareLabels = (labels: readonly string[]): LabelSet => ({
  labels,
  lower: labels.map(lowerOnce),
});

/**
 * Labels and their lower-cased forms: a suite has few labels and many specs, so each label is lowered once. The map is
 * emptied now and then, as strangers name labels.
 */
const lowered = new Map<string, string>();
const MAX_LOWERED = 10_000;

function lowerOnce(label: string): string {
  const known = lowered.get(label);
  if (known !== undefined) return known;
  if (lowered.size >= MAX_LOWERED) lowered.clear();
  const lower = goToLower(label);
  lowered.set(label, lower);
  return lower;
}

export type Matcher = (labels: LabelSet) => boolean;

/** Turns a tree into one function, so that matching walks no tree. */
export function compileNode(node: FilterNode): Matcher {
  switch (node.kind) {
    case 'label': {
      const wanted = goToLower(node.label);
      return ({ lower }) => lower.includes(wanted);
    }
    case 'regexp':
      return ({ labels }) => labels.some(node.test);
    case 'set':
      return compileSet(node);
    case 'not': {
      const matches = compileNode(node.operand);
      return (labels) => !matches(labels);
    }
    case 'and': {
      const operands = node.operands.map(compileNode);
      return (labels) => operands.every((matches) => matches(labels));
    }
    case 'or': {
      const operands = node.operands.map(compileNode);
      return (labels) => operands.some((matches) => matches(labels));
    }
  }
}

function compileSet({ key, operation, values }: FilterNode & { kind: 'set' }): Matcher {
  const valuesOf = (labels: LabelSet): Set<string> => setValues(key, labels);
  switch (operation) {
    case 'isEmpty':
      return (labels) => valuesOf(labels).size === 0;
    case 'containsAny':
      return (labels) => values.some((value) => valuesOf(labels).has(value));
    case 'containsAll':
      return (labels) => values.every((value) => valuesOf(labels).has(value));
    case 'consistsOf':
      // Ginkgo counts a value that is written twice as two: then nothing matches.
      return (labels) =>
        valuesOf(labels).size === values.length && values.every((value) => valuesOf(labels).has(value));
    case 'isSubsetOf':
      return (labels) => [...valuesOf(labels)].every((value) => values.includes(value));
  }
}

/** The values of `key: value` labels, lower-cased; without the key, none. */
export function setValues(key: string, { lower }: LabelSet): Set<string> {
  const wanted = goToLower(goTrimSpace(key));
  const values = new Set<string>();
  for (const label of lower)
    if (labelKey(label) === wanted) values.add(goTrimSpace(label.slice(label.indexOf(':') + 1)));
  return values;
}

/** The labels that a leaf of the tree looks at, of those that a spec has. */
export function labelsSeenBy(
  node: FilterNode & { kind: 'label' | 'regexp' | 'set' },
  set: LabelSet,
): string[] {
  if (node.kind === 'regexp') return set.labels.filter(node.test);
  const seen =
    node.kind === 'label'
      ? (lower: string): boolean => lower === goToLower(node.label)
      : (lower: string): boolean => labelKey(lower) === goToLower(goTrimSpace(node.key));
  return set.labels.filter((_, index) => seen(set.lower[index] as string));
}

const labelKey = (lower: string): string | undefined =>
  lower.includes(':') ? goTrimSpace(lower.slice(0, lower.indexOf(':'))) : undefined;
