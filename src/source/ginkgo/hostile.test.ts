import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it, test } from 'vitest';
import { readCode, suiteFolder } from '../../testing/source.ts';
import { readSourceInventory } from '../inventory.ts';

const KNOWN = 'var _ = Describe("known", func() { It("stays", func() {}) })\n';
const file = (code: string): string =>
  `package suite_test\n\nimport . "github.com/onsi/ginkgo/v2"\n\n${code}\n`;

test.each<[string, string, readonly string[]]>([
  ['is 10 MB large', `// ${'x'.repeat(10 * 1024 * 1024)}`, ['unreadable-file']],
  [
    'nests 10,000 parentheses',
    `var _ = Describe(${'('.repeat(10_000)}"deep"${')'.repeat(10_000)}, func() {})`,
    ['syntax-error'],
  ],
  [
    'nests 3,000 containers',
    `var _ = ${'Describe("x", func() { '.repeat(3000)}${'})'.repeat(3000)}`,
    ['syntax-error'],
  ],
  [
    'has wrappers that call each other',
    'func v(s string) (string, func()) { return w(s) }\nfunc w(s string) (string, func()) { return v(s) }\nvar _ = Describe("w", func() { Context(w("x")) })',
    ['gave-up'],
  ],
  [
    'declares without an end',
    'func a(n int) { It("a", func() {}); b(n + 1) }\nfunc b(n int) { a(n + 1) }\nvar _ = Describe("r", func() { a(0) })',
    ['gave-up'],
  ],
  [
    'declares twice as many at each depth',
    'func e(n int) { if n > 60 { return }; It("e", func() {}); e(n + 1); e(n + 1) }\nvar _ = Describe("e", func() { e(0) })',
    ['gave-up'],
  ],
  ['loops for ever', 'var _ = Describe("l", func() { for { It("endless", func() {}) } })', ['gave-up']],
  [
    'doubles a text',
    'var _ = Describe("d", func() { s := "a"; for range 60 { s += s }; It(s, func() {}) })',
    [],
  ],
  [
    'makes a long list',
    'var big = make([]int, 1000000000)\nvar _ = Describe("b", func() { for range big { It("b", func() {}) } })',
    [],
  ],
  [
    'has values that refer to themselves',
    'var p = q + "a"\nvar q = p\ntype T U\ntype U T\nvar _ = Describe(p, func() { var t T; It(string(t), func() {}) })',
    [],
  ],
  ['is garbage', '{([<\'`"\n'.repeat(1000), ['syntax-error']],
])('ends on a file that %s, and keeps what the others declare', async (_, code, codes) => {
  const { specs, source } = await readCode(KNOWN, { 'hostile_test.go': file(code) });
  expect(specs.map(({ text }) => text)).toEqual(['known stays']);
  expect([...new Set(source.diagnostics.map((each) => each.code))]).toEqual(codes);
});

it('says which file is no UTF-8', async () => {
  const folder = suiteFolder(KNOWN);
  await execa('sh', ['-c', String.raw`printf 'package suite_test\n\nvar x = "\377"\n' > bad_test.go`], {
    cwd: folder,
  });
  const { specs, source } = await readSourceInventory('suite', folder, { arch: 'arm64', tags: [] });
  expect(specs).toHaveLength(1);
  expect(source.diagnostics).toMatchObject([{ code: 'unreadable-file', at: { file: 'bad_test.go' } }]);
});

it('reads no pipe, no device, and no link in a circle', async () => {
  const folder = suiteFolder(KNOWN);
  symlinkSync('.', join(folder, 'loop'));
  symlinkSync('circle_test.go', join(folder, 'circle_test.go'));
  symlinkSync('/dev/zero', join(folder, 'zero_test.go'));
  await execa('mkfifo', [join(folder, 'pipe_test.go')]);
  await execa('mkdir', [join(folder, 'folder_test.go')]);
  const { specs, source } = await readSourceInventory('suite', folder, { arch: 'arm64', tags: [] }, true);
  expect(specs).toHaveLength(1);
  expect(source.diagnostics).toEqual([]);
});
