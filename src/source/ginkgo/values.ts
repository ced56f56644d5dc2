import type { GoNode } from '../go/syntax.ts';
import type { FunctionDeclaration, SourceFile } from './source-file.ts';
import type { Cause, Position } from './types.ts';

export type Scope = { readonly variables: Map<string, Variable>; readonly parent: Scope | undefined };

/** A call of a function that is being read. */
export type Frame = {
  readonly file: SourceFile;
  scope: Scope;
  readonly caller: Frame | undefined;
  /** The call that this frame makes at the moment. */
  at: GoNode | undefined;
  /** Whether it called `GinkgoHelper()`: then nodes that it declares are its caller's. */
  helper: boolean;
  /** Why it is not certain that the rest of it runs. */
  doubt: Cause | undefined;
  /** Number of the constant that is being evaluated within its group, from 0. */
  readonly iota?: number;
  readonly results: readonly string[];
};

export function findVariable(scope: Scope | undefined, name: string): Variable | undefined {
  for (let at = scope; at !== undefined; at = at.parent) {
    const variable = at.variables.get(name);
    if (variable !== undefined) return variable;
  }
  return undefined;
}

export const childScope = (parent: Scope | undefined): Scope => ({ variables: new Map(), parent });

/** Does something in a scope of its own. */
export function withChildScope<T>(frame: Frame, action: () => T): T {
  const outer = frame.scope;
  frame.scope = childScope(outer);
  try {
    return action();
  } finally {
    frame.scope = outer;
  }
}

/** A type that has a name; `packagePath` is empty for those of the language. */
export type TypeName = { readonly packagePath: string; readonly name: string };

/** What an expression of Go is worth while the specs are declared, as far as the source says. */
export type Value =
  | { readonly kind: 'text'; readonly value: string; readonly type?: TypeName }
  | { readonly kind: 'number'; readonly value: number; readonly float: boolean; readonly type?: TypeName }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'nil' }
  | ListValue
  | MapValue
  | StructValue
  | FunctionValue
  | { readonly kind: 'builtin'; readonly name: string; readonly call: Builtin }
  | { readonly kind: 'tuple'; readonly items: readonly Value[] }
  | Decorator
  | TableEntry
  | { readonly kind: 'type'; readonly type: GoType }
  | { readonly kind: 'package'; readonly importPath: string }
  | { readonly kind: 'address'; readonly variable: Variable }
  | LazyValue
  | UnknownValue;

export type ListValue = {
  readonly kind: 'list';
  readonly items: Value[];
  /** Type of the list: Ginkgo has one for labels. */
  readonly type?: TypeName;
  readonly array: boolean;
  /** Lists that may lie in the same memory: parts of this one, and what was appended to it. */
  aliases?: Set<ListValue>;
  /** What was appended to the list first. */
  appended?: ListValue;
  /** Whether the list was written as it is: then there is no room behind it. */
  readonly exact?: boolean;
};
type MapValue = {
  readonly kind: 'map';
  readonly entries: Map<string | number | boolean, Value>;
  /** Why nobody knows what the map holds. */
  invalidated?: Cause;
};
type StructValue = {
  readonly kind: 'struct';
  readonly type: TypeName | undefined;
  readonly fields: Map<string, Value>;
  /** Whether a pointer holds the struct: then it is not copied when it is assigned. */
  readonly pointer: boolean;
};
export type FunctionValue = {
  readonly kind: 'function';
  readonly node: GoNode;
  readonly file: SourceFile;
  /** What a closure sees; absent for a declared function. */
  readonly scope?: Scope;
  readonly receiver?: Value;
  readonly declaration?: FunctionDeclaration;
};
/** What Ginkgo takes beside a text and a body; `labels` for those of `Label` and `Serial`. */
type Decorator = { readonly kind: 'decorator'; readonly name: string; readonly argument?: Value };
export type TableEntry = {
  readonly kind: 'entry';
  readonly description: Value;
  readonly decorations: readonly Value[];
  readonly parameters: readonly Value[];
  readonly declared: CallSite;
};
/** The call of a function that declares no specs: made when its value is needed. */
export type LazyValue = {
  readonly kind: 'lazy';
  readonly force: () => Value;
  /** The result type as it is written, where it is known. */
  readonly result?: string;
};
export type UnknownValue = { readonly kind: 'unknown'; readonly cause: Cause };

