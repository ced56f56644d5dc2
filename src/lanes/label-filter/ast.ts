/** The operations on `key: value` label sets, by their names without case. */
export const SET_OPERATIONS = {
  containsany: 'containsAny',
  containsall: 'containsAll',
  consistsof: 'consistsOf',
  issubsetof: 'isSubsetOf',
  isempty: 'isEmpty',
} as const;

type SetOperation = (typeof SET_OPERATIONS)[keyof typeof SET_OPERATIONS];

/** Where a part stands in the expression: code points, `end` excluded. */
type Span = { readonly start: number; readonly end: number };

export type FilterNode = Span &
  (
    | { readonly kind: 'label'; readonly label: string }
    | { readonly kind: 'regexp'; readonly source: string; readonly test: (label: string) => boolean }
    | {
        readonly kind: 'set';
        readonly key: string;
        readonly operation: SetOperation;
        /** Values of the argument, lower-cased and trimmed; none for `isEmpty`. */
        readonly values: readonly string[];
      }
    | { readonly kind: 'not'; readonly operand: FilterNode }
    /** Operands that an operator joins. An `and` without operands is the empty filter, which matches everything. */
    | { readonly kind: 'and' | 'or'; readonly operands: readonly FilterNode[] }
  );

/** An expression that parses to the same tree, with no more parentheses than needed. */
export function printNode(node: FilterNode): string {
  switch (node.kind) {
    case 'label':
      // Ginkgo takes a lone tab as a label with no text: keep it one.
      return node.label === '' ? '\t' : node.label;
    case 'regexp':
      return `/${node.source}/`;
    case 'set':
      return `${node.key}: ${node.operation}${printValues(node.values)}`;
    case 'not':
      return `!${parenthesise(node.operand, ['and', 'or'])}`;
    case 'and':
      return node.operands.map((operand) => parenthesise(operand, ['and', 'or'])).join(' && ');
    case 'or':
      return node.operands.map((operand) => parenthesise(operand, ['or'])).join(' || ');
  }
}

function printValues(values: readonly string[]): string {
  if (values.length === 0) return '';
  // A closing brace can only have come from an argument without braces, which has one value.
  return values.some((value) => value.includes('}')) ? ` ${values.join('')}` : ` {${values.join(', ')}}`;
}

const parenthesise = (node: FilterNode, kinds: readonly FilterNode['kind'][]): string =>
  kinds.includes(node.kind) ? `(${printNode(node)})` : printNode(node);
