import { SETUP, splitName } from './dsl-names.ts';
import type { Interpreter } from './interpreter.ts';
import { declareNode, readDecorations, siteOf } from './nodes.ts';
import { declareTable, tableEntry } from './tables.ts';
import { type Builtin, booleanValue, LABELS, NIL, textValue, unknownValue, type Value } from './values.ts';

const DECORATORS = [
  'Focus',
  'Pending',
  'Serial',
  'Ordered',
  'ContinueOnFailure',
  'OncePerOrdered',
  'SuppressProgressReporting',
];
/** Decorators that are functions; nothing of the inventory depends on them. */
const OTHER_DECORATORS = ['SemVerConstraint', 'ComponentSemVerConstraint', 'AroundNode'];
const SETS_UP: ReadonlySet<string> = new Set(SETUP);

/** What Ginkgo exports under a name, as far as declaring specs goes. */
export function dslMember(interpreter: Interpreter, name: string): Value | undefined {
  const builtin = (call: Builtin): Value => ({ kind: 'builtin', name, call });
  if (DECORATORS.includes(name)) return { kind: 'decorator', name };
  if (OTHER_DECORATORS.includes(name)) return builtin(() => ({ kind: 'decorator', name }));
  if (SETS_UP.has(name)) return builtin(() => booleanValue(true));
  if (name === 'Label')
    return builtin((args) => ({ kind: 'list', items: [...args], array: false, type: LABELS }));
  if (name === 'RunSpecs')
    return builtin((args, frame, call) => runSpecs(interpreter, args, siteOf(call, frame)));
  if (name === 'GinkgoHelper')
    return builtin((_args, frame) => {
      frame.helper = true;
      return NIL;
    });
  if (name === 'AddTreeConstructionNodeArgsTransformer')
    return builtin((_args, frame, call) => {
      const at = interpreter.positionOf(call, frame);
      interpreter.tree.report({
        at,
        code: 'gave-up',
        message: 'a function changes the arguments of all nodes: nothing that was read is certain',
      });
      return unknownValue(at, 'a function changes the arguments of all nodes');
    });
  const split = splitName(name);
  return split === undefined ? undefined : builtin(declarer(interpreter, split.prefix, split.base));
}

function declarer(interpreter: Interpreter, prefix: string, base: string): Builtin {
  return (args, frame, call) => {
    const site = siteOf(call, frame);
    if (base === 'Entry') return tableEntry(interpreter, args, prefix, site);
    const [first = unknownValue(site.at, 'the text is missing'), ...rest] = args;
    if (base === 'DescribeTable' || base === 'DescribeTableSubtree')
      declareTable(interpreter, {
        description: first,
        args: rest,
        prefix,
        subtree: base === 'DescribeTableSubtree',
        site,
        frame,
      });
    else
      declareNode(interpreter, {
        text: first,
        ...(base === 'When' ? { before: 'when ' } : {}),
        args: rest,
        prefix,
        site,
        frame,
        leaf: base === 'It' || base === 'Specify',
      });
    return booleanValue(true);
  };
}

function runSpecs(interpreter: Interpreter, args: readonly Value[], site: ReturnType<typeof siteOf>): Value {
  const description = interpreter.force(args[1] ?? textValue(''));
  const { labels } = readDecorations(
    interpreter,
    args.slice(2).filter(({ kind }) => kind === 'list' || kind === 'decorator'),
    site,
  );
  if (description.kind !== 'text')
    interpreter.tree.report({
      at: site.at,
      code: 'unresolved-suite',
      message: "the suite's description is not known before it runs",
    });
  interpreter.tree.build({ description: description.kind === 'text' ? description.value : '…', labels });
  return booleanValue(true);
}
