import { childOf } from '../go/syntax.ts';
import { DECORATING_TYPES } from './dsl-names.ts';
import { sprint, sprintf } from './format.ts';
import type { Interpreter } from './interpreter.ts';
import { declareNode, flatten } from './nodes.ts';
import { nodeText } from './source-file.ts';
import {
  type CallSite,
  type Frame,
  ginkgoType,
  isLabels,
  isType,
  type TableEntry,
  textValue,
  unknownValue,
  type Value,
} from './values.ts';

const DECORATING = DECORATING_TYPES.map(ginkgoType);

/** Value of `Entry(description, …)`, where whatever is no decoration is a parameter. */
export function tableEntry(
  interpreter: Interpreter,
  args: readonly Value[],
  prefix: string,
  site: CallSite,
): TableEntry {
  const [description = textValue(''), ...rest] = args;
  const values = rest.map((value) => (mayDecorate(value) ? interpreter.force(value) : value));
  const decorations = values.filter(isDecoration);
  const mark: readonly Value[] =
    prefix === 'F'
      ? [{ kind: 'decorator', name: 'Focus' }]
      : prefix === ''
        ? []
        : [{ kind: 'decorator', name: 'Pending' }];
  return {
    kind: 'entry',
    description: interpreter.force(description),
    decorations: [...decorations, ...mark],
    parameters: values.filter((value) => !isDecoration(value)),
    declared: site,
  };
}

/** Whether a call may give a decoration, by the type of its result; other calls need not be made. */
const mayDecorate = (value: Value): boolean =>
  value.kind === 'lazy' &&
  value.result !== undefined &&
  /Label|any\b|interface|ginkgo\.|types\.|Decorator/.test(value.result);

function isDecoration(value: Value): boolean {
  if (value.kind === 'decorator' || isLabels(value)) return true;
  if (value.kind === 'number') return DECORATING.some((type) => isType(value.type, type));
  return value.kind === 'list' && value.items.length > 0 && value.items.every(isDecoration);
}

export type TableRequest = {
  readonly description: Value;
  readonly args: readonly Value[];
  readonly prefix: string;
  readonly subtree: boolean;
  readonly site: CallSite;
  readonly frame: Frame;
};

/** Declares a `DescribeTable`: a container with a leaf for each entry, or with a container for each in a subtree. */
export function declareTable(
  interpreter: Interpreter,
  { description, args, prefix, subtree, site, frame }: TableRequest,
): void {
  const entries: TableEntry[] = [];
  const others: Value[] = [];
  let body: Value | undefined;
  let describe: Value | undefined;
  for (const arg of args) {
    const value = interpreter.force(arg);
    if (value.kind === 'entry') entries.push(value);
    else if (
      value.kind === 'list' &&
      value.items.length > 0 &&
      value.items.every((item) => interpreter.force(item).kind === 'entry')
    )
      for (const item of value.items) entries.push(interpreter.force(item) as TableEntry);
    else if (value.kind === 'function' && givesText(value)) describe = value;
    else if (value.kind === 'text' && isType(value.type, ginkgoType('EntryDescription'))) describe = value;
    else if (value.kind === 'function' || value.kind === 'builtin') body ??= value;
    else others.push(value);
  }
  const lost = flatten(interpreter, others).filter((value) => value.kind === 'unknown');
  declareNode(interpreter, {
    text: description,
    args: others,
    prefix,
    site,
    frame,
    leaf: false,
    enter: () => {
      for (const each of entries) declareEntry(interpreter, each, describe, body, subtree);
      // An argument that can't be read may hold entries.
      for (const value of lost)
        declareNode(interpreter, {
          text: value,
          args: [],
          prefix: '',
          site,
          frame: undefined,
          leaf: true,
        });
    },
  });
}

const givesText = (value: Value): boolean => {
  const result = value.kind === 'function' ? childOf(value.node, 'result') : undefined;
  return value.kind === 'function' && result !== undefined && nodeText(value.file, result) === 'string';
};

function declareEntry(
  interpreter: Interpreter,
  { description, decorations, parameters, declared }: TableEntry,
  describe: Value | undefined,
  body: Value | undefined,
  subtree: boolean,
): void {
  const doubtful = isExact(body, parameters) ? [] : parameters.filter(({ kind }) => kind === 'unknown');
  declareNode(interpreter, {
    text: described(interpreter, description, describe, parameters, declared),
    args: [...decorations, ...doubtful],
    prefix: '',
    site: declared,
    frame: undefined,
    leaf: !subtree,
    ...(subtree
      ? {
          enter: () => void (body?.kind === 'function' && interpreter.run(body, parameters, undefined)),
        }
      : {}),
  });
}

/** Whether there are as many parameters as the body takes: then none of them is a decoration. */
function isExact(body: Value | undefined, parameters: readonly Value[]): boolean {
  if (body?.kind !== 'function') return false;
  const declared = childOf(body.node, 'parameters')?.children ?? [];
  if (declared.some(({ type }) => type === 'variadic_parameter_declaration')) return false;
  const names = declared.map((each) =>
    Math.max(1, each.children.filter(({ field }) => field === 'name').length),
  );
  const count = names.reduce((sum, each) => sum + each, 0);
  const [first] = declared;
  const type = first === undefined ? undefined : childOf(first, 'type');
  const takesContext = type !== undefined && nodeText(body.file, type).endsWith('Context');
  return parameters.length === count || (takesContext && parameters.length === count - 1);
}

function described(
  interpreter: Interpreter,
  own: Value,
  ofTable: Value | undefined,
  parameters: readonly Value[],
  { at }: CallSite,
): Value {
  const description = own.kind === 'nil' ? ofTable : own;
  if (description === undefined) {
    const parts = parameters.map((each) => sprint(interpreter, each, at));
    const failed = parts.find((part) => typeof part !== 'string');
    return failed ?? textValue(`Entry: ${parts.filter((part) => typeof part === 'string').join(', ')}`);
  }
  if (description.kind === 'text' && isType(description.type, ginkgoType('EntryDescription')))
    return sprintf(interpreter, description.value, parameters, at);
  if (description.kind === 'function')
    return interpreter.force(interpreter.run(description, [...parameters], undefined));
  return description.kind === 'text' || description.kind === 'unknown'
    ? description
    : unknownValue(at, "the entry's description is not known");
}
