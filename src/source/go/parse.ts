import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Language, type Node, Parser, type Tree } from 'web-tree-sitter';

/** Path of the grammar or of the parser's own code, beside the bundle, or where npm put it. */
function wasmPath(file: string, module: string): string {
  const beside = fileURLToPath(new URL(`./wasm/${file}`, import.meta.url));
  return existsSync(beside) ? beside : createRequire(import.meta.url).resolve(`${module}/${file}`);
}

let parser: Promise<Parser> | undefined;

async function load(): Promise<Parser> {
  await Parser.init({ locateFile: (file: string) => wasmPath(file, 'web-tree-sitter') });
  const created = new Parser();
  created.setLanguage(await Language.load(wasmPath('tree-sitter-go.wasm', 'tree-sitter-go')));
  return created;
}

/**
 * A function that gives the syntax tree of a text to another. The tree lives outside of JavaScript's memory and goes
 * afterwards.
 */
export type UseTree = <T>(text: string, use: (tree: Tree) => T) => T;

/** Loads the grammar, once. */
export async function loadGoParser(): Promise<UseTree> {
  parser ??= load();
  const loaded = await parser;
  return (text, use) => {
    const tree = loaded.parse(text);
    if (tree === null) throw new Error('the parser gave no tree');
    try {
      return use(tree);
    } finally {
      tree.delete();
    }
  };
}

/** Gives the root of the syntax tree of some Go to a function. */
export async function withGoTree<T>(text: string, use: (root: Node) => T): Promise<T> {
  const useTree = await loadGoParser();
  return useTree(text, ({ rootNode }) => use(rootNode));
}
