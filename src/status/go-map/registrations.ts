import type { Node } from 'web-tree-sitter';
import type { Place } from '../types.ts';

/** A part of the text. */
type Span = {
  readonly start: number;
  readonly end: number;
  /** Number of the first row, from 0. */
  readonly startRow: number;
  readonly endRow: number;
};

/** Composite literal and the elements between its braces. */
type Literal = {
  readonly body: Span;
  readonly elements: readonly Element[];
};

type Element = Span & {
  /** Key as it is written; empty for an element without one. */
  readonly key: string;
  readonly value: Span & { readonly text: string };
};

/** A call of `RegisterFeatureGate`. */
export type Registration = {
  /** Name of the gate: the Go constant, or the text of a string. */
  readonly name: string;
  /** State of the gate: Alpha, Beta, GA, … */
  readonly state: string | null;
  readonly place: Place;
  readonly gate: Literal;
  /** Literal of `SupportByArch`; `undefined` without the field: then support is unspecified. */
  readonly support: Literal | undefined;
  /** Comments within the call, on the lines before it and at its end. */
  readonly comments: readonly { readonly text: string; readonly place: Place }[];
};

const FUNCTION = 'RegisterFeatureGate';
const FIELD = 'SupportByArch';

const placeOf = ({ startPosition }: Node): Place => ({
  line: startPosition.row + 1,
  column: startPosition.column + 1,
});

/** Finds the calls of `RegisterFeatureGate` in a file, and those among them that can't be understood. */
export function registrationsIn(root: Node): {
  readonly registrations: readonly Registration[];
  readonly strange: readonly { readonly place: Place; readonly because: string }[];
} {
  const registrations: Registration[] = [];
  const strange: { place: Place; because: string }[] = [];
  for (const call of root.descendantsOfType('call_expression')) {
    const name = call.childForFieldName('function');
    const isOurs = name?.type === 'selector_expression' ? name.childForFieldName('field')?.text : name?.text;
    if (isOurs !== FUNCTION) continue;
    const registration = readCall(call);
    if (typeof registration === 'string') strange.push({ place: placeOf(call), because: registration });
    else registrations.push(registration);
  }
  return { registrations, strange };
}

function readCall(call: Node): Registration | string {
  const argument = call
    .childForFieldName('arguments')
    ?.namedChildren.find((child) => child.type !== 'comment');
  const literal = argument?.type === 'unary_expression' ? argument.childForFieldName('operand') : argument;
  const body = literal?.type === 'composite_literal' ? literal.childForFieldName('body') : undefined;
  if (body === undefined || body === null) return `found no literal as the argument of ${FUNCTION}`;
  const fields = fieldsOf(body);
  const name = fields.get('Name');
  if (name === undefined) return `found no field Name in ${FUNCTION}`;
  const support = fields.get(FIELD);
  const map = support?.type === 'composite_literal' ? support.childForFieldName('body') : undefined;
  if (support !== undefined && (map === undefined || map === null))
    return `found something else than a literal for ${FIELD} of ${name.text}`;
  return {
    name: name.text.replace(/^["`](.*)["`]$/, '$1'),
    state: fields.get('State')?.text.replace(/^.*\./, '') ?? null,
    place: placeOf(call),
    gate: literalOf(body),
    support: map === undefined || map === null ? undefined : literalOf(map),
    comments: commentsOf(call).map((comment) => ({ text: comment.text, place: placeOf(comment) })),
  };
}

/** Values of a literal's fields, by their keys. */
const fieldsOf = (body: Node): ReadonlyMap<string, Node> =>
  new Map(
    body.namedChildren.flatMap((element) => {
      const [key, value] = element.type === 'keyed_element' ? element.namedChildren.filter(isCode) : [];
      const inner = value?.type === 'literal_element' ? value.namedChildren.find(isCode) : value;
      return key === undefined || inner === undefined ? [] : [[key.text, inner] as const];
    }),
  );

const isCode = (node: Node): boolean => node.type !== 'comment';

const literalOf = (body: Node): Literal => ({
  body: spanOf(body),
  elements: body.namedChildren.filter(isCode).map((element) => {
    const parts = element.namedChildren.filter(isCode);
    const value = (element.type === 'keyed_element' ? parts[1] : element) ?? element;
    return {
      ...spanOf(element),
      key: element.type === 'keyed_element' ? (parts[0]?.text ?? '') : '',
      value: { ...spanOf(value), text: value.text },
    };
  }),
});

const spanOf = (node: Node): Span => ({
  start: node.startIndex,
  end: node.endIndex,
  startRow: node.startPosition.row,
  endRow: node.endPosition.row,
});

/**
 * Comments of a call: those within it, those that end right before its statement, and the one behind it on its
 * last line.
 */
function commentsOf(call: Node): readonly Node[] {
  const statement = call.parent?.type === 'expression_statement' ? call.parent : call;
  const before: Node[] = [];
  for (let at = statement.previousSibling; at?.type === 'comment'; at = at.previousSibling) {
    const next = before.at(-1) ?? statement;
    if (at.endPosition.row < next.startPosition.row - 1) break;
    before.push(at);
  }
  const after = statement.nextSibling;
  const isBehind = after?.type === 'comment' && after.startPosition.row === statement.endPosition.row;
  // A comment behind the statement before is that one's.
  const own = before.filter(
    (comment) => comment.previousSibling?.endPosition.row !== comment.startPosition.row,
  );
  return [...own, ...call.descendantsOfType('comment'), ...(isBehind ? [after] : [])];
}

/** Constants that are architectures, by name: `RISCV64 Arch = "riscv64"`. */
export const archConstantsIn = (root: Node): Readonly<Record<string, string>> =>
  Object.fromEntries(
    root.descendantsOfType('const_spec').flatMap((spec) => {
      const value = spec.childForFieldName('value')?.text;
      const name = spec.childForFieldName('name')?.text;
      return spec.childForFieldName('type')?.text === 'Arch' && name !== undefined && value !== undefined
        ? [[value.replaceAll('"', ''), name] as const]
        : [];
    }),
  );
