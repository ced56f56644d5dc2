import { LabelFilterError } from './error.ts';
import { createScanner, type Token } from './scan.ts';

/** Untrusted expressions can't exhaust the stack: no sane filter nests deeper. */
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

/** Reads `||` and `,` below `&&` below `!`, as Ginkgo does. */
export function parseExpression(expression: string): RawNode {
  const scan = createScanner(expression);
  let next = scan();
  let openGroups = 0;
  let depth = 0;

  const fail = (position: number, reason: string): never => {
    throw new LabelFilterError(expression, position, reason);
  };

  const advance = (): Token => {
    const taken = next;
    next = scan();
    return taken;
  };

  const nested = (read: () => RawNode): RawNode => {
    depth += 1;
    if (depth > MAX_DEPTH) fail(next.start, `nested deeper than ${MAX_DEPTH} levels`);
    const node = read();
    depth -= 1;
    return node;
  };

  const readChain = (kind: 'and' | 'or', readOperand: () => RawNode): RawNode => {
    const operands = [readOperand()];
    while (next.kind === kind) {
      advance();
      operands.push(readOperand());
    }
    const first = operands[0] as RawNode;
    if (operands.length === 1) return first;
    return { kind, operands, start: first.start, end: operands[operands.length - 1]?.end ?? first.end };
  };

  const readOr = (): RawNode => readChain('or', readAnd);
  const readAnd = (): RawNode => readChain('and', readOperand);

  const readOperand = (): RawNode => {
    const operand = readUnary();
    if (next.kind === 'label' || next.kind === 'regexp' || next.kind === 'setKey')
      fail(next.start, 'found two labels side by side, expected && or || between them');
    if (next.kind === 'not' || next.kind === 'open')
      fail(next.start, `found '${next.kind === 'not' ? '!' : '('}' after a label, expected && or || first`);
    return operand;
  };

  const readUnary = (): RawNode => {
    const { kind, start } = next;
    switch (kind) {
      case 'not': {
        advance();
        const operand = nested(readUnary);
        return { kind: 'not', operand, start, end: operand.end };
      }
      case 'open':
        return readGroup();
      case 'label':
      case 'regexp': {
        const { text, end } = advance();
        return { kind, text, start, end };
      }
      case 'setKey':
        return readSet();
      case 'and':
      case 'or':
        return fail(start, `the operator '${kind === 'and' ? '&&' : '||'}' has nothing on its left`);
      default:
        if (kind === 'close' && openGroups === 0) fail(start, "found ')' without a matching '('");
        return { kind: 'missing', start, end: start };
    }
  };

  const readGroup = (): RawNode => {
    const { start } = advance();
    if (next.kind === 'close') fail(next.start, "found an empty group '()'");
    openGroups += 1;
    const operand = nested(readOr);
    openGroups -= 1;
    if (next.kind !== 'close') return { kind: 'unclosed', operand, start, end: operand.end };
    advance();
    return operand;
  };

  const readSet = (): RawNode => {
    const { text: key, start, end } = advance();
    const operation = next.kind === 'setOperation' ? advance() : undefined;
    const argument = next.kind === 'setArgument' ? advance() : undefined;
    return { kind: 'set', key, operation, argument, start, end: (argument ?? operation)?.end ?? end };
  };

  const root = readOr();
  if (next.kind === 'close') fail(next.start, "found ')' without a matching '('");
  return root;
}
