import type { Location } from '../../core/types.ts';
import { childOf, type GoNode } from '../go/syntax.ts';
import { countNode, withBudget } from './budget.ts';
import { type Interpreter } from './interpreter.ts';
import { nodeText } from './source-file.ts';
import { missingSpecs, type TreeNode } from './spec-tree.ts';
import type { Cause, UnknownPart } from './types.ts';
import { type CallSite, type Frame, ginkgoType, isLabels, isType, type Value } from './values.ts';

/** What a node takes beside its text. */
export type Decorations = {
  readonly labels: readonly string[];
  readonly pending: boolean;
  readonly focused: boolean;
  readonly serial: boolean;
  readonly ordered: boolean;
  readonly offset: number;
  readonly body: Value | undefined;
  readonly unknown: readonly UnknownPart[];
};

/** Values of arguments, with slices opened, however deep they nest; labels are a value of their own. */
export function flatten(interpreter: Interpreter, args: readonly Value[], depth = 0): readonly Value[] {
  return args.flatMap((arg) => {
    const value = isLazyBody(arg) ? arg : interpreter.force(arg);
    return value.kind === 'list' && !isLabels(value) && depth < 100
      ? flatten(interpreter, value.items, depth + 1)
      : [value];
  });
}

/** Whether a value is the call of a function that gives a function: the body of a leaf, which nobody has to read. */
const isLazyBody = (value: Value): boolean =>
  value.kind === 'lazy' && value.result?.startsWith('func') === true;

/** Sorts arguments as Ginkgo does: by what they are, wherever they stand. */
export function readDecorations(
  interpreter: Interpreter,
  args: readonly Value[],
  site: CallSite,
): Decorations {
  const labels: string[] = [];
  const unknown: UnknownPart[] = [];
  let [pending, focused, serial, ordered, offset] = [false, false, false, false, 0];
  let body: Value | undefined;
  for (const value of flatten(interpreter, args)) {
    if (isLabels(value)) {
      for (const each of value.items) {
        const label = interpreter.force(each);
        if (label.kind === 'text') addLabel(interpreter, labels, label.value, site);
        else unknown.push({ ...causeOf(label, site), what: 'labels' });
      }
    } else if (value.kind === 'decorator') {
      if (value.name === 'Serial' && interpreter.program.labelsSerial && !labels.includes('Serial'))
        labels.push('Serial');
      serial ||= value.name === 'Serial';
      ordered ||= value.name === 'Ordered';
      pending ||= value.name === 'Pending';
      focused ||= value.name === 'Focus';
    } else if (value.kind === 'number' && isType(value.type, ginkgoType('Offset'))) offset = value.value;
    else if (value.kind === 'function' || value.kind === 'builtin' || value.kind === 'lazy') body ??= value;
    else if (value.kind === 'unknown') unknown.push({ ...value.cause, what: 'labels' });
  }
  return { labels, pending, focused, serial, ordered, offset, body, unknown };
}

/** Adds a label as Ginkgo does, which trims labels; one that Ginkgo refuses to run with is reported. */
function addLabel(interpreter: Interpreter, labels: string[], label: string, site: CallSite): void {
  const trimmed = label.trim();
  if (trimmed === '' || /[&|!,()/]|^:|:$/.test(trimmed))
    interpreter.tree.report({
      at: site.at,
      code: 'invalid-label',
      message: `found the label "${label}"; Ginkgo refuses empty labels and those with & | ! , ( ) / or a misplaced colon`,
    });
  else if (!labels.includes(trimmed)) labels.push(trimmed);
}

const causeOf = (value: Value, site: CallSite) =>
  value.kind === 'unknown'
    ? value.cause
    : { at: site.at, because: 'the value is not known before the suite runs' };

export type NodeRequest = {
  readonly text: Value;
  /** Text that is put in front of the node's own, as `When` does. */
  readonly before?: string;
  readonly args: readonly Value[];
  readonly prefix: string;
  readonly site: CallSite;
  readonly frame: Frame | undefined;
  readonly leaf: boolean;
  /** What a container does when it is entered, instead of running a body among its arguments. */
  readonly enter?: () => void;
};

/** Declares a container or a leaf. */
export function declareNode(interpreter: Interpreter, request: NodeRequest): void {
  const { args, site, frame, leaf } = request;
  countNode(interpreter);
  const text = interpreter.force(request.text);
  const decorations = readDecorations(interpreter, args, site);
  const focused = decorations.focused || request.prefix === 'F';
  const unknown: UnknownPart[] = [...decorations.unknown];
  if (text.kind !== 'text') unknown.push({ ...causeOf(text, site), what: 'text' });
  if (interpreter.doubt !== undefined) unknown.push({ ...interpreter.doubt, what: 'presence' });
  if (focused)
    interpreter.tree.report({
      at: site.at,
      code: 'focused',
      message: `${site.keyword} is focused: Ginkgo would run nothing else`,
    });
  const node: TreeNode = {
    text: `${request.before ?? ''}${text.kind === 'text' ? text.value : '…'}`,
    labels: decorations.labels,
    pending: decorations.pending || request.prefix === 'P' || request.prefix === 'X',
    serial: decorations.serial,
    ordered: decorations.ordered,
    location: frame === undefined ? site.at : locationOf(frame, decorations.offset, site),
    declared: site,
    unknown,
    children: leaf ? undefined : [],
  };
  if (leaf) interpreter.tree.add(node);
  else {
    const enter = request.enter ?? (() => enterBody(interpreter, node, decorations.body));
    interpreter.tree.add(node, () => withBudget(interpreter, enter));
  }
}

function enterBody(interpreter: Interpreter, node: TreeNode, body: Value | undefined): void {
  const value = body === undefined ? undefined : interpreter.force(body);
  if (value?.kind === 'function') interpreter.run(value, [], undefined);
  else if (value === undefined ? !node.pending || node.unknown.length > 0 : value.kind !== 'builtin')
    interpreter.tree.add(
      missingSpecs(
        node,
        value?.kind === 'unknown'
          ? value.cause
          : { at: node.declared.at, because: "the container's body can't be read" },
      ),
    );
}

/** Declares a node that stands for whatever a call declares that can't be followed. */
export function declareUnknown(interpreter: Interpreter, site: CallSite, cause: Cause): void {
  countNode(interpreter);
  interpreter.tree.add({
    text: '…',
    labels: [],
    pending: false,
    serial: false,
    ordered: false,
    location: { file: site.at.file, line: site.at.line },
    declared: site,
    unknown: [
      { ...cause, what: 'text' },
      { ...cause, what: 'presence' },
    ],
    children: undefined,
  });
}

/** Where Ginkgo says that a node is: where it was called, or as many callers up as `Offset` and helpers say. */
function locationOf(frame: Frame, offset: number, site: CallSite): Location {
  let at: Frame | undefined = frame;
  for (let above = offset; above > 0 && at !== undefined; above -= 1) at = at.caller;
  while (at?.helper === true) at = at.caller;
  if (at?.at === undefined) return { file: site.at.file, line: site.at.line };
  const { file, line } = at.file.positionOf(at.at.start);
  return { file, line };
}

/** Where a call stands in its file. */
export function siteOf(call: GoNode, frame: Frame): CallSite {
  const callee = childOf(call, 'function');
  const [first] = childOf(call, 'arguments')?.children ?? [];
  const inner = first?.type === 'call_expression' ? childOf(first, 'arguments')?.children[0] : first;
  return {
    at: frame.file.positionOf(call.start),
    keyword: callee === undefined ? '' : nodeText(frame.file, callee),
    start: call.start,
    end: call.end,
    textEnd: inner?.end,
  };
}
