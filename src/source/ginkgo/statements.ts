import type { GoNode } from '../go/syntax.ts';
import { assign, declareVariables, defineVariables } from './assignments.ts';
import { causeAt, executeAnyCase, executeIf, executeSwitch } from './branches.ts';
import { countStep } from './budget.ts';
import { type Completion, type Interpreter, NORMAL } from './interpreter.ts';
import { executeFor } from './loops.ts';
import { nodeText } from './source-file.ts';
import { type Frame, findVariable, NIL, type Value, withChildScope } from './values.ts';

/** Does what a node says. */
type Statement = (interpreter: Interpreter, node: GoNode, frame: Frame) => Completion;

/** What each kind of node does; what else there is declares nothing. */
const STATEMENTS: ReadonlyMap<string, Statement> = new Map(
  Object.entries<Statement>({
    statement_list: (interpreter, node, frame) => executeStatements(interpreter, node.children, frame),
    block: scoped((interpreter, node, frame) =>
      executeStatements(interpreter, interpreter.program.statementsOf(frame.file, node), frame),
    ),
    expression_statement: executeExpression,
    short_var_declaration: completing(defineVariables),
    assignment_statement: completing(assign),
    inc_statement: completing(assign),
    dec_statement: completing(assign),
    var_declaration: completing(declareVariables),
    const_declaration: completing(declareVariables),
    type_declaration: completing(declareVariables),
    if_statement: scoped(executeIf),
    for_statement: scoped(executeFor),
    expression_switch_statement: scoped(executeSwitch),
    type_switch_statement: executeAnyCase,
    select_statement: executeAnyCase,
    return_statement: executeReturn,
    break_statement: (_machine, node, frame) => ({ kind: 'break', label: labelOf(node, frame) }),
    continue_statement: (_machine, node, frame) => ({ kind: 'continue', label: labelOf(node, frame) }),
    labeled_statement: executeLabeled,
    defer_statement: executeDeferOrGo,
    go_statement: executeDeferOrGo,
    goto_statement: completing((interpreter, node, frame) => {
      frame.doubt ??= causeAt(interpreter, node, frame, 'goto is not followed');
    }),
  }),
);

/** Does statements in their order, until one ends them. */
export function executeStatements(
  interpreter: Interpreter,
  statements: readonly GoNode[],
  frame: Frame,
): Completion {
  for (const statement of statements) {
    const completion =
      frame.doubt !== undefined && interpreter.doubt === undefined
        ? interpreter.inDoubt(frame.doubt, () => executeOne(interpreter, statement, frame))
        : executeOne(interpreter, statement, frame);
    if (completion.kind === 'normal') continue;
    if (frame.doubt === undefined || completion.kind === 'return') return completion;
  }
  return NORMAL;
}

function executeOne(interpreter: Interpreter, node: GoNode, frame: Frame): Completion {
  countStep(interpreter);
  return STATEMENTS.get(node.type)?.(interpreter, node, frame) ?? NORMAL;
}

/** Gives a statement a scope of its own: what is declared in it is not seen behind it. */
function scoped(statement: Statement): Statement {
  return (interpreter, node, frame) => withChildScope(frame, () => statement(interpreter, node, frame));
}

/** Makes a statement of an action: one that never leaves the statements around it. */
function completing(action: (interpreter: Interpreter, node: GoNode, frame: Frame) => void): Statement {
  return (interpreter, node, frame) => {
    action(interpreter, node, frame);
    return NORMAL;
  };
}

function executeExpression(interpreter: Interpreter, node: GoNode, frame: Frame): Completion {
  const [expression] = node.children;
  const value = expression === undefined ? undefined : interpreter.evaluate(expression, frame);
  // A function of the suite was called for what else it does; one from elsewhere does nothing to the specs.
  if (value?.kind === 'lazy' && value.result !== undefined) interpreter.force(value);
  return NORMAL;
}

function executeReturn(interpreter: Interpreter, node: GoNode, frame: Frame): Completion {
  const values = (node.children[0]?.children ?? []).map((each) => interpreter.evaluate(each, frame));
  return { kind: 'return', value: returned(values, frame) };
}

function returned(values: readonly Value[], frame: Frame): Value {
  const [only] = values;
  if (values.length > 1) return { kind: 'tuple', items: values };
  if (only !== undefined) return only;
  const named = frame.results.map((name) => findVariable(frame.scope, name)?.value ?? NIL);
  return named.length === 1 ? (named[0] ?? NIL) : named.length > 1 ? { kind: 'tuple', items: named } : NIL;
}

function labelOf({ children: [label] }: GoNode, frame: Frame): string | undefined {
  return label === undefined ? undefined : nodeText(frame.file, label);
}

function executeLabeled(interpreter: Interpreter, node: GoNode, frame: Frame): Completion {
  const statement = node.children[1];
  if (statement === undefined) return NORMAL;
  const completion = executeOne(interpreter, statement, frame);
  return completion.kind === 'break' && completion.label === labelOf(node, frame) ? NORMAL : completion;
}

/** Executes `defer` and `go`. */
function executeDeferOrGo(interpreter: Interpreter, node: GoNode, frame: Frame): Completion {
  const [called] = node.children;
  if (
    called === undefined ||
    !interpreter.mayDeclare({ kind: 'function', node: called, file: frame.file, scope: frame.scope })
  )
    return NORMAL;
  const because = 'when a call runs that is deferred or runs beside is not followed';
  interpreter.inDoubt(causeAt(interpreter, node, frame, because), () => interpreter.value(called, frame));
  return NORMAL;
}
