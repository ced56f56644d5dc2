import { childOf, type GoNode } from '../../../go/syntax.ts';
import { composite } from './composites.ts';
import { evaluateCall } from './calls.ts';
import { findCell, type Frame, GaveUp, type Machine } from './machine.ts';
import { dslMember } from './dsl.ts';
import { isGinkgo } from './dsl-names.ts';
import { binary, unary } from './operators.ts';
import { textOf } from './source-file.ts';
import { languageBuiltin } from './language-builtins.ts';
import { stdMember } from './std.ts';
import { NIL, number, text, unknown, type Value, boolean } from './values.ts';
import { goNumber, goString } from './literals.ts';

/** Nobody means a suite whose declarations take more; a hostile one must end, too. */
const MAX_STEPS = 20_000_000;

/** What an expression is worth; it may be deferred. */
export function evaluate(machine: Machine, node: GoNode, frame: Frame): Value {
  machine.steps += 1;
  if (machine.steps > MAX_STEPS) throw new GaveUp(`the declarations take more than ${MAX_STEPS} steps`);
  const at = () => machine.positionOf(node, frame);
  const [first, second] = node.children;
  switch (node.type) {
    case 'interpreted_string_literal':
    case 'raw_string_literal':
      return textLiteral(node, frame) ?? unknown(at(), 'the text has an escape that Go does not know');
    case 'rune_literal':
    case 'int_literal':
    case 'float_literal':
      return goNumber(textOf(frame.file, node)) ?? unknown(at(), 'the number is too large to be exact');
    case 'true':
    case 'false':
      return boolean(node.type === 'true');
    case 'nil':
      return NIL;
    case 'iota':
      return frame.iota === undefined ? unknown(at(), 'iota outside of a constant') : number(frame.iota);
    case 'identifier':
      return identifier(machine, node, frame);
    case 'parenthesized_expression':
      return first === undefined ? NIL : machine.evaluate(first, frame);
    case 'selector_expression':
      return selector(machine, node, frame);
    case 'call_expression':
      return evaluateCall(machine, node, frame);
    case 'type_conversion_expression':
      return evaluateCall(machine, node, frame);
    case 'binary_expression':
      return binary(machine, node, frame);
    case 'unary_expression':
      return unary(machine, node, frame);
    case 'func_literal':
      return { kind: 'function', node, file: frame.file, scope: frame.scope };
    case 'composite_literal':
      return composite(machine, node, frame);
    case 'index_expression':
      return first === undefined || second === undefined
        ? unknown(at(), 'the index is missing')
        : (indexed(machine.value(first, frame), machine.value(second, frame)) ??
            unknown(at(), 'what is indexed is not known'));
    case 'slice_expression':
      return sliced(machine, node, frame) ?? unknown(at(), 'what is sliced is not known');
    case 'generic_type':
    case 'type_instantiation_expression':
      return first === undefined ? NIL : machine.evaluate(first, frame);
    default: {
      const type = machine.typeOf(node, frame);
      return type === undefined
        ? unknown(at(), `${textOf(frame.file, node).slice(0, 60)} is not known before the suite runs`)
        : { kind: 'type', type };
    }
  }
}

function textLiteral(node: GoNode, frame: Frame): Value | undefined {
  const value = goString(textOf(frame.file, node));
  return value === undefined ? undefined : text(value);
}

function identifier(machine: Machine, node: GoNode, frame: Frame): Value {
  const name = textOf(frame.file, node);
  const cell = findCell(frame.scope, name);
  if (cell !== undefined) return cell.value;
  const own = machine.program.declarationsOf(frame.file.packagePath);
  if (own !== undefined && (own.values.has(name) || own.functions.has(name)))
    return machine.member(frame.file.packagePath, name, machine.positionOf(node, frame));
  for (const importPath of frame.file.dotImports) {
    if (isGinkgo(importPath)) {
      const found = dslMember(machine, name);
      if (found !== undefined) return found;
    } else {
      const other = machine.program.declarationsOf(importPath);
      if (other !== undefined && (other.values.has(name) || other.functions.has(name)))
        return machine.member(importPath, name, machine.positionOf(node, frame));
    }
  }
  const imported = frame.file.imports.get(name);
  if (imported !== undefined) return { kind: 'package', importPath: imported };
  const type = machine.typeOf(node, frame);
  if (type !== undefined) return { kind: 'type', type };
  const builtin = languageBuiltin(machine, name);
  return (
    builtin ?? unknown(machine.positionOf(node, frame), `${name} is declared where the source can't be read`)
  );
}

