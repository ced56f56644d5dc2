import { childOf, type GoNode } from '../go/syntax.ts';
import { assign, declareVariables, defineVariables } from './assignments.ts';
import { countStep } from './budget.ts';
import { executeFor } from './loops.ts';
import { type Completion, type Machine } from './machine.ts';
import { equal } from './operators.ts';
import { textOf } from './source-file.ts';
import { boolean, type Frame, inner, NIL, type Value } from './values.ts';

const NORMAL: Completion = { kind: 'normal' };

/** Does statements in their order, until one ends them. */
export function execute(machine: Machine, statements: readonly GoNode[], frame: Frame): Completion {
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
  switch (node.type) {
    case 'statement_list':
      return execute(machine, node.children, frame);
    case 'block':
      return inScope(frame, () => execute(machine, machine.program.statementsOf(frame.file, node), frame));
    case 'expression_statement': {
      const [expression] = node.children;
      const value = expression === undefined ? undefined : machine.evaluate(expression, frame);
      // A function of the suite was called for what else it does; one from elsewhere does nothing to the specs.
      if (value?.kind === 'deferred' && value.result !== undefined) machine.force(value);
      return NORMAL;
    }
    case 'short_var_declaration':
      defineVariables(machine, node, frame);
      return NORMAL;
    case 'assignment_statement':
    case 'inc_statement':
    case 'dec_statement':
      assign(machine, node, frame);
      return NORMAL;
    case 'var_declaration':
    case 'const_declaration':
    case 'type_declaration':
      declareVariables(machine, node, frame);
      return NORMAL;
    case 'if_statement':
      return inScope(frame, () => executeIf(machine, node, frame));
    case 'for_statement':
      return inScope(frame, () => executeFor(machine, node, frame));
    case 'expression_switch_statement':
      return inScope(frame, () => executeSwitch(machine, node, frame));
    case 'type_switch_statement':
    case 'select_statement': {
      const cause = doubtAt(machine, node, frame, 'which case holds is not known before the suite runs');
      return eachInDoubt(
        machine,
        node.children.filter(isCase).map((each) => statementsOfCase(each)),
        frame,
        cause,
      );
    }
    case 'return_statement': {
      const values = (node.children[0]?.children ?? []).map((each) => machine.evaluate(each, frame));
      return { kind: 'return', value: returned(values, frame) };
    }
    case 'break_statement':
    case 'continue_statement': {
      const label = node.children[0];
      return {
        kind: node.type === 'break_statement' ? 'break' : 'continue',
        label: label === undefined ? undefined : textOf(frame.file, label),
      };
    }
    case 'labeled_statement': {
      const [label, statement] = node.children;
      if (statement === undefined) return NORMAL;
      const completion = executeOne(machine, statement, frame);
      const name = label === undefined ? undefined : textOf(frame.file, label);
      return completion.kind === 'break' && completion.label === name ? NORMAL : completion;
    }
    case 'defer_statement':
    case 'go_statement': {
      const [called] = node.children;
      if (
        called === undefined ||
        !machine.mayDeclare({ kind: 'function', node: called, file: frame.file, scope: frame.scope })
      )
        return NORMAL;
      const cause = doubtAt(
        machine,
        node,
        frame,
        'when a call runs that is deferred or runs beside is not followed',
      );
      machine.inDoubt(cause, () => machine.value(called, frame));
      return NORMAL;
    }
    case 'goto_statement':
      frame.doubt ??= doubtAt(machine, node, frame, 'goto is not followed');
      return NORMAL;
    default:
      // What else there is declares nothing.
      return NORMAL;
  }
}

function inScope(frame: Frame, action: () => Completion): Completion {
  const outer = frame.scope;
  frame.scope = inner(outer);
  try {
    return action();
  } finally {
    frame.scope = outer;
  }
}

function returned(values: readonly Value[], frame: Frame): Value {
  const [only] = values;
  if (values.length > 1) return { kind: 'tuple', items: values };
  if (only !== undefined) return only;
  const named = frame.results.map((name) => findIn(frame, name));
  return named.length === 1 ? (named[0] ?? NIL) : named.length > 1 ? { kind: 'tuple', items: named } : NIL;
}

function findIn(frame: Frame, name: string): Value {
  for (let scope: Frame['scope'] | undefined = frame.scope; scope !== undefined; scope = scope.parent) {
    const cell = scope.cells.get(name);
    if (cell !== undefined) return cell.value;
  }
  return NIL;
}

function executeIf(machine: Machine, node: GoNode, frame: Frame): Completion {
  const [initializer, condition] = [childOf(node, 'initializer'), childOf(node, 'condition')];
  const [consequence, alternative] = [childOf(node, 'consequence'), childOf(node, 'alternative')];
  if (initializer !== undefined) executeOne(machine, initializer, frame);
  if (condition === undefined || consequence === undefined) return NORMAL;
  const value = machine.value(condition, frame);
  if (value.kind === 'boolean') {
    const branch = value.value ? consequence : alternative;
    return branch === undefined ? NORMAL : executeOne(machine, branch, frame);
  }
  const cause =
    value.kind === 'unknown'
      ? value.cause
      : doubtAt(machine, condition, frame, 'the condition is not known before the suite runs');
  return eachInDoubt(
    machine,
    [[consequence], ...(alternative === undefined ? [] : [[alternative]])],
    frame,
    cause,
  );
}

/** Does each of some branches in doubt; when one of them leaves, the rest of the function is in doubt, too. */
function eachInDoubt(
  machine: Machine,
  branches: readonly (readonly GoNode[])[],
  frame: Frame,
  cause: NonNullable<Frame['doubt']>,
): Completion {
  for (const branch of branches) {
    const completion = machine.inDoubt(cause, () => inScope(frame, () => execute(machine, branch, frame)));
    if (completion.kind !== 'normal') frame.doubt ??= cause;
  }
  return NORMAL;
}

const doubtAt = (
  machine: Machine,
  node: GoNode,
  frame: Frame,
  because: string,
): NonNullable<Frame['doubt']> => ({
  at: machine.positionOf(node, frame),
  because,
});

const isCase = ({ type }: GoNode): boolean => type.endsWith('_case');
const statementsOfCase = (node: GoNode): readonly GoNode[] =>
  node.children.filter(({ type }) => type === 'statement_list');

function executeSwitch(machine: Machine, node: GoNode, frame: Frame): Completion {
  const [initializer, subject] = [childOf(node, 'initializer'), childOf(node, 'value')];
  if (initializer !== undefined) executeOne(machine, initializer, frame);
  const wanted = subject === undefined ? boolean(true) : machine.value(subject, frame);
  const cases = node.children.filter(isCase);
  const cause = doubtAt(machine, node, frame, 'which case holds is not known before the suite runs');
  let chosen: GoNode | undefined = cases.find(({ type }) => type === 'default_case');
  for (const each of cases.filter(({ type }) => type === 'expression_case')) {
    const answers = (childOf(each, 'value')?.children ?? []).map((value) =>
      equal(wanted, machine.value(value, frame)),
    );
    if (answers.includes(true)) {
      chosen = each;
      break;
    }
    if (answers.includes(undefined)) return eachInDoubt(machine, cases.map(statementsOfCase), frame, cause);
  }
  if (chosen === undefined) return NORMAL;
  if (chosen.children.at(-1)?.children.at(-1)?.type === 'fallthrough_statement')
    return eachInDoubt(machine, cases.map(statementsOfCase), frame, cause);
  const completion = execute(machine, statementsOfCase(chosen), frame);
  return completion.kind === 'break' && completion.label === undefined ? NORMAL : completion;
}
