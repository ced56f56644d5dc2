import { childOf, childrenOf, type GoNode } from '../go/syntax.ts';
import { DECORATING_TYPES, isGinkgo } from './dsl-names.ts';
import { type Interpreter } from './interpreter.ts';
import { nodeText } from './source-file.ts';
import {
  booleanValue,
  type Frame,
  findVariable,
  type GoType,
  ginkgoType,
  type ListValue,
  lazyValue,
  NIL,
  numberValue,
  textValue,
  type Value,
} from './values.ts';

const NUMBERS = new Set(
  'int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr byte rune float32 float64'.split(' '),
);
const BASIC = new Set([
  ...NUMBERS,
  'string',
  'bool',
  'error',
  'any',
  'comparable',
  'complex64',
  'complex128',
]);
const FLOATS = new Set(['float32', 'float64']);
const TEXT: GoType = { kind: 'basic', name: 'string' };
const INT: GoType = { kind: 'basic', name: 'int' };
const OTHER: GoType = { kind: 'other' };

/** Types of Ginkgo that a suite names. */
const GINKGO_TYPES: Readonly<Record<string, GoType>> = {
  EntryDescription: TEXT,
  Labels: { kind: 'list', element: TEXT, array: false },
  TableEntry: OTHER,
  ...Object.fromEntries(DECORATING_TYPES.map((name) => [name, INT])),
};

/** The type that an expression names; `undefined` where it names none. */
export function typeOf(interpreter: Interpreter, node: GoNode, frame: Frame): GoType | undefined {
  const resolve = (child: GoNode | undefined): GoType =>
    (child === undefined ? undefined : typeOf(interpreter, child, frame)) ?? OTHER;
  switch (node.type) {
    case 'slice_type':
      return { kind: 'list', element: resolve(childOf(node, 'element')), array: false };
    case 'array_type':
    case 'implicit_length_array_type':
      return { kind: 'list', element: resolve(childOf(node, 'element')), array: true };
    case 'map_type':
      return { kind: 'map', value: resolve(childOf(node, 'value')) };
    case 'pointer_type':
      return { kind: 'pointer', to: resolve(node.children[0]) };
    case 'struct_type':
      return {
        kind: 'struct',
        fields: (node.children[0]?.children ?? []).flatMap((field) => {
          const type = childOf(field, 'type');
          const names = childrenOf(field, 'name');
          const embedded = type === undefined ? '' : (nodeText(frame.file, type).split('.').at(-1) ?? '');
          return (names.length > 0 ? names.map((name) => nodeText(frame.file, name)) : [embedded]).map(
            (name) => ({
              name,
              type: resolve(type),
            }),
          );
        }),
      };
    case 'function_type':
    case 'interface_type':
    case 'channel_type':
      return OTHER;
    case 'generic_type':
    case 'parenthesized_type':
    case 'parenthesized_expression':
      return node.children[0] === undefined ? undefined : typeOf(interpreter, node.children[0], frame);
    case 'unary_expression':
      return undefined;
    case 'identifier':
    case 'type_identifier':
      return namedHere(interpreter, nodeText(frame.file, node), frame, node.type === 'type_identifier');
    case 'qualified_type':
    case 'selector_expression': {
      const [left, right] = node.children;
      if (left === undefined || right === undefined || left.type === 'selector_expression') return undefined;
      const importPath = frame.file.imports.get(nodeText(frame.file, left));
      if (importPath === undefined || findVariable(frame.scope, nodeText(frame.file, left)) !== undefined)
        return undefined;
      return namedIn(interpreter, importPath, nodeText(frame.file, right), node.type === 'qualified_type');
    }
    default:
      return undefined;
  }
}

/**
 * The type that a name means in a frame. Where it is `certain` that only a type can stand, nothing else is looked up.
 */
function namedHere(
  interpreter: Interpreter,
  name: string,
  frame: Frame,
  certain: boolean,
): GoType | undefined {
  const variable = findVariable(frame.scope, name);
  if (variable !== undefined) return variable.value.kind === 'type' ? variable.value.type : undefined;
  const own = interpreter.program.declarationsOf(frame.file.packagePath);
  if (own?.types.has(name) === true) return namedIn(interpreter, frame.file.packagePath, name, certain);
  if (BASIC.has(name)) return { kind: 'basic', name };
  for (const importPath of frame.file.dotImports) {
    if (
      certain &&
      interpreter.program.declarationsOf(importPath)?.types.has(name) !== true &&
      !isGinkgo(importPath)
    )
      continue;
    const found = namedIn(interpreter, importPath, name, certain);
    if (found !== undefined) return found;
  }
  return undefined;
}

