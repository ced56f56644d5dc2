import type { SourceCode } from '../../source/ginkgo/code.ts';
import { splitName } from '../../source/ginkgo/dsl-names.ts';
import { nodeText, type SourceFile } from '../../source/ginkgo/source-file.ts';
import type { DeclaredNode, SourceSpec } from '../../source/ginkgo/types.ts';
import { childOf, type GoNode } from '../../source/go/syntax.ts';

/** Code that runs for a spec, with the closures that it can call by name. */
export type Region = {
  readonly file: SourceFile;
  readonly node: GoNode;
  readonly closures: ReadonlyMap<string, GoNode>;
  /** Number of containers around the code; code of the leaf comes last. */
  readonly level: number;
  /**
   * Arguments that an entry passes to the body of its table, as they are written, by the name of the parameter.
   */
  readonly given: ReadonlyMap<string, string>;
};

const BEFORE = new Set(['BeforeEach', 'JustBeforeEach', 'BeforeAll']);
/** Functions whose code runs when all is done: it says nothing of what the spec needs. */
const AFTER = new Set(['AfterEach', 'JustAfterEach', 'AfterAll', 'DeferCleanup']);

/** Creates a function that finds the code of a spec; what containers hold is read once for all of their specs. */
export function createRegions(code: SourceCode): (spec: SourceSpec) => readonly Region[] {
  const calls = new Map<string, ReadonlyMap<string, GoNode>>();
  const callsIn = (file: SourceFile): ReadonlyMap<string, GoNode> => {
    const known = calls.get(file.name) ?? indexCalls(file);
    calls.set(file.name, known);
    return known;
  };
  return ({ nodes }) => {
    const closures = new Map<string, GoNode>();
    return nodes.flatMap((declared, level) => {
      const file = code.fileOf(declared.at.file);
      const call = file === undefined ? undefined : callsIn(file).get(`${declared.start}-${declared.end}`);
      if (file === undefined || call === undefined) return [];
      const leaf = level === nodes.length - 1;
      const found =
        leaf || isTable(declared) ? bodiesOf(file, call, closures) : partsOf(file, call, closures);
      const entry = isTable(declared) ? nodes[level + 1] : undefined;
      const given = (body: GoNode) =>
        entry === undefined
          ? new Map<string, string>()
          : givenBy(file, body, callsIn(file).get(`${entry.start}-${entry.end}`));
      return found.map((node) => ({
        file,
        node,
        closures,
        level: isTable(declared) ? nodes.length - 1 : level,
        given: given(node),
      }));
    });
  };
}

const baseOf = (keyword: string) => splitName(keyword.split('.').at(-1) ?? '')?.base;
const isTable = ({ keyword }: DeclaredNode): boolean => baseOf(keyword)?.startsWith('DescribeTable') === true;

function indexCalls(file: SourceFile): ReadonlyMap<string, GoNode> {
  const found = new Map<string, GoNode>();
  const rest = [file.syntax.root];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (node.type === 'call_expression') found.set(`${node.start}-${node.end}`, node);
    for (const child of node.children) rest.push(child);
  }
  return found;
}

/** The arguments of a node, also those that are wrapped, as in `Describe(SIG("…", func() {…}))`. */
function argumentsOf(call: GoNode): readonly GoNode[] {
  const list = childOf(call, 'arguments')?.children ?? [];
  const [only] = list;
  return list.length === 1 && only?.type === 'call_expression' ? argumentsOf(only) : list;
}

/** Bodies of a leaf or a table, and its other arguments; entries of a table are leaves of their own. */
function bodiesOf(file: SourceFile, call: GoNode, closures: ReadonlyMap<string, GoNode>): readonly GoNode[] {
  return argumentsOf(call).flatMap((argument) => {
    if (argument.type === 'identifier') {
      const name = nodeText(file, argument);
      const declared = file.functions.find((each) => each.name === name && each.receiver === undefined)?.node;
      return closures.get(name) ?? declared ?? [];
    }
    return isEntry(file, argument) ? [] : [argument];
  });
}

const isEntry = (file: SourceFile, node: GoNode): boolean => {
  const callee = node.type === 'call_expression' ? childOf(node, 'function') : undefined;
  return callee !== undefined && baseOf(nodeText(file, callee)) === 'Entry';
};

/**
 * Arguments that the body of a table takes, by name: those of an entry behind its description, without
 * decorations.
 */
function givenBy(file: SourceFile, body: GoNode, entry: GoNode | undefined): ReadonlyMap<string, string> {
  const names = (childOf(body, 'parameters')?.children ?? [])
    .filter(({ type }) => type === 'parameter_declaration')
    .flatMap((parameter) =>
      parameter.children.filter(({ field }) => field === 'name').map((name) => nodeText(file, name)),
    );
  const values = (entry === undefined ? [] : (childOf(entry, 'arguments')?.children ?? [])).slice(1);
  const plain = values.slice(values.findIndex((value) => !mayDecorate(file, value)));
  return new Map(
    names.flatMap((name, index) =>
      plain[index] === undefined ? [] : [[name, nodeText(file, plain[index])]],
    ),
  );
}

/**
 * Whether an argument may be a decoration. Most stand in front: marks of Ginkgo, and variables of other packages.
 */
const mayDecorate = (file: SourceFile, node: GoNode): boolean =>
  /^(?:\w+\.)?(?:Serial|Pending|Focus|Ordered)$|^(?:\w+\.)?(?:Label|FlakeAttempts|NodeTimeout|SpecTimeout)\(/.test(
    nodeText(file, node),
  ) ||
  (node.type === 'selector_expression' && file.imports.has(nodeText(file, node).split('.')[0] ?? ''));

/** The set-up of a container and its own statements; closures that it names are kept for those who call them. */
function partsOf(file: SourceFile, call: GoNode, closures: Map<string, GoNode>): readonly GoNode[] {
  const body = argumentsOf(call).find(({ type }) => type === 'func_literal');
  const block = body === undefined ? undefined : childOf(body, 'body');
  const statements = (block?.children ?? []).flatMap((child) =>
    child.type === 'statement_list' ? child.children : [child],
  );
  return statements.flatMap((statement) => {
    const [expression] = statement.children;
    if (statement.type === 'expression_statement' && expression?.type === 'call_expression') {
      const callee = childOf(expression, 'function');
      const name = callee === undefined ? '' : (nodeText(file, callee).split('.').at(-1) ?? '');
      if (BEFORE.has(name)) return argumentsOf(expression);
      return AFTER.has(name) || splitName(name) !== undefined ? [] : [statement];
    }
    const named = closuresIn(file, statement);
    for (const [closure, node] of named) closures.set(closure, node);
    return named.length > 0 ? [] : [statement];
  });
}

/** Closures that a statement names: `name := func() {…}`, `var name = func() {…}`, `name = func() {…}`. */
function closuresIn(file: SourceFile, statement: GoNode): readonly (readonly [string, GoNode])[] {
  const pairs =
    statement.type === 'var_declaration'
      ? statement.children.map((spec) => [spec.children, childOf(spec, 'value')?.children ?? []] as const)
      : [[childOf(statement, 'left')?.children ?? [], childOf(statement, 'right')?.children ?? []] as const];
  return pairs.flatMap(([names, values]) =>
    values.flatMap((value, index) => {
      const name = names[index];
      return value.type === 'func_literal' && name !== undefined
        ? [[nodeText(file, name), value] as const]
        : [];
    }),
  );
}

export { AFTER };
