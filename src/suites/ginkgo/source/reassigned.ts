import { childOf, type GoNode } from '../../../go/syntax.ts';
import type { Program } from './program.ts';
import type { SourceFile, ValueDeclaration } from './source-file.ts';
import type { Position } from './types.ts';

/** `a, b.c = …`, `a += …`, `a++`, `&a`. */
const ASSIGNED =
  /([\w.]+(?:\s*,\s*[\w.]+)*)\s*(?:(?:<<|>>|&\^|[-+*/%&|^])?=(?!=)|\+\+|--)|(?<!&)&(?!&)\s*([A-Za-z_][\w.]*)/g;

/**
 * Tells where a variable of a package is assigned by a function: then its value depends on what ran before. It goes by
 * names, and rather finds one too many.
 */
export function createReassigned(program: Program): (declaration: ValueDeclaration) => Position | undefined {
  const byPackage = new Map<string, ReadonlyMap<string, Position>>();
  let elsewhere: ReadonlyMap<string, Position> | undefined;
  return ({ file, name }) => {
    const own =
      byPackage.get(file.packagePath) ?? assignedIn(program.declarationsOf(file.packagePath)?.files ?? []);
    byPackage.set(file.packagePath, own);
    elsewhere ??= assignedAcross(program);
    return own.get(name) ?? elsewhere.get(`${file.packagePath}.${name}`);
  };
}

function assignedIn(files: readonly SourceFile[]): ReadonlyMap<string, Position> {
  const found = new Map<string, Position>();
  for (const file of files)
    for (const { name, at } of assignments(file))
      if (!name.includes('.')) found.set(name, file.positionOf(at));
  return found;
}

/** Assignments to variables of other packages, `flags.Name = …`, by import path and name. */
function assignedAcross(program: Program): ReadonlyMap<string, Position> {
  const found = new Map<string, Position>();
  for (const { importPath, reaches } of program.graph.packages.values()) {
    if (!reaches) continue;
    for (const file of program.declarationsOf(importPath)?.files ?? [])
      for (const { name, at } of assignments(file)) {
        const [alias = '', member] = name.split('.');
        const imported = file.imports.get(alias);
        if (imported !== undefined && member !== undefined)
          found.set(`${imported}.${member}`, file.positionOf(at));
      }
  }
  return found;
}

function* assignments(file: SourceFile): Generator<{ readonly name: string; readonly at: number }> {
  for (const { start, end } of bodiesOf(file))
    for (const match of file.text.slice(start, end).matchAll(ASSIGNED))
      for (const name of (match[1] ?? match[2] ?? '').split(','))
        yield { name: name.trim(), at: start + match.index };
}

/** The bodies of a file's functions, and of the closures in the values that it declares. */
function bodiesOf({ functions, values }: SourceFile): readonly GoNode[] {
  const bodies = functions.flatMap(({ node }) => childOf(node, 'body') ?? []);
  const rest = values.flatMap(({ expression }) => expression ?? []);
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    const body = node.type === 'func_literal' ? childOf(node, 'body') : undefined;
    if (body === undefined) rest.push(...node.children);
    else bodies.push(body);
  }
  return bodies;
}
