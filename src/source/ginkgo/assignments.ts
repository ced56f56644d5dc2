import { childOf, type GoNode } from '../go/syntax.ts';
import { type Interpreter } from './interpreter.ts';
import { combine } from './operators.ts';
import { nodeText, valuesOf } from './source-file.ts';
import { zeroOf } from './types-of.ts';
import {
  copied,
  type Frame,
  findVariable,
  invalidateItems,
  lazyValue,
  numberValue,
  resultAt,
  unknownValue,
  type Value,
} from './values.ts';

/** Declares a variable in the innermost scope. */
export function bind(interpreter: Interpreter, target: GoNode, value: Value, frame: Frame): void {
  if (target.type !== 'identifier') return store(interpreter, target, value, frame);
  const name = nodeText(frame.file, target);
  if (name !== '_') frame.scope.variables.set(name, { value: copied(value), doubt: interpreter.doubt });
}

/** Executes `a, b := …`: names that the innermost scope has already are assigned, the others declared. */
export function defineVariables(interpreter: Interpreter, node: GoNode, frame: Frame): void {
  const targets = childOf(node, 'left')?.children ?? [];
  const values = valuesFor(interpreter, childOf(node, 'right'), targets.length, frame);
  targets.forEach((target, index) => {
    const value = values[index] as Value;
    const variable = frame.scope.variables.get(nodeText(frame.file, target));
    if (variable === undefined) bind(interpreter, target, value, frame);
    else interpreter.write(variable, copied(value));
  });
}

/** Executes `var`, `const` and `type` within a function. */
export function declareVariables(interpreter: Interpreter, node: GoNode, frame: Frame): void {
  if (node.type === 'type_declaration') {
    for (const spec of node.children) {
      const [name, type] = [childOf(spec, 'name'), childOf(spec, 'type')];
      const resolved = type === undefined ? undefined : interpreter.typeOf(type, frame);
      if (name !== undefined && resolved !== undefined)
        frame.scope.variables.set(nodeText(frame.file, name), {
          value: { kind: 'type', type: resolved },
          doubt: interpreter.doubt,
        });
    }
    return;
  }
  const declared = valuesOf(frame.file, node).map((each) => {
    const type = each.type === undefined ? undefined : interpreter.typeOf(each.type, frame);
    const value =
      each.expression === undefined
        ? ((type === undefined ? undefined : zeroOf(type)) ??
          unknownValue(interpreter.positionOf(each.node, frame), 'the variable has no value yet'))
        : itemOf(
            interpreter,
            interpreter.evaluate(each.expression, { ...frame, iota: each.iota }),
            each.index,
            each.of,
            each.node,
            frame,
          );
    return { each, value };
  });
  for (const { each, value } of declared) bind(interpreter, each.node, value, frame);
}

/** Executes `=`, `+=` and the like, `++` and `--`. */
export function assign(interpreter: Interpreter, node: GoNode, frame: Frame): void {
  if (node.type !== 'assignment_statement') {
    const [target] = node.children;
    if (target !== undefined)
      change(interpreter, target, node.type === 'inc_statement' ? '+' : '-', numberValue(1), node, frame);
    return;
  }
  const operator = childOf(node, 'operator');
  const sign = operator === undefined ? '=' : nodeText(frame.file, operator);
  const targets = childOf(node, 'left')?.children ?? [];
  const values = valuesFor(interpreter, childOf(node, 'right'), targets.length, frame);
  targets.forEach((target, index) => {
    const value = values[index] as Value;
    if (sign === '=') store(interpreter, target, copied(value), frame);
    else change(interpreter, target, sign.slice(0, -1), interpreter.force(value), node, frame);
  });
}

function change(
  interpreter: Interpreter,
  target: GoNode,
  sign: string,
  by: Value,
  node: GoNode,
  frame: Frame,
): void {
  const result = combine(sign, interpreter.value(target, frame), by);
  store(
    interpreter,
    target,
    result ?? unknownValue(interpreter.positionOf(node, frame), `the result of ${sign} is not known`),
    frame,
  );
}

function store(interpreter: Interpreter, target: GoNode, value: Value, frame: Frame): void {
  const kept =
    interpreter.doubt === undefined ? value : ({ kind: 'unknown', cause: interpreter.doubt } as const);
  switch (target.type) {
    case 'identifier': {
      const variable = findVariable(frame.scope, nodeText(frame.file, target));
      // Variables of a package that are assigned anywhere are never known: see `reassigned`.
      if (variable !== undefined) interpreter.write(variable, value);
      return;
    }
    case 'selector_expression': {
      const [operand, field] = [childOf(target, 'operand'), childOf(target, 'field')];
      const base =
        operand === undefined ? undefined : dereference(interpreter, interpreter.value(operand, frame));
      if (base?.kind === 'struct' && field !== undefined) base.fields.set(nodeText(frame.file, field), kept);
      return;
    }
    case 'index_expression': {
      const [operand, index] = [childOf(target, 'operand'), childOf(target, 'index')];
      if (operand === undefined || index === undefined) return;
      const base = interpreter.value(operand, frame);
      const at = interpreter.value(index, frame);
      const lost = unknownValue(
        interpreter.positionOf(target, frame),
        'an element that is not known was assigned',
      );
      if (base.kind === 'list') {
        // A part of a list, or what was appended to it, may lie in the same memory.
        if (at.kind !== 'number' || at.value >= base.items.length || base.aliases !== undefined)
          invalidateItems(base, lost);
        else base.items[at.value] = kept;
      } else if (base.kind === 'map') {
        if (at.kind === 'text' || at.kind === 'number' || at.kind === 'boolean')
          base.entries.set(at.value, kept);
        else base.invalidated = lost.cause;
      }
      return;
    }
    case 'unary_expression': {
      const operand = childOf(target, 'operand');
      const pointer = operand === undefined ? undefined : interpreter.value(operand, frame);
      if (pointer?.kind === 'address') interpreter.write(pointer.variable, value);
      return;
    }
    default:
  }
}

const dereference = (interpreter: Interpreter, value: Value): Value =>
  value.kind === 'address' ? interpreter.force(value.variable.value) : value;

/** Values to assign, one per target; a call may give several. */
function valuesFor(
  interpreter: Interpreter,
  right: GoNode | undefined,
  count: number,
  frame: Frame,
): readonly Value[] {
  const nodes = right?.children ?? [];
  const [only] = nodes;
  if (nodes.length === 1 && only !== undefined && count > 1) {
    const value = interpreter.evaluate(only, frame);
    return Array.from({ length: count }, (_, index) => itemOf(interpreter, value, index, count, only, frame));
  }
  return Array.from({ length: count }, (_, index) => {
    const node = nodes[index];
    return node === undefined ? ({ kind: 'nil' } as const) : interpreter.evaluate(node, frame);
  });
}

function itemOf(
  interpreter: Interpreter,
  value: Value,
  index: number,
  of: number,
  node: GoNode,
  frame: Frame,
): Value {
  if (of === 1) return value;
  const at = interpreter.positionOf(node, frame);
  return value.kind === 'lazy'
    ? lazyValue(() => interpreter.force(resultAt(interpreter.force(value), index, at)))
    : resultAt(value, index, at);
}
