import type { GoNode } from '../go/syntax.ts';
import type { Declarers } from './declarers.ts';
import type { Program } from './program.ts';
import type { ValueDeclaration } from './source-file.ts';
import type { SpecTree } from './spec-tree.ts';
import type { Cause, Position } from './types.ts';
import type { Frame, FunctionValue, GoType, Value, Variable } from './values.ts';

/** How a statement ended. */
export type Completion =
  | { readonly kind: 'normal' }
  | { readonly kind: 'return'; readonly value: Value }
  | { readonly kind: 'break' | 'continue'; readonly label: string | undefined };

export const NORMAL: Completion = { kind: 'normal' };

/** Steps and nodes that are left. */
type Budget = { steps: number; nodes: number };

/**
 * Reads the code that declares specs as Go would run it, and no other. What it can't know is an `unknown` value with
 * its cause; statements that may run or not run in doubt: what they declare is uncertain, what they assign unknown.
 */
export type Interpreter = {
  readonly program: Program;
  readonly tree: SpecTree;
  /** Why it is not certain that what is being read runs at all. */
  doubt: Cause | undefined;
  depth: number;
  /** What the container at the top that is being read may still take. */
  budget: Budget | undefined;
  /** Steps that were taken so far, by all containers. */
  steps: number;
  readonly evaluate: (node: GoNode, frame: Frame) => Value;
  /** Evaluates a node, with what was deferred done. */
  readonly value: (node: GoNode, frame: Frame) => Value;
  readonly force: (value: Value) => Value;
  readonly call: (callee: Value, args: readonly Value[], frame: Frame, call: GoNode) => Value;
  readonly run: (callee: FunctionValue, args: readonly Value[], caller: Frame | undefined) => Value;
  readonly execute: (statements: readonly GoNode[], frame: Frame) => Completion;
  readonly typeOf: (node: GoNode, frame: Frame) => GoType | undefined;
  readonly member: (importPath: string, name: string, at: Position) => Value;
  /** Makes the value of a variable, once: whatever is declared in doing so is declared. */
  readonly initialise: (declaration: ValueDeclaration) => void;
  readonly mayDeclare: Declarers['mayDeclare'];
  readonly mayDeclareAsMethod: Declarers['mayDeclareAsMethod'];
  readonly positionOf: (node: GoNode, frame: Frame) => Position;
  /** Does something of which it is not certain that it happens. */
  readonly inDoubt: <T>(cause: Cause, action: () => T) => T;
  readonly write: (variable: Variable, value: Value) => void;
};
