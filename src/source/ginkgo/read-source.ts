import { dirname } from 'node:path';
import { identify } from '../../core/spec-identity.ts';
import type { SpecNode } from '../../core/types.ts';
import { BudgetExceeded } from './budget-exceeded.ts';
import { createInterpreter } from './create-interpreter.ts';
import { type Interpreter } from './interpreter.ts';
import { type KnownPackages, readPackageGraph } from './package-graph.ts';
import { createProgram, type Declarations, type Program, type ProgramRequest } from './program.ts';
import { createSpecTree, type SpecTree, type TreeNode } from './spec-tree.ts';
import type { Position, SourceInventory, SourceSpec, UnresolvedSpec } from './types.ts';
import { type FunctionValue, functionValue, type Value } from './values.ts';

export type SourceRequest = ProgramRequest & {
  readonly folder: string;
  /** Packages and files of earlier readings of the same moment. */
  readonly known: KnownPackages;
};

export type SuiteReading = Omit<SourceInventory, 'orphans'> & { readonly program: Program };

/** A suite whose packages are found, before anything of it is read. */
export type OpenedSuite = {
  readonly program: Program;
  readonly interpreter: Interpreter;
  readonly tree: SpecTree;
  /** Packages that can declare specs and were not read before. */
  readonly own: readonly Declarations[];
};

export function openSuite(request: SourceRequest): OpenedSuite {
  const { module, folder, target, known, earlier } = request;
  const graph = readPackageGraph(module, folder, target, known);
  const program = createProgram(request, graph);
  const tree = createSpecTree();
  return {
    program,
    tree,
    interpreter: createInterpreter(program, tree),
    own: [...graph.packages.values()]
      .filter((found) => found.reachesGinkgo && earlier?.has(found) !== true)
      .flatMap(({ importPath }) => program.declarationsOf(importPath) ?? []),
  };
}

/** Whether a test of Go starts Ginkgo, by itself or by a helper. */
export const startsGinkgo = ({ interpreter, own }: OpenedSuite): boolean =>
  testsOf(own).some((test) => interpreter.mayDeclare(test));

/** Reads the specs that a test binary would declare. */
export function readSuiteSource({ program, interpreter, tree, own }: OpenedSuite): SuiteReading {
  for (const declarations of own) initialise(interpreter, declarations);
  for (const test of testsOf(own)) runIfDeclaring(interpreter, test);
  if (tree.suite === undefined) tree.build(undefined);
  const leaves = tree.roots.flatMap((root) => leavesOf(root, []));
  const known = leaves.filter((path) => path.every(({ unknown }) => unknown.length === 0));
  const suite: SpecNode = {
    kind: 'suite',
    text: tree.suite?.description ?? '',
    location: null,
    labels: tree.suite?.labels ?? [],
  };
  return {
    specs: specsOf(known, suite),
    unresolved: leaves.filter((path) => path.some(({ unknown }) => unknown.length > 0)).map(unresolvedOf),
    diagnostics: [...program.diagnostics, ...tree.diagnostics],
    folders: [...new Set(own.flatMap(({ files }) => files.map(({ path }) => dirname(path))))],
    program,
  };
}

/** Does what a package does before its tests: values that declare specs, then `init`. */
function initialise(interpreter: Interpreter, { files }: Declarations): void {
  for (const file of files) {
    for (const declaration of file.values) {
      const { constant, expression, of, index } = declaration;
      if (constant || expression === undefined || (of > 1 && index > 0)) continue;
      const value: Value = { kind: 'function', node: expression, file };
      if (interpreter.mayDeclare(value))
        guarded(interpreter, file.positionOf(expression.start), () => interpreter.initialise(declaration));
    }
    for (const declaration of file.functions)
      if (declaration.name === 'init' && declaration.receiver === undefined)
        runIfDeclaring(interpreter, functionValue(declaration));
  }
}

/** The functions that `go test` would run. */
const testsOf = (own: readonly Declarations[]): readonly FunctionValue[] =>
  own.flatMap(({ files }) =>
    files.flatMap(({ name: file, functions }) =>
      functions
        .filter(
          ({ name, receiver }) =>
            file.endsWith('_test.go') && name.startsWith('Test') && receiver === undefined,
        )
        .map(functionValue),
    ),
  );

function runIfDeclaring(interpreter: Interpreter, value: FunctionValue): void {
  if (interpreter.mayDeclare(value))
    guarded(interpreter, value.file.positionOf(value.node.start), () =>
      interpreter.run(value, [], undefined),
    );
}

function guarded(interpreter: Interpreter, at: Position, action: () => unknown): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error;
    interpreter.tree.refuse({ at, because: error.message });
  }
}

function leavesOf(node: TreeNode, above: readonly TreeNode[]): readonly (readonly TreeNode[])[] {
  const path = [...above, node];
  return node.children === undefined ? [path] : node.children.flatMap((child) => leavesOf(child, path));
}

const fullText = (path: readonly TreeNode[]): string => path.map(({ text }) => text).join(' ');

/** Specs in the order in which Ginkgo sorts them before it shuffles: by file and line of each node. */
function specsOf(paths: readonly (readonly TreeNode[])[], suite: SpecNode): readonly SourceSpec[] {
  const specs = paths.toSorted(byPlace).map((path) => {
    const leaf = path.at(-1) as TreeNode;
    const nodes: readonly SpecNode[] = [
      suite,
      ...path.map((node) => ({
        kind: node === leaf ? ('leaf' as const) : ('container' as const),
        text: node.text,
        location: { file: node.location.file, line: node.location.line },
        labels: node.labels,
        ordered: node.ordered,
      })),
    ];
    const labels = [...new Set(nodes.flatMap((node) => node.labels))];
    return {
      text: fullText(path),
      labels,
      location: { file: leaf.location.file, line: leaf.location.line },
      pending: path.some(({ pending }) => pending),
      serial: path.some(({ serial }) => serial),
      path: nodes,
      nodes: path.map(({ declared }) => declared),
    };
  });
  return identify(specs);
}

function byPlace(a: readonly TreeNode[], b: readonly TreeNode[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const [left, right] = [a[index]?.location, b[index]?.location];
    if (left === undefined || right === undefined) break;
    if (left.file !== right.file) return left.file < right.file ? -1 : 1;
    if (left.line !== right.line) return left.line - right.line;
  }
  return a.length - b.length;
}

function unresolvedOf(path: readonly TreeNode[]): UnresolvedSpec {
  const { file, line } = (path.at(-1) as TreeNode).location;
  return {
    text: fullText(path),
    labels: [...new Set(path.flatMap(({ labels }) => labels))],
    location: { file, line },
    unknown: path.flatMap(({ unknown }) => unknown),
  };
}
