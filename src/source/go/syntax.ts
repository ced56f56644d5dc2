import type { Tree, TreeCursor } from 'web-tree-sitter';

/**
 * A node of the syntax tree of some Go, in memory of ours: the parser's own costs a call for each question.
 * Comments and punctuation are left out.
 */
export type GoNode = {
  /** Type of the node as tree-sitter-go names it. */
  readonly type: string;
  /** What the node is to its parent, such as `left` of a `binary_expression`. */
  readonly field: string | undefined;
  /** Offsets in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly children: readonly GoNode[];
  /** Marks a body whose statements were left out; `parseBody` reads them. */
  readonly pruned?: true;
};

/** Whether the statements of a function's body are left out, which is most of a test's text. */
export type Prune = (
  body: { readonly start: number; readonly end: number },
  parents: readonly GoNode[],
) => boolean;

export type SyntaxError = { readonly start: number; readonly kind: 'unexpected' | 'missing' | 'deep' };

export type Syntax = { readonly root: GoNode; readonly errors: readonly SyntaxError[] };

type Building = Omit<GoNode, 'children'> & { readonly children: Building[] };

/** Depth to which a tree is read: nobody nests code that deep; what is deeper is left out, and an error. */
const MAX_DEPTH = 400;
const MAX_ERRORS = 20;

/** Copies a tree. It takes no recursion, so that no text is too deep for it. */
export function readSyntax(tree: Tree, prune: Prune = () => false): Syntax {
  const cursor = tree.walk();
  const hasError = tree.rootNode.hasError;
  const errors: SyntaxError[] = [];
  const root = building(cursor);
  const parents: Building[] = [root];
  let parent = root;
  let inside = cursor.gotoFirstChild();
  try {
    while (inside) {
      const kept = keep(cursor);
      if (hasError && errors.length < MAX_ERRORS && (cursor.nodeIsMissing || cursor.nodeType === 'ERROR'))
        errors.push({ start: cursor.startIndex, kind: cursor.nodeIsMissing ? 'missing' : 'unexpected' });
      let node: Building | undefined;
      if (kept) {
        const plain = building(cursor);
        node = plain.type === 'block' && prune(plain, parents) ? { ...plain, pruned: true } : plain;
        parent.children.push(node);
      }
      const tooDeep = parents.length >= MAX_DEPTH;
      if (tooDeep && errors.length < MAX_ERRORS) errors.push({ start: cursor.startIndex, kind: 'deep' });
      if (node !== undefined && node.pruned !== true && !tooDeep && cursor.gotoFirstChild()) {
        parents.push(node);
        parent = node;
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        cursor.gotoParent();
        parents.pop();
        const above = parents.at(-1);
        if (above === undefined) {
          inside = false;
          break;
        }
        parent = above;
      }
    }
  } finally {
    cursor.delete();
  }
  return { root, errors };
}

/** Whether a node is kept: a named one that is no comment, or an operator, which has a field. */
function keep(cursor: TreeCursor): boolean {
  return cursor.nodeIsNamed ? cursor.nodeType !== 'comment' : cursor.currentFieldId !== 0;
}

const building = (cursor: TreeCursor): Building => ({
  type: cursor.nodeType,
  field: cursor.currentFieldName ?? undefined,
  start: cursor.startIndex,
  end: cursor.endIndex,
  children: [],
});

/** The child that is something to its parent. */
export const childOf = (node: GoNode, field: string): GoNode | undefined =>
  node.children.find((child) => child.field === field);

/** The children that are the same to their parent, such as the names of a declaration. */
export const childrenOf = (node: GoNode, field: string): readonly GoNode[] =>
  node.children.filter((child) => child.field === field);