/** Where a call stands, and the name that it has for what it calls. */
export type CallSite = {
  readonly at: Position;
  readonly keyword: string;
  readonly start: number;
  readonly end: number;
  readonly textEnd: number | undefined;
};

export type Builtin = (args: readonly Value[], frame: Frame, call: GoNode) => Value;

/** A variable. `doubt` is why it was not certain to exist. */
export type Variable = { value: Value; readonly doubt: Cause | undefined };

export type GoType =
  | {
      readonly kind: 'named';
      readonly name: TypeName;
      /** Whether the type is of a package that declares no specs, which is not read before it has to be. */
      readonly foreign: boolean;
      readonly underlying: () => GoType;
    }
  | { readonly kind: 'basic'; readonly name: string }
  | { readonly kind: 'list'; readonly element: GoType; readonly array: boolean }
  | { readonly kind: 'map'; readonly value: GoType }
  | { readonly kind: 'struct'; readonly fields: readonly { readonly name: string; readonly type: GoType }[] }
  | { readonly kind: 'pointer'; readonly to: GoType }
  | { readonly kind: 'other' };

export const textValue = (value: string): Value => ({ kind: 'text', value });
export const numberValue = (value: number, float = false): Value => ({ kind: 'number', value, float });
export const booleanValue = (value: boolean): Value => ({ kind: 'boolean', value });
/** A value that is made when it is needed, once. */
export function lazyValue(force: () => Value, result?: string): LazyValue {
  let made: Value | undefined;
  return {
    kind: 'lazy',
    ...(result === undefined ? {} : { result }),
    force: () => {
      made ??= force();
      return made;
    },
  };
}
export const functionValue = (declaration: FunctionDeclaration): FunctionValue => ({
  kind: 'function',
  node: declaration.node,
  file: declaration.file,
  declaration,
});
export const NIL: Value = { kind: 'nil' };
export const listValue = (items: readonly Value[]): ListValue => ({
  kind: 'list',
  items: [...items],
  array: false,
});
export const unknownValue = (at: Position, because: string): UnknownValue => ({
  kind: 'unknown',
  cause: { at, because },
});
/** One of the values that a call gives, by its place. */
export function resultAt(value: Value, index: number, at: Position): Value {
  if (value.kind === 'unknown') return value;
  return value.kind === 'tuple'
    ? (value.items[index] ?? unknownValue(at, 'the call gives fewer values'))
    : unknownValue(at, 'the call gives one value only');
}

const GINKGO = 'github.com/onsi/ginkgo/v2';
export const LABELS: TypeName = { packagePath: GINKGO, name: 'Labels' };
export const ginkgoType = (name: string): TypeName => ({ packagePath: GINKGO, name });
export const isType = (type: TypeName | undefined, wanted: TypeName): boolean =>
  type?.name === wanted.name && type.packagePath === wanted.packagePath;
export const isLabels = (value: Value): value is ListValue & { readonly type: TypeName } =>
  value.kind === 'list' && isType(value.type, LABELS);

/** A value as another variable gets it: structs and arrays are copied, what is behind a pointer is not. */
export function copied(value: Value): Value {
  if (value.kind === 'struct' && !value.pointer)
    return { ...value, fields: new Map([...value.fields].map(([name, field]) => [name, copied(field)])) };
  if (value.kind === 'list' && value.array) return { ...value, items: value.items.map(copied) };
  return value;
}

/** Notes that two lists may lie in the same memory: what changes one of them may change the other. */
export function alias(one: ListValue, other: ListValue): void {
  const family = new Set([...(one.aliases ?? [one]), ...(other.aliases ?? [other])]);
  for (const member of family) member.aliases = family;
}

/** Forgets what a list holds, and the lists that share its memory. */
export function invalidateItems(lost: ListValue, value: UnknownValue): void {
  for (const member of lost.aliases ?? [lost]) member.items.fill(value);
}
