import { childOf, type GoNode } from '../go/syntax.ts';
import { type Completion, type Interpreter, NORMAL } from './interpreter.ts';
import { equal } from './operators.ts';
import type { Cause } from './types.ts';
import { booleanValue, type Frame, withChildScope } from './values.ts';

export const causeAt = (interpreter: Interpreter, node: GoNode, frame: Frame, because: string): Cause => ({
  at: interpreter.positionOf(node, frame),
  because,
});

export function executeIf(interpreter: Interpreter, node: GoNode, frame: Frame): Completion {
  const [initializer, condition] = [childOf(node, 'initializer'), childOf(node, 'condition')];
  const [consequence, alternative] = [childOf(node, 'consequence'), childOf(node, 'alternative')];
  if (initializer !== undefined) interpreter.execute([initializer], frame);
  if (condition === undefined || consequence === undefined) return NORMAL;
  const value = interpreter.value(condition, frame);
  if (value.kind === 'boolean') {
    const branch = value.value ? consequence : alternative;
    return branch === undefined ? NORMAL : interpreter.execute([branch], frame);
  }
  const cause =
    value.kind === 'unknown'
      ? value.cause
      : causeAt(interpreter, condition, frame, 'the condition is not known before the suite runs');
  return eachInDoubt(
    interpreter,
    [[consequence], ...(alternative === undefined ? [] : [[alternative]])],
    frame,
    cause,
  );
}

export function executeSwitch(interpreter: Interpreter, node: GoNode, frame: Frame): Completion {
  const [initializer, subject] = [childOf(node, 'initializer'), childOf(node, 'value')];
  if (initializer !== undefined) interpreter.execute([initializer], frame);
  const wanted = subject === undefined ? booleanValue(true) : interpreter.value(subject, frame);
  const cases = node.children.filter(isCase);
  let chosen: GoNode | undefined = cases.find(({ type }) => type === 'default_case');
  for (const each of cases.filter(({ type }) => type === 'expression_case')) {
    const answers = (childOf(each, 'value')?.children ?? []).map((value) =>
      equal(wanted, interpreter.value(value, frame)),
    );
    if (answers.includes(true)) {
      chosen = each;
      break;
    }
    if (answers.includes(undefined)) return executeAnyCase(interpreter, node, frame);
  }
  if (chosen === undefined) return NORMAL;
  if (chosen.children.at(-1)?.children.at(-1)?.type === 'fallthrough_statement')
    return executeAnyCase(interpreter, node, frame);
  const completion = interpreter.execute(statementsOfCase(chosen), frame);
  return completion.kind === 'break' && completion.label === undefined ? NORMAL : completion;
}

/** Executes a switch whose case is not known, `switch x.(type)` or `select`: every case in doubt. */
export function executeAnyCase(interpreter: Interpreter, node: GoNode, frame: Frame): Completion {
  const cause = causeAt(interpreter, node, frame, 'which case holds is not known before the suite runs');
  return eachInDoubt(interpreter, node.children.filter(isCase).map(statementsOfCase), frame, cause);
}

/** Does each of some branches in doubt; when one of them leaves, the rest of the function is in doubt, too. */
function eachInDoubt(
  interpreter: Interpreter,
  branches: readonly (readonly GoNode[])[],
  frame: Frame,
  cause: Cause,
): Completion {
  for (const branch of branches) {
    const completion = interpreter.inDoubt(cause, () =>
      withChildScope(frame, () => interpreter.execute(branch, frame)),
    );
    if (completion.kind !== 'normal') frame.doubt ??= cause;
  }
  return NORMAL;
}

const isCase = ({ type }: GoNode): boolean => type.endsWith('_case');
const statementsOfCase = (node: GoNode): readonly GoNode[] =>
  node.children.filter(({ type }) => type === 'statement_list');