function selector(machine: Machine, node: GoNode, frame: Frame): Value {
  const [operand, field] = [childOf(node, 'operand'), childOf(node, 'field')];
  const at = () => machine.positionOf(node, frame);
  if (operand === undefined || field === undefined) return unknown(at(), 'the selector is incomplete');
  const name = textOf(frame.file, field);
  const base = machine.evaluate(operand, frame);
  if (base.kind !== 'deferred') return memberOf(machine, base, name, frame, at());
  return {
    kind: 'deferred',
    force: () => machine.force(memberOf(machine, machine.force(base), name, frame, at())),
  };
}

function memberOf(
  machine: Machine,
  base: Value,
  name: string,
  frame: Frame,
  at: ReturnType<Machine['positionOf']>,
): Value {
  if (base.kind === 'package') {
    if (isGinkgo(base.importPath))
      return dslMember(machine, name) ?? unknown(at, `Ginkgo's ${name} is not known before the suite runs`);
    return stdMember(machine, base.importPath, name) ?? machine.member(base.importPath, name, at);
  }
  if (base.kind === 'unknown') return base;
  if (base.kind === 'address') return memberOf(machine, machine.force(base.cell.value), name, frame, at);
  if (base.kind === 'struct') {
    const value = base.fields.get(name);
    if (value !== undefined) return value;
  }
  const type =
    base.kind === 'struct' || base.kind === 'text' || base.kind === 'number' || base.kind === 'list'
      ? base.type
      : undefined;
  const method =
    type === undefined
      ? undefined
      : machine.program.declarationsOf(type.packagePath)?.methods.get(`${type.name}.${name}`);
  if (method !== undefined)
    return { kind: 'function', node: method.node, file: method.file, receiver: base, declaration: method };
  return unknown(at, `${name} is not known before the suite runs`);
}

/** `list[i]`, `map[key]`, `text[i]`; `undefined` where that is not known, or would panic. */
function indexed(base: Value, index: Value): Value | undefined {
  if (base.kind === 'list' && index.kind === 'number') return base.items[index.value];
  if (base.kind === 'map' && (index.kind === 'text' || index.kind === 'number' || index.kind === 'boolean'))
    return base.entries.get(index.value);
  if (base.kind === 'text' && index.kind === 'number') {
    const byte = Buffer.from(base.value)[index.value];
    return byte === undefined ? undefined : number(byte);
  }
  return undefined;
}

function sliced(machine: Machine, node: GoNode, frame: Frame): Value | undefined {
  const part = (field: string): number | undefined | null => {
    const child = childOf(node, field);
    if (child === undefined) return undefined;
    const value = machine.value(child, frame);
    return value.kind === 'number' ? value.value : null;
  };
  const operand = childOf(node, 'operand');
  const base = operand === undefined ? undefined : machine.value(operand, frame);
  const [start, end] = [part('start'), part('end')];
  if (start === null || end === null || base === undefined) return undefined;
  const size =
    base.kind === 'list' ? base.items.length : base.kind === 'text' ? Buffer.byteLength(base.value) : -1;
  if ((start ?? 0) > (end ?? size) || (end ?? size) > size) return undefined;
  if (base.kind === 'list') return { ...base, array: false, items: base.items.slice(start, end) };
  return base.kind === 'text'
    ? { ...base, value: Buffer.from(base.value).subarray(start, end).toString('utf8') }
    : undefined;
}
