import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GoNode, readSyntax } from '../go/syntax.ts';
import { readHeader } from './package-graph.ts';
import type { OpenedSuite, SourceRequest } from './read-source.ts';
import { nodeText, readSourceFile, type SourceFile } from './source-file.ts';
import type { Position } from './types.ts';
import { isLabels, type Value } from './values.ts';

/** A name of a package. */
type PackageName = { readonly importPath: string; readonly name: string };

/** The code of a suite, for questions beyond which specs there are. */
export type SourceCode = {
  /** Path of the folder that file names are relative to. */
  readonly root: string;
  /** A file with the bodies of all its functions; `undefined` where it can't be read. */
  readonly fileOf: (name: string) => SourceFile | undefined;
  /** The text constants of a package. */
  readonly constantsOf: (importPath: string) => ReadonlyMap<string, string>;
  /** Variables that are exactly one label. */
  readonly labelVariables: (label: string) => readonly PackageName[];
  /** Variables that are nothing but labels, where they are declared. */
  readonly declaredLabels: () => readonly {
    readonly name: string;
    readonly labels: readonly string[];
    readonly at: Position;
  }[];
  /** A declared function with its body. */
  readonly functionOf: (of: PackageName) => { readonly file: SourceFile; readonly node: GoNode } | undefined;
};

/** What answers questions about values. */
type Reading = Pick<OpenedSuite, 'program' | 'interpreter'>;

export function createCode({ module, useTree }: SourceRequest, reading: Reading): SourceCode {
  const { program } = reading;
  const files = new Map<string, SourceFile | undefined>();
  const packageOf = new Map(
    [...program.graph.packages.values()].flatMap(({ importPath, files: own }) =>
      own.map(({ name }) => [name, importPath] as const),
    ),
  );
  const read = (name: string): SourceFile | undefined => {
    const path = join(module.root, name);
    const header = readHeader(path);
    if (header === undefined) return undefined;
    const text = readFileSync(path, 'utf8');
    const syntax = useTree(text, (tree) => readSyntax(tree));
    return readSourceFile({ path, name, header }, text, packageOf.get(name) ?? '', syntax, (importPath) => [
      program.graph.packages.get(importPath)?.name ?? importPath.split('/').at(-1) ?? importPath,
    ]);
  };
  const fileOf = (name: string): SourceFile | undefined => {
    if (!files.has(name)) files.set(name, read(name));
    return files.get(name);
  };
  return {
    root: module.root,
    fileOf,
    constantsOf: (importPath) => constantsOf(reading, importPath),
    labelVariables: (label) =>
      labelledVariables(reading, (expression) => expression.includes(label)).flatMap(
        ({ importPath, name, labels }) =>
          labels.length === 1 && labels[0] === label ? [{ importPath, name }] : [],
      ),
    declaredLabels: () =>
      labelledVariables(reading, (expression) => /\bLabels?\b/.test(expression)).filter(
        ({ labels }) => labels.length > 0,
      ),
    functionOf: ({ importPath, name }) => {
      const declared = program.declarationsOf(importPath)?.functions.get(name);
      const file = declared === undefined ? undefined : fileOf(declared.file.name);
      const node = file?.functions.find((each) => each.name === name && each.receiver === undefined)?.node;
      return file === undefined || node === undefined ? undefined : { file, node };
    },
  };
}

const valueOf = ({ interpreter }: Reading, { importPath, name }: PackageName): Value =>
  interpreter.force(interpreter.member(importPath, name, { file: importPath, line: 1, column: 1 }));

function constantsOf(reading: Reading, importPath: string): ReadonlyMap<string, string> {
  const declared = [...(reading.program.declarationsOf(importPath)?.values.values() ?? [])];
  return new Map(
    declared.flatMap(({ name, constant }) => {
      const value = constant ? valueOf(reading, { importPath, name }) : undefined;
      return value?.kind === 'text' ? [[name, value.value]] : [];
    }),
  );
}

/**
 * Variables of packages that use Ginkgo, with the labels that they are; none for another value.
 *
 * @param mayBe sorts out expressions that need not be evaluated.
 */
const labelledVariables = (reading: Reading, mayBe: (expression: string) => boolean) =>
  [...reading.program.graph.packages.values()]
    .filter(({ reachesGinkgo }) => reachesGinkgo)
    .flatMap(({ importPath }) => [...(reading.program.declarationsOf(importPath)?.values.values() ?? [])])
    .filter(
      ({ constant, name, expression, file }) =>
        !constant && name !== '_' && expression !== undefined && mayBe(nodeText(file, expression)),
    )
    .map(({ name, node, file }) => ({
      importPath: file.packagePath,
      name,
      at: file.positionOf(node.start),
      labels: labelTexts(reading, valueOf(reading, { importPath: file.packagePath, name })),
    }));

const labelTexts = ({ interpreter }: Reading, value: Value): readonly string[] =>
  (isLabels(value) ? value.items : [])
    .map((item) => interpreter.force(item))
    .flatMap((item) => (item.kind === 'text' ? [item.value] : []));
