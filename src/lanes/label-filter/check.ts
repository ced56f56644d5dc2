import { loadRe2 } from '../../core/re2.ts';
import { type FilterNode, SET_OPERATIONS } from './ast.ts';
import { LabelFilterError } from './error.ts';
import { goToLower, goTrimSpace } from './go-text.ts';
import type { RawNode } from './parse.ts';

/** Completes a tree or says what it lacks; right operands first, because Ginkgo reports those first. */
export function checkNode(expression: string, node: RawNode): FilterNode {
  const fail = (position: number, reason: string): never => {
    throw new LabelFilterError(expression, position, reason);
  };

  const check = (raw: RawNode): FilterNode => {
    const { start, end } = raw;
    switch (raw.kind) {
      case 'missing':
        return fail(-1, 'the expression ends where a label is expected');
      case 'unclosed':
        return fail(start, "found '(' without a matching ')'");
      case 'label':
        return { kind: 'label', label: raw.text, start, end };
      case 'regexp':
        return { kind: 'regexp', source: raw.text, test: compileRegexp(raw.text, start), start, end };
      case 'set':
        return checkSet(raw);
      case 'not':
        return { kind: 'not', operand: check(raw.operand), start, end };
      default:
        return { kind: raw.kind, operands: raw.operands.toReversed().map(check).toReversed(), start, end };
    }
  };

  const compileRegexp = (source: string, position: number): ((label: string) => boolean) => {
    try {
      const pattern = loadRe2().compile(source);
      return (label) => pattern.test(label);
    } catch (error) {
      return fail(position, `not a Go regular expression: ${(error as Error).message}`);
    }
  };

  const checkSet = (raw: RawNode & { kind: 'set' }): FilterNode => {
    const { key, start, end } = raw;
    if (raw.operation === undefined) return fail(-1, `the expression ends after the key '${key}:'`);
    const operation = SET_OPERATIONS[goToLower(raw.operation.text) as keyof typeof SET_OPERATIONS];
    if (operation === 'isEmpty') return { kind: 'set', key, operation, values: [], start, end };
    const { argument } = raw;
    if (argument === undefined)
      return fail(raw.operation.start, `the set operation '${raw.operation.text}' lacks its argument`);
    const values = argument.text.split(',').map((value) => goToLower(goTrimSpace(value)));
    for (const value of values) {
      if (/[&|!,()/]/.test(value))
        fail(argument.start, `found the value '${value}': none of & | ! , ( ) / may be in one`);
      if (value === '') fail(argument.start, 'found an empty value between commas');
    }
    return { kind: 'set', key, operation, values, start, end };
  };

  return check(node);
}
