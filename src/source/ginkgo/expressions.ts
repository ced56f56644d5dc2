import { childOf, type GoNode } from '../go/syntax.ts';
import { countStep } from './budget.ts';
import { evaluateCall } from './calls.ts';
import { composite } from './composites.ts';
import { dslMember } from './dsl.ts';
import { isGinkgo } from './dsl-names.ts';
import { type Interpreter } from './interpreter.ts';
import { languageBuiltin } from './language-builtins.ts';
import { goNumber, goString } from './literals.ts';
import { evaluateBinary, evaluateUnary } from './operators.ts';
import { nodeText } from './source-file.ts';
import { stdMember } from './std.ts';
import type { Position } from './types.ts';
import {
  alias,
  booleanValue,
  type Frame,
  findVariable,
  type ListValue,
  lazyValue,
  NIL,
  numberValue,
  textValue,
  unknownValue,
  type Value,
} from './values.ts';

/** Value of an expression, which may be deferred. */
export function evaluate(interpreter: Interpreter, node: GoNode, frame: Frame): Value {
  countStep(interpreter);
  const at = () => interpreter.positionOf(node, frame);
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
      return identifier(interpreter, node, frame);
    case 'parenthesized_expression':
      return first === undefined ? NIL : interpreter.evaluate(first, frame);
    case 'selector_expression':
      return selector(interpreter, node, frame);
    case 'call_expression':
      return evaluateCall(interpreter, node, frame);
    case 'type_conversion_expression':
      return evaluateCall(interpreter, node, frame);
    case 'binary_expression':
      return evaluateBinary(interpreter, node, frame);
    case 'unary_expression':
      return evaluateUnary(interpreter, node, frame);
    case 'func_literal':
      return { kind: 'function', node, file: frame.file, scope: frame.scope };
    case 'composite_literal':
      return composite(interpreter, node, frame);
    case 'index_expression':
    case 'slice_expression':
      return partOf(interpreter, node, frame);
    case 'generic_type':
    case 'type_instantiation_expression':
      return first === undefined ? NIL : interpreter.evaluate(first, frame);
    default: {
      const type = interpreter.typeOf(node, frame);
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

function identifier(interpreter: Interpreter, node: GoNode, frame: Frame): Value {
  const name = nodeText(frame.file, node);
  const variable = findVariable(frame.scope, name);
  if (variable !== undefined) return variable.value;
  const own = interpreter.program.declarationsOf(frame.file.packagePath);
  if (own !== undefined && (own.values.has(name) || own.functions.has(name)))
    return interpreter.member(frame.file.packagePath, name, interpreter.positionOf(node, frame));
  const elsewhere: string[] = [];
  for (const importPath of frame.file.dotImports) {
    if (isGinkgo(importPath)) {
      const found = dslMember(interpreter, name);
      if (found !== undefined) return found;
    } else if (interpreter.program.graph.packages.get(importPath)?.reachesGinkgo !== true)
      elsewhere.push(importPath);
    else {
      const other = interpreter.program.declarationsOf(importPath);
      if (other !== undefined && (other.values.has(name) || other.functions.has(name)))
        return interpreter.member(importPath, name, interpreter.positionOf(node, frame));
    }
  }
  const imported = frame.file.imports.get(name);
  if (imported !== undefined) return { kind: 'package', importPath: imported };
  const type = interpreter.typeOf(node, frame);
  if (type !== undefined) return { kind: 'type', type };
  const builtin = languageBuiltin(interpreter, name);
  if (builtin === undefined && elsewhere.length > 0)
    return memberOfOne(interpreter, elsewhere, name, interpreter.positionOf(node, frame));
  return (
    builtin ??
    unknownValue(interpreter.positionOf(node, frame), `${name} is declared where the source can't be read`)
  );
}

/** Value of a name of one of the packages that a file imports with a dot. */
function memberOfOne(
  interpreter: Interpreter,
  importPaths: readonly string[],
  name: string,
  at: Position,
): Value {
  const force = (): Value => {
    for (const importPath of importPaths) {
      const value = interpreter.force(interpreter.member(importPath, name, at));
      if (value.kind !== 'unknown') return value;
    }
    return unknownValue(at, `${name} is declared where the source can't be read`);
  };
  return lazyValue(force);
}

function selector(interpreter: Interpreter, node: GoNode, frame: Frame): Value {
  const [operand, field] = [childOf(node, 'operand'), childOf(node, 'field')];
  const at = () => interpreter.positionOf(node, frame);
  if (operand === undefined || field === undefined) return unknownValue(at(), 'the selector is incomplete');
  const name = nodeText(frame.file, field);
  const base = interpreter.evaluate(operand, frame);
  if (base.kind !== 'lazy') return memberOf(interpreter, base, name, at());
  return lazyValue(() => interpreter.force(memberOf(interpreter, interpreter.force(base), name, at())));
}

function memberOf(interpreter: Interpreter, base: Value, name: string, at: Position): Value {
  if (base.kind === 'package') {
    if (isGinkgo(base.importPath))
      return (
        dslMember(interpreter, name) ??
        unknownValue(at, `Ginkgo's ${name} is not known before the suite runs`)
      );
    return stdMember(interpreter, base.importPath, name) ?? interpreter.member(base.importPath, name, at);
  }
  if (base.kind === 'unknown') return base;
  if (base.kind === 'address') return memberOf(interpreter, interpreter.force(base.variable.value), name, at);
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
      : interpreter.program.declarationsOf(type.packagePath)?.methods.get(`${type.name}.${name}`);
  if (method !== undefined)
    return { kind: 'function', node: method.node, file: method.file, receiver: base, declaration: method };
  return unknownValue(at, `${name} is not known before the suite runs`);
}

/** Value of an element or a part of a list, a map or a text. */
function partOf(interpreter: Interpreter, node: GoNode, frame: Frame): Value {
  const at = interpreter.positionOf(node, frame);
  const operand = childOf(node, 'operand');
  if (operand === undefined) return unknownValue(at, 'what is indexed is missing');
  const base = interpreter.evaluate(operand, frame);
  const bounds = ['index', 'start', 'end'].map((field) => {
    const child = childOf(node, field);
    return child === undefined ? undefined : interpreter.evaluate(child, frame);
  });
  const take = (): Value => {
    const [index, start, end] = bounds.map((bound) =>
      bound === undefined ? undefined : interpreter.force(bound),
    );
    const whole = interpreter.force(base);
    const part = index === undefined ? sliced(whole, start, end) : indexed(whole, index);
    return (
      part ??
      (whole.kind === 'unknown'
        ? whole
        : unknownValue(at, 'what is taken out of a list or a text is not known'))
    );
  };
  return base.kind === 'lazy' ? lazyValue(() => interpreter.force(take())) : take();
}

/** Value of `list[i]`, `map[key]` or `text[i]`; `undefined` where that is not known, or would panic. */
function indexed(base: Value, index: Value): Value | undefined {
  if (base.kind === 'list' && index.kind === 'number') return base.items[index.value];
  if (
    base.kind === 'map' &&
    base.invalidated === undefined &&
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
    alias(base, part);
    return part;
  }
  if (base.kind !== 'text') return undefined;
  return { ...base, value: Buffer.from(base.value).subarray(from.value, to.value).toString('utf8') };
}
