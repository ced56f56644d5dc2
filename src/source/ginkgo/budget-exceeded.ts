/**
 * Error for a declaration that was given up because it takes too many steps, declares too much, or nests too deeply.
 */
export class BudgetExceeded extends Error {
  override readonly name = 'BudgetExceeded';
}
