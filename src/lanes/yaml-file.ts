import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Problem } from '../core/errors.ts';
import { type LineAndColumn, type Path, positionOf, problemAt } from './config.ts';

/** A YAML file that was read, with the place of everything in it. */
export type YamlFile = {
  /** Path of the file as messages name it. */
  readonly file: string;
  readonly value: unknown;
  /** Places of values, by their paths as JSON. */
  readonly positions: Readonly<Record<string, LineAndColumn>>;
  /** Places of the keys of these values, by the same paths. */
  readonly keyPositions: Readonly<Record<string, LineAndColumn>>;
  /** Place of a character within a scalar, where the scalar is written on one line. */
  readonly positionInside: (path: Path, offset: number) => LineAndColumn;
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
  const at = (offset: number): LineAndColumn => {
    const { line, col } = lineCounter.linePos(offset);
    return [line, col];
  };
  const refuse = (offset: number, message: string): Problem =>
    problemAt(file, at(offset), `not valid YAML: ${message}`);
  if (document.errors.length > 0) return document.errors.map(({ pos, message }) => refuse(pos[0], message));
  try {
    // The default limit of 100 aliases per anchor ends a "billion laughs" file.
    const value: unknown = document.toJS();
    const places = locate(document.contents, at);
    return {
      file,
      value,
      ...places,
      positionInside: (path, offset) => inside(document, text, path, offset, at, places),
    };
  } catch (error) {
    return [refuse(0, (error as Error).message)];
  }
}

type Places = Pick<YamlFile, 'positions' | 'keyPositions'>;

function locate(root: Node | null, at: (offset: number) => LineAndColumn): Places {
  const positions: Record<string, LineAndColumn> = {};
  const keyPositions: Record<string, LineAndColumn> = {};
  const walk = (node: unknown, path: Path): void => {
    const start = (node as Node | null)?.range?.[0];
    if (start !== undefined) positions[JSON.stringify(path)] = at(start);
    if (isSeq(node)) for (const [index, item] of node.items.entries()) walk(item, [...path, index]);
    if (!isMap(node)) return;
    for (const { key, value } of node.items) {
      const inner = [...path, isScalar(key) ? `${key.value}` : ''];
      if (isScalar(key) && key.range) keyPositions[JSON.stringify(inner)] = at(key.range[0]);
      walk(value, inner);
    }
  };
  walk(root, []);
  return { positions, keyPositions };
}

function inside(
  document: Document.Parsed,
  text: string,
  path: Path,
  offset: number,
  at: (offset: number) => LineAndColumn,
  places: Places,
): LineAndColumn {
  const node = document.getIn(path, true);
  if (!isScalar(node) || !node.range) return positionOf(places, path);
  const [start, end] = node.range;
  if (node.type === 'PLAIN') return at(start + offset);
  // With an escape before it the place in the file is another: then the scalar's start must do.
  const isQuoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
  return at(isQuoted && end - start === `${node.value}`.length + 2 ? start + 1 + offset : start);
}
