import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadGoParser } from './parse.ts';
import { childOf, readSyntax } from './syntax.ts';
import { packSyntax, unpackSyntax } from './syntax-pack.ts';

const useTree = await loadGoParser();
const read = (text: string) => useTree(text, (tree) => readSyntax(tree));

it('keeps what has a name, and operators, with their places', () => {
  const text = 'package p\n\nvar x = /* no */ a + f("b") // no\n';
  const { root, errors } = read(text);
  const value = root.children[1]?.children[0]?.children.at(-1)?.children[0];
  expect(errors).toEqual([]);
  expect(value?.type).toBe('binary_expression');
  const parts = ['left', 'operator', 'right'].map((field) => value && childOf(value, field));
  expect(parts.map((part) => part && text.slice(part.start, part.end))).toEqual(['a', '+', 'f("b")']);
});

it('says where something is no Go, is missing, or nests too deeply', () => {
  expect(read('package p\nvar = 1\n').errors.map(({ kind }) => kind)).toContain('unexpected');
  expect(read('package p\nfunc f( {}\n').errors).not.toEqual([]);
  const deep = read(`package p\nvar x = ${'('.repeat(10_000)}1${')'.repeat(10_000)}\n`);
  expect(deep.errors.map(({ kind }) => kind)).toContain('deep');
});

it('packs trees and unpacks the same; what is damaged unpacks to nothing, or throws', () => {
  const piece = fc.constantFrom(
    'var x = 1',
    'func f() { g(1, "a") }',
    'type T struct{ a int }',
    'x +',
    '}',
    '// c',
    '/*',
  );
  fc.assert(
    fc.property(fc.array(fc.array(piece), { maxLength: 4 }), (files) => {
      const trees = new Map(
        files.map((lines, index) => [`${index}`, read(`package p\n${lines.join('\n')}\n`)]),
      );
      const found = unpackSyntax(packSyntax(trees));
      expect([...found].map(([key, tree]) => [key, tree()])).toEqual([...trees]);
    }),
  );
  const whole = packSyntax(new Map([['a', read('package p\nvar x = 1\n')]]));
  expect(unpackSyntax(whole).size).toBe(1);
  expect(unpackSyntax(whole.subarray(0, -20)).size).toBe(0);
  expect(unpackSyntax(Buffer.from('no line')).size).toBe(0);
  expect(unpackSyntax(Buffer.from('{"version":0}\n')).size).toBe(0);
  expect(() => unpackSyntax(Buffer.from('no JSON\n'))).toThrow(SyntaxError);
});
