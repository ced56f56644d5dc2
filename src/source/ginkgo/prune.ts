import type { GoNode, Prune } from '../go/syntax.ts';
import { DECLARES, RUNS_LATER } from './dsl-names.ts';

/**
 * Leaves out the bodies that say nothing of which specs there are: those of leaves and set-up, which run later, and
 * those in which no node is declared by its name. The latter are read after all when they are called.
 */
export const pruneBodies =
  (text: string): Prune =>
  ({ start, end }, parents) => {
    const owner = parents.at(-1);
    if (
      owner?.type !== 'func_literal' &&
      owner?.type !== 'function_declaration' &&
      owner?.type !== 'method_declaration'
    )
      return false;
    if (owner.type === 'func_literal' && RUNS_LATER.has(calleeName(text, parents))) return true;
    return !DECLARES.test(text.slice(start, end));
  };

/** Name of the function whose call a function literal is an argument of: `It` also for `ginkgo.It`. */
function calleeName(text: string, parents: readonly GoNode[]): string {
  const [call, list] = parents.slice(-3);
  const callee =
    call?.type === 'call_expression' && list?.type === 'argument_list' ? call.children[0] : undefined;
  if (callee === undefined) return '';
  const name = callee.type === 'selector_expression' ? callee.children.at(-1) : callee;
  return name === undefined ? '' : text.slice(name.start, name.end);
}
