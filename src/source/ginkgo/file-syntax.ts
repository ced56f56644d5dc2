import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import type { UseTree } from '../go/parse.ts';
import { type GoNode, readSyntax, type Syntax, type SyntaxError } from '../go/syntax.ts';
import { pruneBodies } from './prune.ts';
import type { SourceFile } from './source-file.ts';
import type { Diagnostic } from './types.ts';

/** Syntax trees by the digest of their text. */
export type SyntaxCache = {
  readonly digestOf: (text: string) => string;
  /** Trees of earlier readings. */
  readonly known: ReadonlyMap<string, () => Syntax>;
  /** Trees of this reading. */
  readonly used: Map<string, Syntax>;
};

/**
 * Bytes of the largest file that is parsed. Generated code can be larger, tests are not; a hostile file of this size
 * takes some seconds.
 */
const MAX_FILE_BYTES = 1024 * 1024;

/** The text of a file, or why it was not read. */
export function readGoText(path: string): { readonly text: string } | { readonly refused: string } {
  try {
    const { size } = statSync(path);
    if (size > MAX_FILE_BYTES)
      return { refused: `found ${size} bytes, expected at most ${MAX_FILE_BYTES}: the file was not read` };
    const bytes = readFileSync(path);
    return isUtf8(bytes)
      ? { text: bytes.toString('utf8') }
      : { refused: 'found bytes that are not UTF-8, which Go refuses: the file was not read' };
  } catch (error) {
    return { refused: `can't be read: ${(error as Error).message}` };
  }
}

/** The tree of a text, without the bodies that say nothing of specs; parsed once for all readings. */
export function parsePruned(text: string, useTree: UseTree, cache: SyntaxCache): Syntax {
  const key = cache.digestOf(text);
  const syntax =
    cache.used.get(key) ??
    cache.known.get(key)?.() ??
    useTree(text, (tree) => readSyntax(tree, pruneBodies(text)));
  cache.used.set(key, syntax);
  return syntax;
}

const HEAD = 'package p\nfunc f() ';

/** The statements of a body that was left out, where they stand in the file. */
export function parseBody(file: SourceFile, body: GoNode, useTree: UseTree): readonly GoNode[] {
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

const SYNTAX_ERRORS: Readonly<Record<SyntaxError['kind'], string>> = {
  unexpected: 'found something that is no Go',
  missing: 'something is missing here, as Go has it',
  deep: 'the code nests deeper than anybody writes it',
};

export const syntaxDiagnostics = ({ syntax, positionOf }: SourceFile): readonly Diagnostic[] =>
  syntax.errors.map(({ kind, start }) => ({
    at: positionOf(start),
    code: 'syntax-error',
    message: `${SYNTAX_ERRORS[kind]}; what it belongs to was left out`,
  }));
