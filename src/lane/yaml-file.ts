import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import type { Problem } from '../errors.ts';

/** Keys and indices from the document's root. */
export type Path = readonly (string | number)[];

type Position = { readonly line: number; readonly column: number };

/** A YAML file that was read, with the place of every value in it. */
export type YamlFile = {
  /** As messages name it. */
  readonly file: string;
  readonly value: unknown;
  /** Place of a value, or of the nearest parent that is there. */
  readonly positionOf: (path: Path) => Position;
  /** Place of a key itself. */
  readonly positionOfKey: (path: Path) => Position;
  /** Place of a character within a scalar, where the scalar is written on one line. */
  readonly positionInside: (path: Path, offset: number) => Position;
};

const MAX_BYTES = 1024 * 1024;

/** Reads YAML 1.2 from a stranger: bounded in size and aliases, duplicate keys refused. */
export function readYaml(file: string, text: string): YamlFile | readonly Problem[] {
  if (text.length > MAX_BYTES)
    return [
      { file, message: `found ${text.length} characters, expected at most ${MAX_BYTES}: split the file` },
    ];
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const at = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0)
    return document.errors.map(({ pos, message }) => ({
      file,
      ...at(pos[0]),
      message: `not valid YAML: ${message}`,
    }));

  const nodeAt = (path: Path): Node | null => (document.getIn(path, true) as Node | undefined) ?? null;
  const nearest = (path: Path): Node | null => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = length === 0 ? document.contents : nodeAt(path.slice(0, length));
      if (node?.range) return node;
    }
    return null;
  };
  const startOf = (path: Path): number => nearest(path)?.range?.[0] ?? 0;

  try {
    return {
      file,
      // The default limit of 100 aliases per anchor ends a "billion laughs" file.
      value: document.toJS(),
      positionOf: (path) => at(startOf(path)),
      positionOfKey: (path) => {
        const parent = path.length === 1 ? document.contents : nodeAt(path.slice(0, -1));
        const pair = isMap(parent) ? parent.items.find((item) => isKey(item, path.at(-1))) : undefined;
        const key = pair?.key;
        return at(isScalar(key) && key.range ? key.range[0] : startOf(path));
      },
      positionInside: (path, offset) => {
        const node = nodeAt(path);
        if (!isScalar(node) || isSeq(node)) return at(startOf(path));
        if (node.type === 'PLAIN') return at(startOf(path) + offset);
        // With an escape before it the place in the file is another: then the scalar's start must do.
        const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
        const raw = text.slice(startOf(path), node.range?.[1]);
        return at(
          quoted && raw.length === `${node.value}`.length + 2 ? startOf(path) + 1 + offset : startOf(path),
        );
      },
    };
  } catch (error) {
    return [{ file, line: 1, column: 1, message: `not valid YAML: ${(error as Error).message}` }];
  }
}

const isKey = (pair: Pair, key: string | number | undefined): boolean =>
  isScalar(pair.key) && `${pair.key.value}` === `${key}`;
