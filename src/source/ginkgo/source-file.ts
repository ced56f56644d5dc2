import { childOf, childrenOf, type GoNode, type Syntax } from '../go/syntax.ts';
import type { PackageFile } from './package-graph.ts';
import type { Position } from './types.ts';

/** A name that a package declares with a value, or with the type whose zero value it has. */
export type ValueDeclaration = {
  readonly name: string;
  readonly constant: boolean;
  readonly expression: GoNode | undefined;
  readonly type: GoNode | undefined;
  /** Number of a constant within its group, from 0. */
  readonly iota: number;
  /** Which value the name takes of an expression that gives several, from 0. */
  readonly index: number;
  readonly of: number;
  readonly file: SourceFile;
  readonly node: GoNode;
};

export type FunctionDeclaration = {
  readonly name: string;
  /** Name of the type that the function is a method of; `undefined` where it is none. */
  readonly receiver: string | undefined;
  readonly node: GoNode;
  readonly file: SourceFile;
};

/** A parsed file and what it declares at its top. */
export type SourceFile = {
  readonly path: string;
  readonly name: string;
  readonly text: string;
  readonly packagePath: string;
  readonly syntax: Syntax;
  /** Import paths by the name that the file has for them. */
  readonly imports: ReadonlyMap<string, string>;
  readonly dotImports: readonly string[];
  readonly values: readonly ValueDeclaration[];
  readonly functions: readonly FunctionDeclaration[];
  readonly types: ReadonlyMap<string, GoNode>;
  readonly positionOf: (offset: number) => Position;
};

export const nodeText = (file: Pick<SourceFile, 'text'>, node: GoNode): string =>
  file.text.slice(node.start, node.end);

/**
 * Reads what a file declares at its top; `packageNames` gives the names that an import without an alias may be known
 * by.
 */
export function readSourceFile(
  { path, name, header }: PackageFile,
  text: string,
  packagePath: string,
  syntax: Syntax,
  packageNames: (importPath: string) => readonly string[],
): SourceFile {
  const values: ValueDeclaration[] = [];
  const functions: FunctionDeclaration[] = [];
  const types = new Map<string, GoNode>();
  const file: SourceFile = {
    path,
    name,
    text,
    packagePath,
    syntax,
    imports: new Map(
      header.imports.flatMap(({ name: alias, path: imported }) =>
        alias === '.' || alias === '_'
          ? []
          : (alias === undefined ? packageNames(imported) : [alias]).map((each) => [each, imported] as const),
      ),
    ),
    dotImports: header.imports.flatMap((each) => (each.name === '.' ? [each.path] : [])),
    values,
    functions,
    types,
    positionOf: createPositions(name, text),
  };
  for (const node of syntax.root.children) {
    if (node.type === 'var_declaration' || node.type === 'const_declaration')
      for (const value of valuesOf(file, node)) values.push(value);
    else if (node.type === 'function_declaration' || node.type === 'method_declaration') {
      const named = childOf(node, 'name');
      if (named !== undefined)
        functions.push({ name: nodeText(file, named), receiver: receiverOf(file, node), node, file });
    } else if (node.type === 'type_declaration')
      for (const spec of node.children) {
        const [named, type] = [childOf(spec, 'name'), childOf(spec, 'type')];
        if (named !== undefined && type !== undefined) types.set(nodeText(file, named), type);
      }
  }
  return file;
}

/** The values that a `var` or `const` declares, at the top of a file or in a function. */
export function valuesOf(file: SourceFile, declaration: GoNode): readonly ValueDeclaration[] {
  const specs = declaration.children.flatMap((child) =>
    child.type === 'var_spec_list' ? child.children : [child],
  );
  let repeated: { readonly expressions: readonly GoNode[]; readonly type: GoNode | undefined } = {
    expressions: [],
    type: undefined,
  };
  return specs.flatMap((spec, iota) => {
    const constant = spec.type === 'const_spec';
    const own = { expressions: childOf(spec, 'value')?.children ?? [], type: childOf(spec, 'type') };
    // A constant without a value takes the expression before it.
    if (!constant || own.expressions.length > 0) repeated = own;
    const { expressions, type } = repeated;
    const names = childrenOf(spec, 'name').filter((child) => child.type === 'identifier');
    return names.map((node, position) => ({
      name: nodeText(file, node),
      constant,
      expression: expressions.length === 1 ? expressions[0] : expressions[position],
      type,
      iota,
      index: expressions.length === 1 ? position : 0,
      of: expressions.length === 1 ? names.length : 1,
      file,
      node,
    }));
  });
}

function receiverOf(file: SourceFile, node: GoNode): string | undefined {
  const type = childOf(node, 'receiver')?.children[0];
  const [, name] =
    type === undefined
      ? []
      : (/([\p{L}_][\p{L}\p{Nd}_]*)\s*(?:\[[^\]]*\])?$/u.exec(nodeText(file, type)) ?? []);
  return name;
}

function createPositions(file: string, text: string): (offset: number) => Position {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file, line: low + 1, column: offset - (starts[low] as number) + 1 };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
