import { childOf, type GoNode } from '../go/syntax.ts';
import { bind } from './assignments.ts';
import { GaveUp } from './budget-exceeded.ts';
import { type Completion, type Machine, NORMAL } from './interpreter.ts';
import {
  booleanValue,
  type Frame,
  inner,
  inScope,
  listValue,
  numberValue,
  textValue,
  unknownValue,
  type Value,
} from './values.ts';

/** Turns beyond which a loop is not unrolled. */
const MAX_TURNS = 100_000;

/** Executes `for`, with a clause, a condition, a range or nothing. */
export function executeFor(machine: Machine, node: GoNode, frame: Frame): Completion {
  const body = childOf(node, 'body');
  const head = node.children.find((child) => child.field !== 'body');
  if (body === undefined) return NORMAL;
  if (head?.type === 'range_clause') return executeRange(machine, head, body, frame);
  const clause = head?.type === 'for_clause' ? head : undefined;
  const initializer = clause === undefined ? undefined : childOf(clause, 'initializer');
  const condition = clause === undefined ? head : childOf(clause, 'condition');
  const update = clause === undefined ? undefined : childOf(clause, 'update');
  if (initializer !== undefined) machine.execute([initializer], frame);
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    const goesOn = condition === undefined ? booleanValue(true) : machine.value(condition, frame);
    if (goesOn.kind !== 'boolean') return once(machine, body, frame, condition ?? node);
    if (!goesOn.value) return NORMAL;
    const completion = turnOf(machine, body, frame);
    if (completion !== undefined) return completion;
    if (frame.doubt !== undefined) return NORMAL;
    if (update !== undefined) machine.execute([update], frame);
  }
  throw new GaveUp(`a loop turns more than ${MAX_TURNS} times`);
}

/** How a turn ends the loop; `undefined` when the loop goes on. */
function turnOf(machine: Machine, body: GoNode, frame: Frame): Completion | undefined {
  const completion = inScope(frame, () => machine.execute([body], frame));
  if (completion.kind === 'normal' || (completion.kind === 'continue' && completion.label === undefined))
    return undefined;
  return completion.kind === 'break' && completion.label === undefined ? NORMAL : completion;
}

/** Executes a loop that can't be unrolled, once and in doubt: what it declares is declared any number of times. */
function once(machine: Machine, body: GoNode, frame: Frame, where: GoNode): Completion {
  const cause = {
    at: machine.positionOf(where, frame),
    because: 'how often the loop turns is not known before the suite runs',
  };
  machine.inDoubt(cause, () => turnOf(machine, body, frame));
  return NORMAL;
}

function executeRange(machine: Machine, clause: GoNode, body: GoNode, frame: Frame): Completion {
  const [left, right] = [childOf(clause, 'left'), childOf(clause, 'right')];
  const targets = left?.children ?? [];
  const over = right === undefined ? listValue([]) : machine.value(right, frame);
  const outer = frame.scope;
  // A variable that the loop declares is another one in each turn; one that it only assigns must be there.
  const turn = (values: readonly Value[]): Completion | undefined => {
    frame.scope = inner(outer);
    targets.forEach((target, index) => bind(machine, target, values[index] ?? numberValue(0), frame));
    return turnOf(machine, body, frame);
  };
  try {
    const turns = turnsOf(over);
    if (turns === undefined) {
      const at = machine.positionOf(right ?? clause, frame);
      const because =
        over.kind === 'unknown'
          ? over.cause.because
          : 'what the loop ranges over is not known before the suite runs';
      const value = over.kind === 'unknown' ? over : unknownValue(at, because);
      machine.inDoubt(value.cause, () => turn([value, value]));
      return NORMAL;
    }
    for (const values of turns) {
      const completion = turn(values);
      if (completion !== undefined) return completion;
      if (frame.doubt !== undefined) return NORMAL;
    }
    return NORMAL;
  } finally {
    frame.scope = outer;
  }
}

function turnsOf(over: Value): Iterable<readonly Value[]> | undefined {
  switch (over.kind) {
    case 'list':
      return over.items.map((item, index) => [numberValue(index), item]);
    case 'map':
      if (over.lost !== undefined) return undefined;
      return [...over.entries].map(([key, value]) => [literal(key), value]);
    case 'number':
      return over.value > MAX_TURNS
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
    const turn = [numberValue(at), numberValue(rune.codePointAt(0) ?? 0)];
    at += Buffer.byteLength(rune);
    return turn;
  });
}
