import { dirname } from 'node:path';
import type { GoModule } from '../../../go/module.ts';
import type { GoTarget } from '../../../go/build-constraint.ts';
import type { UseTree } from '../../../go/parse.ts';
import type { SpecNode } from '../../../types.ts';
import { specIds, testIdsOf } from '../../spec-id.ts';
import { createMachine } from './interpreter.ts';
import { GaveUp, type Machine } from './machine.ts';
import { type KnownPackages, type PackageGraph, readPackageGraph } from './package-graph.ts';
import { createProgram, type Declarations, type Program, type SyntaxCache } from './program.ts';
import { createSpecTree, type TreeNode } from './spec-tree.ts';
import type { SourceInventory, SourceSpec, UnresolvedSpec } from './types.ts';
import { fileFrame } from './types-of.ts';
import type { Value } from './values.ts';

/** Where the source is, what it is compiled for, and how it is parsed. */
export type SourceRequest = {
  readonly module: GoModule;
  readonly folder: string;
  readonly target: GoTarget;
  readonly useTree: UseTree;
  readonly cache: SyntaxCache;
  /** Packages and files of earlier readings of the same moment. */
  readonly known: KnownPackages;
  readonly earlier?: Program;
};

export type SuiteReading = Omit<SourceInventory, 'orphans'> & {
  readonly graph: PackageGraph;
  readonly program: Program;
  /** A test starts Ginkgo: it is a suite. */
  readonly started: boolean;
};

/** Reads the specs that the test binary of a folder would declare. */
export function readSuiteSource({
  module,
  folder,
  target,
  useTree,
  cache,
  known: packages,
  earlier,
}: SourceRequest): SuiteReading {
  const graph = readPackageGraph(module, folder, target, packages);
  const program = createProgram(module, graph, target, useTree, cache, earlier);
  const tree = createSpecTree();
  const machine = createMachine(program, tree);
  const own = [...graph.packages.values()].filter((found) => found.reaches && earlier?.has(found) !== true);
  for (const found of own) {
    const declarations = program.declarationsOf(found.importPath);
    if (declarations !== undefined) initialise(machine, declarations);
  }
  for (const found of own) startTests(machine, program.declarationsOf(found.importPath));
  const started = tree.suite !== undefined;
  if (!started) tree.build(undefined);
  const leaves = tree.roots.flatMap((root) => leavesOf(root, []));
  const known = leaves.filter((path) => path.every(({ unknown }) => unknown.length === 0));
  const suite: SpecNode = {
    kind: 'suite',
    text: tree.suite?.description ?? '',
    location: null,
    labels: tree.suite?.labels ?? [],
  };
  return {
    graph,
    specs: specsOf(known, suite),
    unresolved: leaves.filter((path) => path.some(({ unknown }) => unknown.length > 0)).map(unresolvedOf),
    diagnostics: [...program.diagnostics, ...tree.diagnostics],
    folders: [...new Set(own.flatMap(({ files }) => files.map(({ path }) => dirname(path))))],
    program,
    started,
  };
}

/** What a package does before its tests: values that declare specs, then `init`. */
function initialise(machine: Machine, { files }: Declarations): void {
  for (const file of files) {
    for (const { expression, of, index } of file.values) {
      if (expression?.type !== 'call_expression' || (of > 1 && index > 0)) continue;
      const declares: Value = { kind: 'function', node: expression, file };
      if (machine.mayDeclare(declares)) guarded(machine, () => machine.value(expression, fileFrame(file)));
    }
    for (const declaration of file.functions)
      if (declaration.name === 'init' && declaration.receiver === undefined)
        runIfDeclaring(machine, declaration);
  }
}

/** Runs the tests of Go that start Ginkgo. */
function startTests(machine: Machine, declarations: Declarations | undefined): void {
  for (const file of declarations?.files ?? [])
    for (const declaration of file.functions)
      if (
        file.name.endsWith('_test.go') &&
        /^(Test|Example)/.test(declaration.name) &&
        declaration.receiver === undefined
      )
        runIfDeclaring(machine, declaration);
}

function runIfDeclaring(
  machine: Machine,
  declaration: Declarations['files'][number]['functions'][number],
): void {
  const value: Value = { kind: 'function', node: declaration.node, file: declaration.file, declaration };
  if (machine.mayDeclare(value)) guarded(machine, () => machine.run(value, [], undefined));
}

function guarded(machine: Machine, action: () => unknown): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof GaveUp)) throw error;
  }
}

function leavesOf(node: TreeNode, above: readonly TreeNode[]): readonly (readonly TreeNode[])[] {
  const path = [...above, node];
  return node.children === undefined ? [path] : node.children.flatMap((child) => leavesOf(child, path));
}

const fullText = (path: readonly TreeNode[]): string => path.map(({ text }) => text).join(' ');

/** In the order in which Ginkgo sorts them before it shuffles: by file and line of each node. */
function specsOf(paths: readonly (readonly TreeNode[])[], suite: SpecNode): readonly SourceSpec[] {
  const sorted = paths.toSorted(byPlace);
  const texts = sorted.map(fullText);
  const ids = specIds(texts);
  return sorted.map((path, index) => {
    const leaf = path.at(-1) as TreeNode;
    const text = texts[index] as string;
    const nodes: readonly SpecNode[] = [
      suite,
      ...path.map((node) => ({
        kind: node === leaf ? ('leaf' as const) : ('container' as const),
        text: node.text,
        location: { file: node.location.file, line: node.location.line },
        labels: node.labels,
      })),
    ];
    const labels = [...new Set(nodes.flatMap((node) => node.labels))];
    return {
      id: ids[index] as string,
      text,
      labels,
      location: { file: leaf.location.file, line: leaf.location.line },
      pending: path.some(({ pending }) => pending),
      serial: labels.includes('Serial'),
      testIds: testIdsOf(text),
      path: nodes,
      nodes: path.map(({ declared }) => declared),
    };
  });
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
