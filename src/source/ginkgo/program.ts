import type { GoTarget } from '../go/build-constraint.ts';
import { folderOfPackage, type GoModule } from '../go/module.ts';
import type { UseTree } from '../go/parse.ts';
import type { GoNode } from '../go/syntax.ts';
import { parseBody, parsePruned, readGoText, type SyntaxCache, syntaxDiagnostics } from './file-syntax.ts';
import { type GoPackage, type PackageFile, type PackageGraph, readPackage } from './package-graph.ts';
import {
  type FunctionDeclaration,
  readSourceFile,
  type SourceFile,
  type ValueDeclaration,
} from './source-file.ts';
import type { Diagnostic } from './types.ts';

/** What a package declares, of all its files. */
export type Declarations = {
  readonly package: GoPackage;
  readonly files: readonly SourceFile[];
  readonly values: ReadonlyMap<string, ValueDeclaration>;
  readonly functions: ReadonlyMap<string, FunctionDeclaration>;
  readonly methods: ReadonlyMap<string, FunctionDeclaration>;
  readonly types: ReadonlyMap<string, { readonly node: GoNode; readonly file: SourceFile }>;
};

/** The source of a suite, read as it is asked for. */
export type Program = {
  readonly graph: PackageGraph;
  readonly target: GoTarget;
  /** Whether Ginkgo gives serial nodes a label, as it does since 2.22. */
  readonly labelsSerial: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** What a package declares; `undefined` for one that is not on disk. */
  readonly declarationsOf: (importPath: string) => Declarations | undefined;
  /** Whether a package with these very files belongs to it. */
  readonly has: (found: GoPackage) => boolean;
  /** The statements of a body, also of one that was left out. */
  readonly statementsOf: (file: SourceFile, body: GoNode) => readonly GoNode[];
};

/** Where the source is, what it is compiled for, and how it is parsed. */
export type ProgramRequest = {
  readonly module: GoModule;
  readonly target: GoTarget;
  readonly useTree: UseTree;
  readonly cache: SyntaxCache;
  /** A reading of the same moment, whose packages need not be read again. */
  readonly earlier?: Program;
};

export function createProgram(
  { module, target, useTree, cache, earlier }: ProgramRequest,
  graph: PackageGraph,
): Program {
  const declared = new Map<string, Declarations | undefined>();
  const diagnostics: Diagnostic[] = [...graph.diagnostics];
  const bodies = new Map<GoNode, readonly GoNode[]>();

  const packageNames = (importPath: string): readonly string[] => {
    const known = graph.packages.get(importPath);
    return known === undefined ? guessNames(importPath) : [known.name];
  };
  const readFile = (file: PackageFile, packagePath: string): readonly SourceFile[] => {
    const read = readGoText(file.path);
    if ('refused' in read) {
      const at = { file: file.name, line: 1, column: 1 };
      diagnostics.push({ at, code: 'unreadable-file', message: read.refused });
      return [];
    }
    const syntax = parsePruned(read.text, useTree, cache);
    const source = readSourceFile(file, read.text, packagePath, syntax, packageNames);
    diagnostics.push(...syntaxDiagnostics(source));
    return [source];
  };
  const declarationsIn = (importPath: string): Declarations | undefined => {
    const found = graph.packages.get(importPath) ?? readElsewhere(module, importPath, target);
    if (found === undefined) return undefined;
    if (earlier?.has(found) === true) return earlier.declarationsOf(importPath);
    return declarationsOf(
      found,
      found.files.flatMap((file) => readFile(file, found.importPath)),
    );
  };
  return {
    graph,
    target,
    labelsSerial: isAtLeast(module.versionOf('github.com/onsi/ginkgo/v2') ?? '', 2, 22),
    diagnostics,
    declarationsOf: (importPath) => {
      if (!declared.has(importPath)) declared.set(importPath, declarationsIn(importPath));
      return declared.get(importPath);
    },
    has: ({ importPath, files }) => graph.packages.get(importPath)?.files === files,
    statementsOf: (file, body) => {
      if (body.pruned !== true) return body.children;
      const statements = bodies.get(body) ?? parseBody(file, body, useTree);
      bodies.set(body, statements);
      return statements;
    },
  };
}

function declarationsOf(found: GoPackage, files: readonly SourceFile[]): Declarations {
  const functions = files.flatMap((file) => file.functions);
  return {
    package: found,
    files,
    values: new Map(files.flatMap(({ values }) => values.map((each) => [each.name, each]))),
    functions: new Map(
      functions.filter(({ receiver }) => receiver === undefined).map((each) => [each.name, each]),
    ),
    methods: new Map(
      functions
        .filter(({ receiver }) => receiver !== undefined)
        .map((each) => [`${each.receiver}.${each.name}`, each]),
    ),
    types: new Map(files.flatMap((file) => [...file.types].map(([name, node]) => [name, { node, file }]))),
  };
}

/** Reads a package that declares no specs, but perhaps a constant that a text is made of. */
function readElsewhere(module: GoModule, importPath: string, target: GoTarget): GoPackage | undefined {
  const place = folderOfPackage(module, importPath);
  return place === undefined
    ? undefined
    : { ...readPackage(module, place.folder, importPath, target, 'none'), reachesGinkgo: false };
}

/** What a package may be called: the last part of its path, perhaps without a version. */
function guessNames(importPath: string): readonly string[] {
  const parts = importPath.split('/');
  const last = parts.at(-1) ?? '';
  return [last, ...(/^v\d+$/.test(last) ? [parts.at(-2) ?? ''] : []), last.replace(/\.v\d+$|^go-|-go$/, '')];
}

/** Whether a version is at least the wanted one; an unknown version counts as the newest. */
function isAtLeast(version: string, wantedMajor: number, wantedMinor: number): boolean {
  const [major = Number.POSITIVE_INFINITY, minor = 0] = version === '' ? [] : version.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
