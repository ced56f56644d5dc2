import { errorAt, type FilterText, scanToken, type Token } from './scan.ts';

/**
 * Depth to which an expression may nest, so that an untrusted one can't exhaust the stack: no sane filter nests deeper.
 */
const MAX_DEPTH = 500;

/**
 * The tree as it is read, before it is known to be complete: Ginkgo finds a missing operand, a missing `)` or
 * a bad regular expression only after the whole expression was read, so other errors come first.
 */
export type RawNode = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'missing' }
  | { readonly kind: 'label' | 'regexp'; readonly text: string }
  | {
      readonly kind: 'set';
      readonly key: string;
      readonly operation: Token | undefined;
      readonly argument: Token | undefined;
    }
  | { readonly kind: 'not' | 'unclosed'; readonly operand: RawNode }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly RawNode[] }
);

/** What was read, and the first token behind it. */
type Reading = { readonly node: RawNode; readonly next: Token };

/** What an operand stands in. */
type Nesting = { readonly depth: number; readonly inGroup: boolean };

type Reader = (filter: FilterText, first: Token, nesting: Nesting) => Reading;

/** Reads `||` and `,` below `&&` below `!`, as Ginkgo does. */
export function parseExpression(expression: string): RawNode {
  const filter = { expression, runes: Array.from(expression) };
  const { node, next } = readOr(filter, scanToken(filter), { depth: 0, inGroup: false });
  if (next.kind === 'close') throw errorAt(filter, next.start, "found ')' without a matching '('");
  return node;
}

const readAnd = chainReader('and', readOperand);
const readOr = chainReader('or', readAnd);

/** Reads operands with an operator between each two. */
function chainReader(kind: 'and' | 'or', read: Reader): Reader {
  return (filter, start, nesting) => {
    const first = read(filter, start, nesting);
    const operands = [first.node];
    let last = first;
    while (last.next.kind === kind) {
      last = read(filter, scanToken(filter, last.next), nesting);
      operands.push(last.node);
    }
    if (operands.length === 1) return first;
    return { node: { kind, operands, start: first.node.start, end: last.node.end }, next: last.next };
  };
}

function readOperand(filter: FilterText, first: Token, nesting: Nesting): Reading {
  const operand = readUnary(filter, first, nesting);
  const { kind, start } = operand.next;
  if (kind === 'label' || kind === 'regexp' || kind === 'setKey')
    throw errorAt(filter, start, 'found two labels side by side, expected && or || between them');
  if (kind === 'not' || kind === 'open')
    throw errorAt(
      filter,
      start,
      `found '${kind === 'not' ? '!' : '('}' after a label, expected && or || first`,
    );
  return operand;
}

function readUnary(filter: FilterText, first: Token, nesting: Nesting): Reading {
  const { kind, start, end, text } = first;
  switch (kind) {
    case 'not': {
      const { node: operand, next } = readNested(readUnary, filter, scanToken(filter, first), nesting);
      return { node: { kind, operand, start, end: operand.end }, next };
    }
    case 'open':
      return readGroup(filter, first, nesting);
    case 'label':
    case 'regexp':
      return { node: { kind, text, start, end }, next: scanToken(filter, first) };
    case 'setKey':
      return readSet(filter, first);
    case 'and':
    case 'or':
      throw errorAt(filter, start, `the operator '${kind === 'and' ? '&&' : '||'}' has nothing on its left`);
    default:
      if (kind === 'close' && !nesting.inGroup)
        throw errorAt(filter, start, "found ')' without a matching '('");
      return { node: { kind: 'missing', start, end: start }, next: first };
  }
}

function readGroup(filter: FilterText, open: Token, nesting: Nesting): Reading {
  const first = scanToken(filter, open);
  if (first.kind === 'close') throw errorAt(filter, first.start, "found an empty group '()'");
  const { node: operand, next } = readNested(readOr, filter, first, { ...nesting, inGroup: true });
  if (next.kind === 'close') return { node: operand, next: scanToken(filter, next) };
  return { node: { kind: 'unclosed', operand, start: open.start, end: operand.end }, next };
}

function readNested(read: Reader, filter: FilterText, first: Token, nesting: Nesting): Reading {
  const depth = nesting.depth + 1;
  if (depth > MAX_DEPTH) throw errorAt(filter, first.start, `nested deeper than ${MAX_DEPTH} levels`);
  return read(filter, first, { ...nesting, depth });
}

/** Reads `key: operation argument`, as far as it is there. */
function readSet(filter: FilterText, key: Token): Reading {
  const second = scanToken(filter, key);
  const operation = second.kind === 'setOperation' ? second : undefined;
  const third = operation === undefined ? second : scanToken(filter, operation);
  const argument = third.kind === 'setArgument' ? third : undefined;
  const { end } = argument ?? operation ?? key;
  return {
    node: { kind: 'set', key: key.text, operation, argument, start: key.start, end },
    next: argument === undefined ? third : scanToken(filter, argument),
  };
}
