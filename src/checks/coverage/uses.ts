import type { Position } from '../../core/types.ts';
import type { GateSettings } from '../../lanes/schema-types.ts';
import { goString } from '../../source/ginkgo/literals.ts';
import { nodeText, type SourceFile } from '../../source/ginkgo/source-file.ts';
import { childOf, type GoNode } from '../../source/go/syntax.ts';
import { AFTER, type Region } from './regions.ts';

/** Use of a gate in code. */
export type GateUse = {
  readonly gate: string;
  readonly mode: 'enables' | 'disables' | 'requires';
  readonly at: Position;
  readonly level: number;
  /** Whether nothing is done before it in its body. */
  readonly first: boolean;
};

/** A field that is set or a function that is called, as `Devices.TPM` or `libvmi.WithTPM`. */
type NameUse = { readonly name: string; readonly at: Position };

export type Uses = { readonly gates: readonly GateUse[]; readonly names: readonly NameUse[] };

/** Names of gates, as the source has them. */
export type GateNames = GateSettings & { readonly values: ReadonlyMap<string, string> };

/** Finds what the code of a spec does with gates, fields and functions; what only cleans up is left out. */
export function usesOf(regions: readonly Region[], names: GateNames | undefined): Uses {
  const gates: GateUse[] = [];
  const found: NameUse[] = [];
  for (const region of regions) {
    const { file, node, closures, level } = region;
    const visited = new Set<GoNode>();
    const at = (where: GoNode): Position => file.positionOf(where.start);
    const use = (mode: GateUse['mode'], call: GoNode): void => {
      const gate = names === undefined ? undefined : gateOf(file, call, names);
      if (gate !== undefined)
        gates.push({ gate, mode, at: at(call), level, first: isFirst(file, node, call) });
    };
    const walk = (each: GoNode): void => {
      if (visited.has(each) || each.type === 'defer_statement') return;
      visited.add(each);
      if (each.type === 'call_expression') {
        const name = calleeOf(file, each);
        if (AFTER.has(name)) return;
        if (names?.enable.includes(name) === true) use('enables', each);
        if (names?.disable.includes(name) === true) use('disables', each);
        if (names?.require.includes(name) === true) use('requires', each);
        if (isAssertion(file, each, names)) use('requires', queryIn(file, each, names) ?? each);
        const callee = childOf(each, 'function');
        if (callee !== undefined) found.push({ name: lastTwo(nodeText(file, callee)), at: at(callee) });
        const closure = closures.get(name);
        if (closure !== undefined) walk(closure);
      }
      if (each.type === 'if_statement') {
        const query = guardIn(file, each, names);
        if (query !== undefined) use('requires', query);
      }
      for (const field of fieldsIn(region, each)) found.push(field);
      const skipped = branchNotTaken(region, each);
      for (const child of each.children) if (child !== skipped) walk(child);
    };
    walk(node);
  }
  return { gates, names: found };
}

const calleeOf = (file: SourceFile, call: GoNode): string => {
  const callee = childOf(call, 'function');
  return callee === undefined ? '' : (nodeText(file, callee).split('.').at(-1) ?? '');
};

const lastTwo = (name: string): string => name.split('.').slice(-2).join('.');

/** The gate that a call is given: a constant of the package, or its text. */
function gateOf(
  file: SourceFile,
  call: GoNode,
  { package: importPath, values }: GateNames,
): string | undefined {
  const [first] = childOf(call, 'arguments')?.children ?? [];
  if (first?.type === 'selector_expression') {
    const [alias = '', name = ''] = nodeText(file, first).split('.');
    return file.imports.get(alias) === importPath && values.has(name) ? name : undefined;
  }
  if (first?.type !== 'interpreted_string_literal' && first?.type !== 'raw_string_literal') return undefined;
  const text = goString(nodeText(file, first));
  for (const [name, value] of values) if (value === text) return name;
  return undefined;
}

