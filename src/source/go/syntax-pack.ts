import type { GoNode, Syntax, SyntaxError } from './syntax.ts';

/** Version of packed trees, which changes with the form below, the grammar, and what is pruned. */
const VERSION = 2;
/** Numbers that a node takes: type, field, start, end, and how many children follow or that it is pruned. */
const WIDTH = 5;
const PRUNED = -1;

type Index = {
  readonly version: number;
  readonly names: readonly string[];
  readonly files: Readonly<
    Record<string, { readonly at: number; readonly nodes: number; readonly errors: readonly SyntaxError[] }>
  >;
};

/** Writes trees, by a key, as one block of numbers behind a line of JSON: it is read faster than it is parsed anew. */
export function packSyntax(files: ReadonlyMap<string, Syntax>): Buffer {
  const names = new Map<string, number>();
  const idOf = (name: string): number => {
    const id = names.get(name) ?? names.size;
    names.set(name, id);
    return id;
  };
  const numbers: number[] = [];
  const index: Record<string, Index['files'][string]> = {};
  for (const [key, { root, errors }] of files) {
    const at = numbers.length;
    const rest = [root];
    for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
      const { type, field, start, end, children, pruned } = node;
      numbers.push(idOf(type), idOf(field ?? ''), start, end, pruned === true ? PRUNED : children.length);
      for (const child of children.toReversed()) rest.push(child);
    }
    index[key] = { at, nodes: (numbers.length - at) / WIDTH, errors };
  }
  const head: Index = { version: VERSION, names: [...names.keys()], files: index };
  return Buffer.concat([
    Buffer.from(`${JSON.stringify(head)}\n`),
    Buffer.from(Int32Array.from(numbers).buffer),
  ]);
}

/** The trees of a block, made when they are asked for; none when it was written otherwise. */
export function unpackSyntax(block: Buffer): ReadonlyMap<string, () => Syntax> {
  const end = block.indexOf(0x0a);
  if (end < 0) return new Map();
  const index = JSON.parse(block.toString('utf8', 0, end)) as Index;
  if (index.version !== VERSION) return new Map();
  const bytes = block.subarray(end + 1);
  const numbers = new Int32Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length - (bytes.length % 4)),
  );
  // One that was cut off would give trees that lack what they declare.
  const expected = Object.values(index.files).reduce((sum, { nodes }) => sum + nodes * WIDTH, 0);
  if (numbers.length !== expected) return new Map();
  return new Map(
    Object.entries(index.files).map(([key, { at, nodes, errors }]) => [
      key,
      () => ({ root: readTree(numbers.subarray(at, at + nodes * WIDTH), index.names), errors }),
    ]),
  );
}

function readTree(numbers: Int32Array, names: readonly string[]): GoNode {
  let at = 0;
  const read = (): GoNode => {
    const [type = 0, field = 0, start = 0, end = 0, count = 0] = numbers.subarray(at, at + WIDTH);
    at += WIDTH;
    const children: GoNode[] = [];
    for (let child = 0; child < count; child += 1) children.push(read());
    const node = { type: names[type] ?? '', field: names[field] || undefined, start, end, children };
    return count === PRUNED ? { ...node, pruned: true } : node;
  };
  return read();
}
