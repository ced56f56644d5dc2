import { childOf, type GoNode } from '../go/syntax.ts';
import { countStep } from './budget.ts';
import { evaluateCall } from './calls.ts';
import { composite } from './composites.ts';
import { dslMember } from './dsl.ts';
import { isGinkgo } from './dsl-names.ts';
import { languageBuiltin } from './language-builtins.ts';
import { goNumber, goString } from './literals.ts';
import { type Machine } from './interpreter.ts';
import { binary, unary } from './operators.ts';
import { nodeText } from './source-file.ts';
import { stdMember } from './std.ts';
import type { Position } from './types.ts';
import {
  booleanValue,
  type Frame,
  findCell,
  type ListValue,
  later,
  NIL,
  numberValue,
  relate,
  textValue,
  unknownValue,
  type Value,
} from './values.ts';

/** Value of an expression, which may be deferred. */
export function evaluate(machine: Machine, node: GoNode, frame: Frame): Value {
  countStep(machine);
  const at = () => machine.positionOf(node, frame);
  const [first] = node.children;
  switch (node.type) {
    case 'interpreted_string_literal':
    case 'raw_string_literal':
      return textLiteral(node, frame) ?? unknownValue(at(), 'the text has an escape that Go does not know');
    case 'rune_literal':
    case 'int_literal':
    case 'float_literal':
      return (
        goNumber(nodeText(frame.file, node)) ?? unknownValue(at(), 'the number is too large to be exact')
      );
    case 'true':
    case 'false':
      return booleanValue(node.type === 'true');
    case 'nil':
      return NIL;
    case 'iota':
      return frame.iota === undefined
        ? unknownValue(at(), 'iota outside of a constant')
        : numberValue(frame.iota);
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
    case 'slice_expression':
      return partOf(machine, node, frame);
    case 'generic_type':
    case 'type_instantiation_expression':
      return first === undefined ? NIL : machine.evaluate(first, frame);
    default: {
      const type = machine.typeOf(node, frame);
      return type === undefined
        ? unknownValue(at(), `${nodeText(frame.file, node).slice(0, 60)} is not known before the suite runs`)
        : { kind: 'type', type };
    }
  }
}

function textLiteral(node: GoNode, frame: Frame): Value | undefined {
  const value = goString(nodeText(frame.file, node));
  return value === undefined ? undefined : textValue(value);
}

function identifier(machine: Machine, node: GoNode, frame: Frame): Value {
  const name = nodeText(frame.file, node);
  const cell = findCell(frame.scope, name);
  if (cell !== undefined) return cell.value;
  const own = machine.program.declarationsOf(frame.file.packagePath);
  if (own !== undefined && (own.values.has(name) || own.functions.has(name)))
    return machine.member(frame.file.packagePath, name, machine.positionOf(node, frame));
  const elsewhere: string[] = [];
  for (const importPath of frame.file.dotImports) {
    if (isGinkgo(importPath)) {
      const found = dslMember(machine, name);
      if (found !== undefined) return found;
    } else if (machine.program.graph.packages.get(importPath)?.reaches !== true) elsewhere.push(importPath);
    else {
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
  if (builtin === undefined && elsewhere.length > 0)
    return memberOfOne(machine, elsewhere, name, machine.positionOf(node, frame));
  return (
    builtin ??
    unknownValue(machine.positionOf(node, frame), `${name} is declared where the source can't be read`)
  );
}

/** Value of a name of one of the packages that a file imports with a dot. */
function memberOfOne(machine: Machine, importPaths: readonly string[], name: string, at: Position): Value {
  const force = (): Value => {
    for (const importPath of importPaths) {
      const value = machine.force(machine.member(importPath, name, at));
      if (value.kind !== 'unknown') return value;
    }
    return unknownValue(at, `${name} is declared where the source can't be read`);
  };
  return later(force);
}

function selector(machine: Machine, node: GoNode, frame: Frame): Value {
  const [operand, field] = [childOf(node, 'operand'), childOf(node, 'field')];
  const at = () => machine.positionOf(node, frame);
  if (operand === undefined || field === undefined) return unknownValue(at(), 'the selector is incomplete');
  const name = nodeText(frame.file, field);
  const base = machine.evaluate(operand, frame);
  if (base.kind !== 'deferred') return memberOf(machine, base, name, at());
  return later(() => machine.force(memberOf(machine, machine.force(base), name, at())));
}

function memberOf(machine: Machine, base: Value, name: string, at: Position): Value {
  if (base.kind === 'package') {
    if (isGinkgo(base.importPath))
      return (
        dslMember(machine, name) ?? unknownValue(at, `Ginkgo's ${name} is not known before the suite runs`)
      );
    return stdMember(machine, base.importPath, name) ?? machine.member(base.importPath, name, at);
  }
  if (base.kind === 'unknown') return base;
  if (base.kind === 'address') return memberOf(machine, machine.force(base.cell.value), name, at);
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
  return unknownValue(at, `${name} is not known before the suite runs`);
}

/** Value of an element or a part of a list, a map or a text. */
function partOf(machine: Machine, node: GoNode, frame: Frame): Value {
  const at = machine.positionOf(node, frame);
  const operand = childOf(node, 'operand');
  if (operand === undefined) return unknownValue(at, 'what is indexed is missing');
  const base = machine.evaluate(operand, frame);
  const bounds = ['index', 'start', 'end'].map((field) => {
    const child = childOf(node, field);
    return child === undefined ? undefined : machine.evaluate(child, frame);
  });
  const take = (): Value => {
    const [index, start, end] = bounds.map((bound) =>
      bound === undefined ? undefined : machine.force(bound),
    );
    const whole = machine.force(base);
    const part = index === undefined ? sliced(whole, start, end) : indexed(whole, index);
    return (
      part ??
      (whole.kind === 'unknown'
        ? whole
        : unknownValue(at, 'what is taken out of a list or a text is not known'))
    );
  };
  return base.kind === 'deferred' ? later(() => machine.force(take())) : take();
}

/** Value of `list[i]`, `map[key]` or `text[i]`; `undefined` where that is not known, or would panic. */
function indexed(base: Value, index: Value): Value | undefined {
  if (base.kind === 'list' && index.kind === 'number') return base.items[index.value];
  if (
    base.kind === 'map' &&
    base.lost === undefined &&
    (index.kind === 'text' || index.kind === 'number' || index.kind === 'boolean')
  )
    return base.entries.get(index.value);
  if (base.kind === 'text' && index.kind === 'number') {
    const byte = Buffer.from(base.value)[index.value];
    return byte === undefined ? undefined : numberValue(byte);
  }
  return undefined;
}

/** Value of `list[a:b]` or `text[a:b]`; `undefined` where that is not known, or would panic. */
function sliced(base: Value, start: Value | undefined, end: Value | undefined): Value | undefined {
  const size =
    base.kind === 'list' ? base.items.length : base.kind === 'text' ? Buffer.byteLength(base.value) : -1;
  const [from, to] = [start ?? numberValue(0), end ?? numberValue(size)];
  if (from.kind !== 'number' || to.kind !== 'number' || from.value > to.value || to.value > size)
    return undefined;
  if (base.kind === 'list') {
    const part: ListValue = {
      kind: 'list',
      items: base.items.slice(from.value, to.value),
      array: false,
      ...(base.type === undefined ? {} : { type: base.type }),
    };
    relate(base, part);
    return part;
  }
  if (base.kind !== 'text') return undefined;
  return { ...base, value: Buffer.from(base.value).subarray(from.value, to.value).toString('utf8') };
}
