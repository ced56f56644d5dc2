import { childOf } from '../../../go/syntax.ts';
import { textOf } from './source-file.ts';
import type { FunctionValue } from './values.ts';

/** The names of a function's results, where it gives them any. */
export const childNames = ({ node, file }: FunctionValue): readonly string[] => {
  const result = childOf(node, 'result');
  if (result?.type !== 'parameter_list') return [];
  return result.children.flatMap((parameter) =>
    parameter.children.filter(({ field }) => field === 'name').map((name) => textOf(file, name)),
  );
};
