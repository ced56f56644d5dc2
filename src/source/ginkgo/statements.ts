import type { GoNode } from '../go/syntax.ts';
import { assign, declareVariables, defineVariables } from './assignments.ts';
import { causeAt, executeAnyCase, executeIf, executeSwitch } from './branches.ts';
import { countStep } from './budget.ts';
import { executeFor } from './loops.ts';
import { type Completion, type Machine, NORMAL } from './interpreter.ts';
import { nodeText } from './source-file.ts';
import { type Frame, findCell, inScope, NIL, type Value } from './values.ts';

/** Does what a node says. */
type Statement = (machine: Machine, node: GoNode, frame: Frame) => Completion;

/** What each kind of node does; what else there is declares nothing. */
const STATEMENTS: ReadonlyMap<string, Statement> = new Map(
  Object.entries<Statement>({
    statement_list: (machine, node, frame) => executeStatements(machine, node.children, frame),
    block: scoped((machine, node, frame) =>
      executeStatements(machine, machine.program.statementsOf(frame.file, node), frame),
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
    defer_statement: executeBeside,
    go_statement: executeBeside,
    goto_statement: completing((machine, node, frame) => {
      frame.doubt ??= causeAt(machine, node, frame, 'goto is not followed');
    }),
  }),
);

/** Does statements in their order, until one ends them. */
export function executeStatements(machine: Machine, statements: readonly GoNode[], frame: Frame): Completion {
  for (const statement of statements) {
    const completion =
      frame.doubt !== undefined && machine.doubt === undefined
        ? machine.inDoubt(frame.doubt, () => executeOne(machine, statement, frame))
        : executeOne(machine, statement, frame);
    if (completion.kind === 'normal') continue;
    if (frame.doubt === undefined || completion.kind === 'return') return completion;
  }
  return NORMAL;
}

function executeOne(machine: Machine, node: GoNode, frame: Frame): Completion {
  countStep(machine);
  return STATEMENTS.get(node.type)?.(machine, node, frame) ?? NORMAL;
}

/** Gives a statement a scope of its own: what is declared in it is not seen behind it. */
function scoped(statement: Statement): Statement {
  return (machine, node, frame) => inScope(frame, () => statement(machine, node, frame));
}

/** Makes a statement of an action: one that never leaves the statements around it. */
function completing(action: (machine: Machine, node: GoNode, frame: Frame) => void): Statement {
  return (machine, node, frame) => {
    action(machine, node, frame);
    return NORMAL;
  };
}

function executeExpression(machine: Machine, node: GoNode, frame: Frame): Completion {
  const [expression] = node.children;
  const value = expression === undefined ? undefined : machine.evaluate(expression, frame);
  // A function of the suite was called for what else it does; one from elsewhere does nothing to the specs.
  if (value?.kind === 'deferred' && value.result !== undefined) machine.force(value);
  return NORMAL;
}

function executeReturn(machine: Machine, node: GoNode, frame: Frame): Completion {
  const values = (node.children[0]?.children ?? []).map((each) => machine.evaluate(each, frame));
  return { kind: 'return', value: returned(values, frame) };
}

function returned(values: readonly Value[], frame: Frame): Value {
  const [only] = values;
  if (values.length > 1) return { kind: 'tuple', items: values };
  if (only !== undefined) return only;
  const named = frame.results.map((name) => findCell(frame.scope, name)?.value ?? NIL);
  return named.length === 1 ? (named[0] ?? NIL) : named.length > 1 ? { kind: 'tuple', items: named } : NIL;
}

function labelOf({ children: [label] }: GoNode, frame: Frame): string | undefined {
  return label === undefined ? undefined : nodeText(frame.file, label);
}

function executeLabeled(machine: Machine, node: GoNode, frame: Frame): Completion {
  const statement = node.children[1];
  if (statement === undefined) return NORMAL;
  const completion = executeOne(machine, statement, frame);
  return completion.kind === 'break' && completion.label === labelOf(node, frame) ? NORMAL : completion;
}

/** Executes `defer` and `go`. */
function executeBeside(machine: Machine, node: GoNode, frame: Frame): Completion {
  const [called] = node.children;
  if (
    called === undefined ||
    !machine.mayDeclare({ kind: 'function', node: called, file: frame.file, scope: frame.scope })
  )
    return NORMAL;
  const because = 'when a call runs that is deferred or runs beside is not followed';
  machine.inDoubt(causeAt(machine, node, frame, because), () => machine.value(called, frame));
  return NORMAL;
}
