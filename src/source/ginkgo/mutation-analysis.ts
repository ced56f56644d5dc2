import { childOf, type GoNode } from '../go/syntax.ts';
import type { Program } from './program.ts';
import { nodeText, type SourceFile, type ValueDeclaration } from './source-file.ts';
import type { Position } from './types.ts';

/** Where a variable of a package may be changed by a function; `undefined` when it keeps its first value. */
export type MutationAnalysis = {
  /** Where the variable is assigned, or something in it. */
  readonly assignedAt: (declaration: ValueDeclaration) => Position | undefined;
  /** Where a list, a map or a struct is used so that it may be changed without an assignment. */
  readonly mutatedAt: (declaration: ValueDeclaration, type: string | undefined) => Position | undefined;
};

/**
 * Finds changes of variables by name, and rather one too many: then the value of the variable depends on what ran
 * before.
 */
export function createMutationAnalysis(program: Program): MutationAnalysis {
  const byPackage = new Map<string, ReadonlyMap<string, Position>>();
  let elsewhere: ReadonlyMap<string, Position> | undefined;
  const filesOf = (importPath: string) => program.declarationsOf(importPath)?.files ?? [];
  return {
    assignedAt: ({ file, name }) => {
      const own = byPackage.get(file.packagePath) ?? assignedBy(filesOf(file.packagePath));
      byPackage.set(file.packagePath, own);
      elsewhere ??= assignedAcross(program);
      return own.get(name) ?? elsewhere.get(`${file.packagePath}.${name}`);
    },
    mutatedAt: ({ file, name }, type) => {
      const methods = program.declarationsOf(file.packagePath)?.methods;
      const changes = (method: string): boolean => {
        const found = methods?.get(`${type}.${method}`);
        const receiver = found === undefined ? undefined : childOf(found.node, 'receiver');
        return found !== undefined && receiver !== undefined && nodeText(found.file, receiver).includes('*');
      };
      for (const { functions, text, positionOf } of filesOf(file.packagePath))
        for (const { name: called, node } of functions) {
          const body = text.slice(node.start, node.end);
          for (const match of body.matchAll(new RegExp(`(?<![\\w.])${name}\\b(?:\\.(\\w+)\\()?`, 'g')))
            if (called === 'init' || (match[1] !== undefined && changes(match[1])))
              return positionOf(node.start + match.index);
        }
      return undefined;
    },
  };
}

/** Where a package assigns its own variables, by name; also where a field or an element is assigned. */
function assignedBy(files: readonly SourceFile[]): ReadonlyMap<string, Position> {
  const found = new Map<string, Position>();
  for (const file of files)
    for (const { name, at } of assignmentsOf(file)) {
      const [base = ''] = name.split('.');
      if (base === name || !file.imports.has(base)) found.set(base, file.positionOf(at));
    }
  return found;
}

/** Assignments to variables of other packages, `flags.Name = …`, by import path and name. */
function assignedAcross(program: Program): ReadonlyMap<string, Position> {
  const found = new Map<string, Position>();
  for (const { importPath, reachesGinkgo } of program.graph.packages.values()) {
    if (!reachesGinkgo) continue;
    for (const file of program.declarationsOf(importPath)?.files ?? [])
      for (const { name, at } of assignmentsOf(file)) {
        const [alias = '', member] = name.split('.');
        const imported = file.imports.get(alias);
        if (imported !== undefined && member !== undefined)
          found.set(`${imported}.${member}`, file.positionOf(at));
      }
  }
  return found;
}

type Assignment = { readonly name: string; readonly at: number };

const assignmentsCache = new WeakMap<SourceFile, readonly Assignment[]>();

function assignmentsOf(file: SourceFile): readonly Assignment[] {
  const found = assignmentsCache.get(file) ?? [...assignments(file)];
  assignmentsCache.set(file, found);
  return found;
}

function* assignments(file: SourceFile): Generator<Assignment> {
  for (const { start, end } of bodiesOf(file))
    for (const { name, at } of assignmentsIn(file.text.slice(start, end))) yield { name, at: start + at };
}

function* assignmentsIn(text: string): Generator<Assignment> {
  for (const at of signs(text)) for (const name of targetsAt(text, at)) yield { name, at };
}

/** What some code assigns to, or takes the address of. */
export const assignedIn = (text: string): readonly string[] =>
  [...assignmentsIn(text)].map(({ name }) => name);

/** Where `=`, `++`, `--` and `&` stand: to look there is faster than to look at every word. */
function* signs(text: string): Generator<number> {
  for (const sign of ['=', '++', '--', '&'])
    for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + sign.length)) yield at;
}

/** What a sign assigns to: `a, b.c =`, `a +=`, `a++`; or takes the address of: `&a`. */
function targetsAt(text: string, at: number): readonly string[] {
  if (text[at] === '&') {
    const [, name] = /^&\s*([A-Za-z_][\w.]*)/.exec(text.slice(at, at + 100)) ?? [];
    return name === undefined || text[at - 1] === '&' ? [] : [name];
  }
  // `==`, `!=`, `:=`, `<=` and `>=` assign nothing to what was there; `<<=` and `>>=` do.
  if (text[at] === '=' && (text[at + 1] === '=' || '=!:'.includes(text[at - 1] ?? ''))) return [];
  if (/[^<]<|[^>]>/.test(text.slice(at - 2, at))) return [];
  const targets: string[] = [];
  let end = at;
  while ('+-*/%&|^<> \t'.includes(text[end - 1] ?? '')) end -= 1;
  for (;;) {
    const start = startOfTarget(text, end);
    if (start === end) return targets;
    targets.push(text.slice(start, end).replaceAll(/\[[^\]]*\]/g, ''));
    let before = start;
    while (isSpace(text[before - 1])) before -= 1;
    if (text[before - 1] !== ',') return targets;
    end = before - 1;
    while (isSpace(text[end - 1])) end -= 1;
  }
}

/** Offset where a target begins that ends at another one: back over `a`, `a.b`, `a[i]`, `a[i].b`. */
function startOfTarget(text: string, end: number): number {
  let start = end;
  for (;;) {
    while (isPartOfName(text.charCodeAt(start - 1))) start -= 1;
    if (text[start - 1] !== ']') return start;
    const open = text.lastIndexOf('[', start - 1);
    if (open < 0) return start;
    start = open;
  }
}

const isSpace = (character: string | undefined): boolean => character === ' ' || character === '\t';

/** Whether a character is part of a name: a letter, a digit, `_` or `.`; all that is beyond ASCII may be a letter. */
const isPartOfName = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 46 && code <= 57 && code !== 47) ||
  code === 95 ||
  code > 127;

/** The bodies of a file's functions, and of the closures in the values that it declares. */
function bodiesOf({ functions, values }: SourceFile): readonly GoNode[] {
  const bodies = functions.flatMap(({ node }) => childOf(node, 'body') ?? []);
  const rest = values.flatMap(({ expression }) => expression ?? []);
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    const body = node.type === 'func_literal' ? childOf(node, 'body') : undefined;
    if (body === undefined) for (const child of node.children) rest.push(child);
    else bodies.push(body);
  }
  return bodies;
}
