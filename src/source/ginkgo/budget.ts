import { GaveUp } from './budget-exceeded.ts';
import { type Machine } from './interpreter.ts';

/**
 * Steps that a container at the top may take, so that a hostile suite ends, too: KubeVirt's 1396 specs take 22,000 in
 * all.
 */
const STEPS = 2_000_000;
const ALL_STEPS = 20_000_000;
/** Nodes that a container at the top may hold: the largest public suites have some thousands. */
const NODES = 100_000;

/**
 * Does something within a budget of its own, so that a container at the top that goes on for ever does not cost the
 * others.
 */
export function withBudget(machine: Machine, action: () => void): void {
  if (machine.budget !== undefined) return action();
  machine.budget = { steps: STEPS, nodes: NODES };
  try {
    action();
  } finally {
    machine.budget = undefined;
  }
}

export function countStep(machine: Machine): void {
  machine.steps += 1;
  if (machine.steps > ALL_STEPS) throw new GaveUp(`the declarations take more than ${ALL_STEPS} steps`);
  if (machine.budget === undefined) return;
  machine.budget.steps -= 1;
  if (machine.budget.steps < 0) throw new GaveUp(`the container takes more than ${STEPS} steps`);
}

export function countNode({ budget }: Machine): void {
  if (budget === undefined) return;
  budget.nodes -= 1;
  if (budget.nodes < 0) throw new GaveUp(`the container holds more than ${NODES} specs and containers`);
}
