import { childOf, type GoNode } from '../go/syntax.ts';
import { type Machine } from './interpreter.ts';
import { combine } from './operators.ts';
import { nodeText, valuesOf } from './source-file.ts';
import { zeroOf } from './types-of.ts';
import {
  copied,
  type Frame,
  findCell,
  later,
  loseItems,
  numberValue,
  resultAt,
  unknownValue,
  type Value,
} from './values.ts';

/** Declares a variable in the innermost scope. */
export function bind(machine: Machine, target: GoNode, value: Value, frame: Frame): void {
  if (target.type !== 'identifier') return store(machine, target, value, frame);
  const name = nodeText(frame.file, target);
  if (name !== '_') frame.scope.cells.set(name, { value: copied(value), doubt: machine.doubt });
}

/** Executes `a, b := …`: names that the innermost scope has already are assigned, the others declared. */
export function defineVariables(machine: Machine, node: GoNode, frame: Frame): void {
  const targets = childOf(node, 'left')?.children ?? [];
  const values = valuesFor(machine, childOf(node, 'right'), targets.length, frame);
  targets.forEach((target, index) => {
    const value = values[index] as Value;
    const cell = frame.scope.cells.get(nodeText(frame.file, target));
    if (cell === undefined) bind(machine, target, value, frame);
    else machine.write(cell, copied(value));
  });
}

/** Executes `var`, `const` and `type` within a function. */
export function declareVariables(machine: Machine, node: GoNode, frame: Frame): void {
  if (node.type === 'type_declaration') {
    for (const spec of node.children) {
      const [name, type] = [childOf(spec, 'name'), childOf(spec, 'type')];
      const resolved = type === undefined ? undefined : machine.typeOf(type, frame);
      if (name !== undefined && resolved !== undefined)
        frame.scope.cells.set(nodeText(frame.file, name), {
          value: { kind: 'type', type: resolved },
          doubt: machine.doubt,
        });
    }
    return;
  }
  const declared = valuesOf(frame.file, node).map((each) => {
    const type = each.type === undefined ? undefined : machine.typeOf(each.type, frame);
    const value =
      each.expression === undefined
        ? ((type === undefined ? undefined : zeroOf(type)) ??
          unknownValue(machine.positionOf(each.node, frame), 'the variable has no value yet'))
        : itemOf(
            machine,
            machine.evaluate(each.expression, { ...frame, iota: each.iota }),
            each.index,
            each.of,
            each.node,
            frame,
          );
    return { each, value };
  });
  for (const { each, value } of declared) bind(machine, each.node, value, frame);
}

/** Executes `=`, `+=` and the like, `++` and `--`. */
export function assign(machine: Machine, node: GoNode, frame: Frame): void {
  if (node.type !== 'assignment_statement') {
    const [target] = node.children;
    if (target !== undefined)
      change(machine, target, node.type === 'inc_statement' ? '+' : '-', numberValue(1), node, frame);
    return;
  }
  const operator = childOf(node, 'operator');
  const sign = operator === undefined ? '=' : nodeText(frame.file, operator);
  const targets = childOf(node, 'left')?.children ?? [];
  const values = valuesFor(machine, childOf(node, 'right'), targets.length, frame);
  targets.forEach((target, index) => {
    const value = values[index] as Value;
    if (sign === '=') store(machine, target, copied(value), frame);
    else change(machine, target, sign.slice(0, -1), machine.force(value), node, frame);
  });
}

function change(machine: Machine, target: GoNode, sign: string, by: Value, node: GoNode, frame: Frame): void {
  const result = combine(sign, machine.value(target, frame), by);
  store(
    machine,
    target,
    result ?? unknownValue(machine.positionOf(node, frame), `the result of ${sign} is not known`),
    frame,
  );
}

function store(machine: Machine, target: GoNode, value: Value, frame: Frame): void {
  const kept = machine.doubt === undefined ? value : ({ kind: 'unknown', cause: machine.doubt } as const);
  switch (target.type) {
    case 'identifier': {
      const cell = findCell(frame.scope, nodeText(frame.file, target));
      // Variables of a package that are assigned anywhere are never known: see `reassigned`.
      if (cell !== undefined) machine.write(cell, value);
      return;
    }
    case 'selector_expression': {
      const [operand, field] = [childOf(target, 'operand'), childOf(target, 'field')];
      const base = operand === undefined ? undefined : behind(machine, machine.value(operand, frame));
      if (base?.kind === 'struct' && field !== undefined) base.fields.set(nodeText(frame.file, field), kept);
      return;
    }
    case 'index_expression': {
      const [operand, index] = [childOf(target, 'operand'), childOf(target, 'index')];
      if (operand === undefined || index === undefined) return;
      const base = machine.value(operand, frame);
      const at = machine.value(index, frame);
      const lost = unknownValue(
        machine.positionOf(target, frame),
        'an element that is not known was assigned',
      );
      if (base.kind === 'list') {
        // A part of a list, or what was appended to it, may lie in the same memory.
        if (at.kind !== 'number' || at.value >= base.items.length || base.family !== undefined)
          loseItems(base, lost);
        else base.items[at.value] = kept;
      } else if (base.kind === 'map') {
        if (at.kind === 'text' || at.kind === 'number' || at.kind === 'boolean')
          base.entries.set(at.value, kept);
        else base.lost = lost.cause;
      }
      return;
    }
    case 'unary_expression': {
      const operand = childOf(target, 'operand');
      const pointer = operand === undefined ? undefined : machine.value(operand, frame);
      if (pointer?.kind === 'address') machine.write(pointer.cell, value);
      return;
    }
    default:
  }
}

const behind = (machine: Machine, value: Value): Value =>
  value.kind === 'address' ? machine.force(value.cell.value) : value;

/** Values to assign, one per target; a call may give several. */
function valuesFor(
  machine: Machine,
  right: GoNode | undefined,
  count: number,
  frame: Frame,
): readonly Value[] {
  const nodes = right?.children ?? [];
  const [only] = nodes;
  if (nodes.length === 1 && only !== undefined && count > 1) {
    const value = machine.evaluate(only, frame);
    return Array.from({ length: count }, (_, index) => itemOf(machine, value, index, count, only, frame));
  }
  return Array.from({ length: count }, (_, index) => {
    const node = nodes[index];
    return node === undefined ? ({ kind: 'nil' } as const) : machine.evaluate(node, frame);
  });
}

function itemOf(
  machine: Machine,
  value: Value,
  index: number,
  of: number,
  node: GoNode,
  frame: Frame,
): Value {
  if (of === 1) return value;
  const at = machine.positionOf(node, frame);
  return value.kind === 'deferred'
    ? later(() => machine.force(resultAt(machine.force(value), index, at)))
    : resultAt(value, index, at);
}
