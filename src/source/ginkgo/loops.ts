import { childOf, type GoNode } from '../go/syntax.ts';
import { bind } from './assignments.ts';
import { BudgetExceeded } from './budget-exceeded.ts';
import { type Completion, type Interpreter, NORMAL } from './interpreter.ts';
import {
  booleanValue,
  childScope,
  type Frame,
  listValue,
  numberValue,
  textValue,
  unknownValue,
  type Value,
  withChildScope,
} from './values.ts';

/** Turns beyond which a loop is not unrolled. */
const MAX_ITERATIONS = 100_000;

/** Executes `for`, with a clause, a condition, a range or nothing. */
export function executeFor(interpreter: Interpreter, node: GoNode, frame: Frame): Completion {
  const body = childOf(node, 'body');
  const head = node.children.find((child) => child.field !== 'body');
  if (body === undefined) return NORMAL;
  if (head?.type === 'range_clause') return executeRange(interpreter, head, body, frame);
  const clause = head?.type === 'for_clause' ? head : undefined;
  const initializer = clause === undefined ? undefined : childOf(clause, 'initializer');
  const condition = clause === undefined ? head : childOf(clause, 'condition');
  const update = clause === undefined ? undefined : childOf(clause, 'update');
  if (initializer !== undefined) interpreter.execute([initializer], frame);
  for (let count = 0; count < MAX_ITERATIONS; count += 1) {
    const goesOn = condition === undefined ? booleanValue(true) : interpreter.value(condition, frame);
    if (goesOn.kind !== 'boolean') return iterateInDoubt(interpreter, body, frame, condition ?? node);
    if (!goesOn.value) return NORMAL;
    const completion = iterate(interpreter, body, frame);
    if (completion !== undefined) return completion;
    if (frame.doubt !== undefined) return NORMAL;
    if (update !== undefined) interpreter.execute([update], frame);
  }
  throw new BudgetExceeded(`a loop turns more than ${MAX_ITERATIONS} times`);
}

/** How a turn ends the loop; `undefined` when the loop goes on. */
function iterate(interpreter: Interpreter, body: GoNode, frame: Frame): Completion | undefined {
  const completion = withChildScope(frame, () => interpreter.execute([body], frame));
  if (completion.kind === 'normal' || (completion.kind === 'continue' && completion.label === undefined))
    return undefined;
  return completion.kind === 'break' && completion.label === undefined ? NORMAL : completion;
}

/** Executes a loop that can't be unrolled, once and in doubt: what it declares is declared any number of times. */
function iterateInDoubt(interpreter: Interpreter, body: GoNode, frame: Frame, where: GoNode): Completion {
  const cause = {
    at: interpreter.positionOf(where, frame),
    because: 'how often the loop turns is not known before the suite runs',
  };
  interpreter.inDoubt(cause, () => iterate(interpreter, body, frame));
  return NORMAL;
}

function executeRange(interpreter: Interpreter, clause: GoNode, body: GoNode, frame: Frame): Completion {
  const [left, right] = [childOf(clause, 'left'), childOf(clause, 'right')];
  const targets = left?.children ?? [];
  const over = right === undefined ? listValue([]) : interpreter.value(right, frame);
  const outer = frame.scope;
  // A variable that the loop declares is another one in each turn; one that it only assigns must be there.
  const iterateWith = (values: readonly Value[]): Completion | undefined => {
    frame.scope = childScope(outer);
    targets.forEach((target, index) => bind(interpreter, target, values[index] ?? numberValue(0), frame));
    return iterate(interpreter, body, frame);
  };
  try {
    const iterations = iterationsOf(over);
    if (iterations === undefined) {
      const at = interpreter.positionOf(right ?? clause, frame);
      const because =
        over.kind === 'unknown'
          ? over.cause.because
          : 'what the loop ranges over is not known before the suite runs';
      const value = over.kind === 'unknown' ? over : unknownValue(at, because);
      interpreter.inDoubt(value.cause, () => iterateWith([value, value]));
      return NORMAL;
    }
    for (const values of iterations) {
      const completion = iterateWith(values);
      if (completion !== undefined) return completion;
      if (frame.doubt !== undefined) return NORMAL;
    }
    return NORMAL;
  } finally {
    frame.scope = outer;
  }
}

function iterationsOf(over: Value): Iterable<readonly Value[]> | undefined {
  switch (over.kind) {
    case 'list':
      return over.items.map((item, index) => [numberValue(index), item]);
    case 'map':
      if (over.invalidated !== undefined) return undefined;
      return [...over.entries].map(([key, value]) => [literal(key), value]);
    case 'number':
      return over.value > MAX_ITERATIONS
        ? undefined
        : Array.from({ length: Math.max(0, over.value) }, (_, index) => [numberValue(index)]);
    case 'text':
      return runes(over.value);
    case 'nil':
      return [];
    default:
      return undefined;
  }
}

const literal = (key: string | number | boolean): Value =>
  typeof key === 'string' ? textValue(key) : typeof key === 'number' ? numberValue(key) : booleanValue(key);

function runes(value: string): readonly (readonly Value[])[] {
  let at = 0;
  return Array.from(value, (rune) => {
    const iteration = [numberValue(at), numberValue(rune.codePointAt(0) ?? 0)];
    at += Buffer.byteLength(rune);
    return iteration;
  });
}