/** Query within a guard, `if !query(gate) { Skip(…) }`: the spec does not go on without the gate. */
function guardIn(file: SourceFile, statement: GoNode, names: GateNames | undefined): GoNode | undefined {
  const [condition, consequence] = [childOf(statement, 'condition'), childOf(statement, 'consequence')];
  if (condition === undefined || consequence === undefined) return undefined;
  const query = queryIn(file, condition, names);
  if (query === undefined || !/^!\s*$/.test(file.text.slice(query.start - 2, query.start).slice(-1)))
    return undefined;
  return /\b(?:Skip|Fail)\w*\(/.test(nodeText(file, consequence)) ? query : undefined;
}

/** Whether a call asserts that a gate is on: `Expect(query(gate)).To(BeTrue())`. */
function isAssertion(file: SourceFile, call: GoNode, names: GateNames | undefined): boolean {
  return (
    /\.(?:To|Should)$/.test(nodeText(file, childOf(call, 'function') ?? call)) &&
    /BeTrue/.test(nodeText(file, childOf(call, 'arguments') ?? call)) &&
    queryIn(file, call, names) !== undefined
  );
}

function queryIn(file: SourceFile, node: GoNode, names: GateNames | undefined): GoNode | undefined {
  if (names === undefined) return undefined;
  if (node.type === 'call_expression' && names.query.includes(calleeOf(file, node))) return node;
  if (node.type === 'func_literal') return undefined;
  for (const child of node.children) {
    const found = queryIn(file, child, names);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether only `By` stands before a call in the body that it is in. */
function isFirst(file: SourceFile, region: GoNode, call: GoNode): boolean {
  const block = childOf(region, 'body');
  const statements = (block?.children ?? []).flatMap((child) =>
    child.type === 'statement_list' ? child.children : [child],
  );
  const before = statements.slice(
    0,
    statements.findIndex(({ start, end }) => start <= call.start && call.end <= end),
  );
  return before.every((statement) => /^(?:\w+\.)?By\(/.test(nodeText(file, statement)));
}

/** Branch that is not taken, of an `if` that asks for a parameter which the entry gives as `true` or `false`. */
function branchNotTaken({ file, given }: Region, node: GoNode): GoNode | undefined {
  const condition = node.type === 'if_statement' ? childOf(node, 'condition') : undefined;
  if (condition === undefined) return undefined;
  const [, not, name = ''] = /^(!?)(\w+)$/.exec(nodeText(file, condition)) ?? [];
  const value = given.get(name);
  if (value !== 'true' && value !== 'false') return undefined;
  return childOf(node, (value === 'true') === (not === '') ? 'alternative' : 'consequence');
}

/** Fields that a node sets: `x.Devices.TPM = …`, `Devices{TPM: …}`; not those that it sets to nothing. */
function fieldsIn({ file, given }: Region, node: GoNode): readonly NameUse[] {
  const isNothing = (value: GoNode | undefined): boolean => {
    const text = value === undefined ? '' : nodeText(file, value);
    return (
      text === 'nil' ||
      (text.match(/[A-Za-z_]\w*/g) ?? []).some((word) => /^_?false$/.test(given.get(word) ?? word))
    );
  };
  if (node.type === 'assignment_statement') {
    const [target] = childOf(node, 'left')?.children ?? [];
    if (target?.type !== 'selector_expression' || isNothing(childOf(node, 'right')?.children[0])) return [];
    return [{ name: lastTwo(nodeText(file, target)), at: file.positionOf(target.start) }];
  }
  if (node.type !== 'composite_literal') return [];
  const type = childOf(node, 'type');
  const name = type === undefined ? '' : (nodeText(file, type).split('.').at(-1) ?? '');
  return (childOf(node, 'body')?.children ?? []).flatMap((element) => {
    const key = element.type === 'keyed_element' ? childOf(element, 'key') : undefined;
    return key === undefined || isNothing(childOf(element, 'value'))
      ? []
      : [{ name: `${name}.${nodeText(file, key)}`, at: file.positionOf(key.start) }];
  });
}
