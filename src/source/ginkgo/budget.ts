import { BudgetExceeded } from './budget-exceeded.ts';
import { type Interpreter } from './interpreter.ts';

/**
 * Steps that a container at the top may take, so that a hostile suite ends, too: KubeVirt's 1396 specs take 22,000 in
 * all.
 */
const MAX_STEPS = 2_000_000;
const MAX_TOTAL_STEPS = 20_000_000;
/** Nodes that a container at the top may hold: the largest public suites have some thousands. */
const MAX_NODES = 100_000;

/**
 * Does something within a budget of its own, so that a container at the top that goes on for ever does not cost the
 * others.
 */
export function withBudget(interpreter: Interpreter, action: () => void): void {
  if (interpreter.budget !== undefined) return action();
  interpreter.budget = { steps: MAX_STEPS, nodes: MAX_NODES };
  try {
    action();
  } finally {
    interpreter.budget = undefined;
  }
}

export function countStep(interpreter: Interpreter): void {
  interpreter.steps += 1;
  if (interpreter.steps > MAX_TOTAL_STEPS)
    throw new BudgetExceeded(`the declarations take more than ${MAX_TOTAL_STEPS} steps`);
  if (interpreter.budget === undefined) return;
  interpreter.budget.steps -= 1;
  if (interpreter.budget.steps < 0)
    throw new BudgetExceeded(`the container takes more than ${MAX_STEPS} steps`);
}

export function countNode({ budget }: Interpreter): void {
  if (budget === undefined) return;
  budget.nodes -= 1;
  if (budget.nodes < 0)
    throw new BudgetExceeded(`the container holds more than ${MAX_NODES} specs and containers`);
}