function namedIn(
  interpreter: Interpreter,
  importPath: string,
  name: string,
  certain: boolean,
): GoType | undefined {
  if (isGinkgo(importPath)) {
    const known = Object.hasOwn(GINKGO_TYPES, name) ? GINKGO_TYPES[name] : undefined;
    return known === undefined
      ? undefined
      : { kind: 'named', name: ginkgoType(name), foreign: false, underlying: () => known };
  }
  if (importPath === 'time' && name === 'Duration')
    return { kind: 'named', name: { packagePath: 'time', name }, foreign: false, underlying: () => INT };
  const { program } = interpreter;
  const find = () => program.declarationsOf(importPath)?.types.get(name);
  // Reading a package that declares no specs takes time: it waits until the type is looked into.
  const reaches = program.graph.packages.get(importPath)?.reachesGinkgo === true;
  if (reaches ? find() === undefined : !certain) return undefined;
  return {
    kind: 'named',
    name: { packagePath: importPath, name },
    foreign: !reaches,
    underlying: () => {
      const found = find();
      return found === undefined ? OTHER : (typeOf(interpreter, found.node, fileFrame(found.file)) ?? OTHER);
    },
  };
}

/** Frame for what stands at the top of a file. */
export const fileFrame = (file: Frame['file'], iota?: number): Frame => ({
  file,
  scope: { variables: new Map(), parent: undefined },
  caller: undefined,
  at: undefined,
  helper: false,
  doubt: undefined,
  results: [],
  ...(iota === undefined ? {} : { iota }),
});

/** What a type is made of: the end of a chain of names, which may lead in a circle in code that doesn't compile. */
export function underlying(type: GoType): GoType {
  let at = type;
  for (let links = 0; at.kind === 'named' && links < 100; links += 1) at = at.underlying();
  return at.kind === 'named' ? OTHER : at;
}

/** The value of a variable that was given none; `undefined` where that can't be known. */
export function zeroOf(type: GoType, depth = 0): Value | undefined {
  // A struct that holds itself doesn't compile.
  if (depth > 20) return undefined;
  if (type.kind === 'named' && type.foreign)
    return lazyValue(() => zeroOf({ ...type, foreign: false }, depth + 1) ?? NIL);
  const plain = underlying(type);
  if (plain.kind === 'basic') {
    const named = type.kind === 'named' ? { type: type.name } : {};
    if (plain.name === 'string') return { ...textValue(''), ...named } as Value;
    if (NUMBERS.has(plain.name)) return { ...numberValue(0, FLOATS.has(plain.name)), ...named } as Value;
    return plain.name === 'bool' ? booleanValue(false) : NIL;
  }
  if (plain.kind === 'struct')
    return {
      kind: 'struct',
      type: type.kind === 'named' ? type.name : undefined,
      pointer: false,
      fields: new Map(
        plain.fields.flatMap((field) => {
          const zero = zeroOf(field.type, depth + 1);
          return zero === undefined ? [] : [[field.name, zero]];
        }),
      ),
    };
  if (plain.kind === 'list' && plain.array) return undefined;
  if (plain.kind === 'list') return asType({ kind: 'list', items: [], array: false }, type);
  return type.kind === 'other' ? undefined : NIL;
}

function asType(value: ListValue, type: GoType): ListValue {
  return type.kind === 'named' ? { ...value, type: type.name } : value;
}

/** Value of `T(x)`; `undefined` for a conversion that changes more than the name. */
export function convert(value: Value, type: GoType): Value | undefined {
  const plain = underlying(type);
  const named = type.kind === 'named' ? { type: type.name } : {};
  if (value.kind === 'text' && plain.kind === 'basic' && plain.name === 'string')
    return { kind: 'text', value: value.value, ...named };
  if (value.kind === 'number' && plain.kind === 'basic' && NUMBERS.has(plain.name)) {
    const float = FLOATS.has(plain.name);
    return { kind: 'number', value: float ? value.value : Math.trunc(value.value), float, ...named };
  }
  if (value.kind === 'number' && plain.kind === 'basic' && plain.name === 'string' && !value.float)
    return {
      ...textValue(String.fromCodePoint(Math.min(Math.max(0, value.value), 0x10ffff))),
      ...named,
    } as Value;
  if (value.kind === 'list' && plain.kind === 'list') {
    const { kind, items, array } = value;
    return asType({ kind, items, array }, type);
  }
  if (value.kind === 'boolean' || value.kind === 'nil' || value.kind === 'function') return value;
  return plain.kind === 'basic' && (plain.name === 'any' || plain.name === 'error') ? value : undefined;
}
