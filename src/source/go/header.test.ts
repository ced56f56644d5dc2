import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { type GoHeader, readGoHeader } from './header.ts';

const header = (parts: Partial<GoHeader>): GoHeader => ({
  package: 'p',
  imports: [],
  constraint: undefined,
  cut: false,
  ...parts,
});

test.each<[string, GoHeader | undefined]>([
  ['package p\nvar x = 1', header({})],
  ['package p', header({ cut: true })],
  ['', undefined],
  ['// only a comment', undefined],
  ['func f() {}', undefined],
  ['\uFEFFpackage p\n\nconst x = 1', header({})],
  ['/* a\n */ package /* b */ p // c\nfunc f() {}', header({})],
  [
    'package p; import "a"; import b "c"\nvar x',
    header({
      imports: [
        { name: undefined, path: 'a' },
        { name: 'b', path: 'c' },
      ],
    }),
  ],
  [
    'package p\nimport (\n\t. "a" // dot\n\t_ "b"\n\n\t/* c */ d `e`;"f"\n)\ntype T int',
    header({
      imports: [
        { name: '.', path: 'a' },
        { name: '_', path: 'b' },
        { name: 'd', path: 'e' },
        { name: undefined, path: 'f' },
      ],
    }),
  ],
  ['//go:build linux && !arm64\n\npackage p\nvar x', header({ constraint: 'linux && !arm64' })],
  ['package p\n\n//go:build linux\nvar x', header({})],
  ['package p\nimport "a', header({ cut: true })],
  ['package p\nimport ("a"\nvar x = `import "b"`', header({ imports: [{ name: undefined, path: 'a' }] })],
])('reads what stands before the declarations of %j', (text, expected) => {
  expect(readGoHeader(text)).toEqual(expected);
});

it('reads any text without an error, and finds the same imports behind any comment', () => {
  const pieces = fc.constantFrom(
    'package p',
    'import',
    '(',
    ')',
    '"a"',
    '`b`',
    '_',
    '.',
    '//x\n',
    '/*',
    '*/',
    '\n',
    ';',
    '"',
    'é',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
      readGoHeader(parts.join(' '));
    }),
  );
  const name = fc.constantFrom('', '_ ', '. ', 'alias ');
  const path = fc.stringMatching(/^[a-z./-]{1,20}$/);
  const space = fc.constantFrom(' ', '\n', '\t', '/* x */', '// y\n');
  fc.assert(
    fc.property(fc.array(fc.tuple(name, path, space)), (imports) => {
      const lines = imports.map(([alias, imported, gap]) => `${gap}${alias}"${imported}"\n`);
      const found = readGoHeader(`package p\nimport (\n${lines.join('')})\nvar x = 1`);
      expect(found?.imports.map((each) => each.path)).toEqual(imports.map(([, imported]) => imported));
      expect(found?.imports.map((each) => each.name ?? '')).toEqual(imports.map(([alias]) => alias.trim()));
    }),
  );
});
