import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import type { GoTarget } from '../go/build-constraint.ts';
import { folderOfPackage, type GoModule } from '../go/module.ts';
import type { UseTree } from '../go/parse.ts';
import { type GoNode, readSyntax, type Syntax, type SyntaxError } from '../go/syntax.ts';
import { type GoPackage, type PackageFile, type PackageGraph, readPackage } from './package-graph.ts';
import { pruneBodies } from './prune.ts';
import {
  type FunctionDeclaration,
  readSourceFile,
  type SourceFile,
  type ValueDeclaration,
} from './source-file.ts';
import type { Diagnostic } from './types.ts';

/** Trees by the digest of their text. */
export type SyntaxCache = {
  readonly digestOf: (text: string) => string;
  /** Of earlier readings. */
  readonly known: ReadonlyMap<string, () => Syntax>;
  /** Of this reading. */
  readonly used: Map<string, Syntax>;
};

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
  /** Ginkgo gives serial nodes a label, since 2.22. */
  readonly labelsSerial: boolean;
  readonly diagnostics: Diagnostic[];
  /** `undefined` for a package that is not on disk. */
  readonly declarationsOf: (importPath: string) => Declarations | undefined;
  /** Whether a package with these very files belongs to it. */
  readonly has: (found: GoPackage) => boolean;
  /** The statements of a body, also of one that was left out. */
  readonly statementsOf: (file: SourceFile, body: GoNode) => readonly GoNode[];
};

/** Generated code can be larger, tests are not; to parse a hostile file of this size takes some seconds. */
const MAX_FILE_BYTES = 1024 * 1024;

const SYNTAX_ERRORS: Readonly<Record<SyntaxError['kind'], string>> = {
  unexpected: 'found something that is no Go',
  missing: 'something is missing here, as Go has it',
  deep: 'the code nests deeper than anybody writes it',
};

/** @param earlier a reading of the same moment, whose packages need not be read again. */
export function createProgram(
  module: GoModule,
  graph: PackageGraph,
  target: GoTarget,
  useTree: UseTree,
  cache: SyntaxCache,
  earlier?: Program,
): Program {
  const declared = new Map<string, Declarations | undefined>();
  const diagnostics: Diagnostic[] = [...graph.diagnostics];
  const bodies = new Map<GoNode, readonly GoNode[]>();

  const syntaxOf = (text: string): Syntax => {
    const key = cache.digestOf(text);
    const syntax =
      cache.used.get(key) ??
      cache.known.get(key)?.() ??
      useTree(text, (tree) => readSyntax(tree, pruneBodies(text)));
    cache.used.set(key, syntax);
    return syntax;
  };
  const packageNames = (importPath: string): readonly string[] => {
    const known = graph.packages.get(importPath);
    return known === undefined ? guessNames(importPath) : [known.name];
  };
  const readFile = (file: PackageFile, packagePath: string): SourceFile | undefined => {
    const text = readText(file, diagnostics);
    if (text === undefined) return undefined;
    const source = readSourceFile(file, text, packagePath, syntaxOf(text), packageNames);
    for (const error of source.syntax.errors)
      diagnostics.push({
        at: source.positionOf(error.start),
        code: 'syntax-error',
        message: `${SYNTAX_ERRORS[error.kind]}; what it belongs to was left out`,
      });
    return source;
  };
  const declare = (found: GoPackage): Declarations => {
    const files = found.files.flatMap((file) => readFile(file, found.importPath) ?? []);
    return {
      package: found,
      files,
      values: new Map(files.flatMap(({ values }) => values.map((each) => [each.name, each]))),
      functions: new Map(
        files.flatMap(({ functions }) =>
          functions.filter(({ receiver }) => receiver === undefined).map((each) => [each.name, each]),
        ),
      ),
      methods: new Map(
        files.flatMap(({ functions }) =>
          functions.flatMap((each) =>
            each.receiver === undefined ? [] : [[`${each.receiver}.${each.name}`, each]],
          ),
        ),
      ),
      types: new Map(files.flatMap((file) => [...file.types].map(([name, node]) => [name, { node, file }]))),
    };
  };
  return {
    graph,
    target,
    labelsSerial: isAtLeast(module.versionOf('github.com/onsi/ginkgo/v2') ?? '', 2, 22),
    diagnostics,
    declarationsOf: (importPath) => {
      if (declared.has(importPath)) return declared.get(importPath);
      const found = graph.packages.get(importPath) ?? readElsewhere(module, importPath, target);
      const known = found !== undefined && earlier?.has(found) === true;
      const result = known
        ? earlier.declarationsOf(importPath)
        : found === undefined
          ? undefined
          : declare(found);
      declared.set(importPath, result);
      return result;
    },
    has: ({ importPath, files }) => graph.packages.get(importPath)?.files === files,
    statementsOf: (file, body) => {
      if (body.pruned !== true) return body.children;
      const known = bodies.get(body);
      if (known !== undefined) return known;
      const read = readBody(file, body, useTree);
      bodies.set(body, read);
      return read;
    },
  };
}

/** A package that declares no specs, but perhaps a constant that a text is made of. */
function readElsewhere(module: GoModule, importPath: string, target: GoTarget): GoPackage | undefined {
  const place = folderOfPackage(module, importPath);
  return place === undefined
    ? undefined
    : { ...readPackage(module, place.folder, importPath, target, 'none'), reaches: false };
}

const HEAD = 'package p\nfunc f() ';

function readBody(file: SourceFile, body: GoNode, useTree: UseTree): readonly GoNode[] {
  const text = HEAD + file.text.slice(body.start, body.end);
  const root = useTree(text, (tree) => readSyntax(tree).root);
  const block = root.children.find(({ type }) => type === 'function_declaration')?.children.at(-1);
  return block?.type === 'block' ? block.children.map((node) => moved(node, body.start - HEAD.length)) : [];
}

const moved = (node: GoNode, by: number): GoNode => ({
  ...node,
  start: node.start + by,
  end: node.end + by,
  children: node.children.map((child) => moved(child, by)),
});

function readText({ path, name }: PackageFile, diagnostics: Diagnostic[]): string | undefined {
  const refuse = (message: string): undefined => {
    diagnostics.push({ at: { file: name, line: 1, column: 1 }, code: 'unreadable-file', message });
    return undefined;
  };
  try {
    const { size } = statSync(path);
    if (size > MAX_FILE_BYTES)
      return refuse(`found ${size} bytes, expected at most ${MAX_FILE_BYTES}: the file was not read`);
    const bytes = readFileSync(path);
    return isUtf8(bytes)
      ? bytes.toString('utf8')
      : refuse('found bytes that are not UTF-8, which Go refuses: the file was not read');
  } catch (error) {
    return refuse(`can't be read: ${(error as Error).message}`);
  }
}

/** What a package may be called: the last part of its path, perhaps without a version. */
function guessNames(importPath: string): readonly string[] {
  const parts = importPath.split('/');
  const last = parts.at(-1) ?? '';
  return [last, ...(/^v\d+$/.test(last) ? [parts.at(-2) ?? ''] : []), last.replace(/\.v\d+$|^go-|-go$/, '')];
}

/** An unknown version counts as the newest. */
function isAtLeast(version: string, wantedMajor: number, wantedMinor: number): boolean {
  const [major = Number.POSITIVE_INFINITY, minor = 0] = version === '' ? [] : version.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
