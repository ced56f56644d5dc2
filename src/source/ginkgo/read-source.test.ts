import { expect, it, test } from 'vitest';
import { readCode } from '../../testing/source.ts';

const texts = async (code: string, files?: Readonly<Record<string, string>>) =>
  (await readCode(code, files)).specs.map(({ text }) => text);

const describeX = (body: string): string => `var _ = Describe("x", func() {\n${body}\n})`;

// Constructs that Go and Ginkgo agree to are in fixtures/constructs, which is compared with a real dry run. Here is
// what would be wrong there, or is not certain.

test.each<[string, string, readonly string[]]>([
  [
    'a variable that is assigned under a condition',
    'n := "a"\nif os.Args != nil { n = "b" }\nIt(n, func() {})',
    [],
  ],
  ['a variable behind its address', 'n := "a"\ntesting.Change(&n)\nIt(n, func() {})', []],
  ['a field behind a pointer', 'p := &struct{ n string }{"a"}\ntesting.Change(p)\nIt(p.n, func() {})', []],
  ['a copy of a struct', 'p := struct{ n string }{"a"}\nq := p\nq.n = "b"\nIt(p.n+q.n, func() {})', ['x ab']],
  ['a list that a function may change', 'l := []string{"a"}\ntesting.Change(l)\nIt(l[0], func() {})', []],
  [
    'a map that a function may change',
    'm := map[string]string{"k": "v"}\ntesting.Change(m)\nIt(m["k"], func() {})',
    [],
  ],
  [
    'a variable that a closure may change',
    'n := "a"\ntesting.Change(func() { n = "b" })\nIt(n, func() {})',
    [],
  ],
  [
    'a part of a list that is changed',
    'a := []string{"x", "y"}\nb := a[:1]\nb[0] = "z"\nIt(a[0], func() {})',
    [],
  ],
  [
    'what is appended twice where there is room',
    'a := make([]string, 1, 5)\nb := append(a, "b")\nc := append(a, "c")\nIt(b[1]+c[1], func() {})',
    [],
  ],
  [
    'what is appended twice where there is none',
    'a := []string{"a"}\nb := append(a, "b")\nc := append(a, "c")\nIt(b[1]+c[1], func() {})',
    ['x bc'],
  ],
  [
    'a struct that is changed after it was appended',
    't := struct{ n string }{"a"}\nl := append([]struct{ n string }{}, t)\nt.n = "b"\nIt(l[0].n, func() {})',
    ['x a'],
  ],
  ['an index beyond a list', 'It([]string{"a"}[3], func() {})', []],
  ['a key that is not there', 'It(map[string]string{"a": "b"}["c"], func() {})', []],
  ['a number that is not exact', 'It(fmt.Sprint(9007199254740993), func() {})', []],
  ['a division by zero', 'z := 0\nIt(fmt.Sprint(1/z), func() {})', []],
  ['a format with too few arguments', 'It(fmt.Sprintf("%d %d", 1), func() {})', []],
  ['a format with too many arguments', 'It(fmt.Sprintf("a", 1), func() {})', []],
  ['an escape that Go does not know', 'It("\\q", func() {})', []],
  [
    'a variable of a loop in a closure',
    'for _, n := range []string{"a", "b"} { defer func() { It(n, func() {}) }() }',
    [],
  ],
  ['a return under a condition that holds', 'if len("a") == 1 { return }\nIt("a", func() {})', []],
  [
    'a break of the outer loop',
    'l:\nfor _, a := range []string{"a", "b"} { for range 3 { It(a, func() {}); break l } }',
    ['x a'],
  ],
  ['a continue', 'for i := range 3 { if i == 1 { continue }; It(fmt.Sprint(i), func() {}) }', ['x 0', 'x 2']],
  ['a shadowed name', 'It := func(string, func()) {}\nIt("a", func() {})', []],
  ['a container without a body', 'Describe("y")', []],
  ['a leaf without a text', 'It()', []],
])('reads %s', async (_, body, expected) => {
  expect(await texts(describeX(body))).toEqual(expected.map((text) => text));
});

it('follows the order of values and packages', async () => {
  const code =
    'var a = b + "1"\nvar b = c()\nfunc c() string { return "c" }\nvar _ = Describe(a, func() { It("x", func() {}) })';
  expect(await texts(code)).toEqual(['c1 x']);
});

it('declares what values of the package declare, each once', async () => {
  const code = `var a, b = Describe("a", func() { It("x", func() {}) }), Describe("b", func() { It("x", func() {}) })
var list = []bool{Describe("in a list", func() { It("x", func() {}) })}
var again = a
var f = func() bool { return Describe("never called", func() { It("x", func() {}) }) }
var _ = func() bool { return Describe("called", func() { It("x", func() {}) }) }()
func change() { a = false }`;
  expect(await texts(code)).toEqual(['a x', 'b x', 'in a list x', 'called x']);
});

it('calls functions that count in the order of the code', async () => {
  const code = `type counter struct{ n int }
func (c *counter) next() string { c.n++; return fmt.Sprint(c.n) }
func count(m map[string]int) int { m["n"]++; return m["n"] }
${describeX('c := &counter{}\na := c.next()\nb := c.next()\nIt("b"+b, func() {})\nIt("a"+a, func() {})\nm := map[string]int{"n": 5}\nd := count(m)\ne := count(m)\nIt(fmt.Sprint("e", e), func() {})\nIt(fmt.Sprintf("%d %d", e, d), func() {})')}`;
  expect(await texts(code)).toEqual(['x b2', 'x a1', 'x 7 6']);
});

test.each<[string, string, string]>([
  ['an element is assigned', 'l[0]', 'var l = []string{"a"}\nfunc init() { l[0] = "b" }'],
  ['a field is assigned', 'l.n', 'type s struct{ n string }\nvar l = s{"a"}\nfunc change() { l.n = "b" }'],
  [
    'a field of an element is assigned',
    'l[0].n',
    'type s struct{ n string }\nvar l = []s{{"a"}}\nfunc change() { l[0].n = "b" }',
  ],
  [
    'its address is taken',
    'l[0]',
    'var l = []string{"a"}\nfunc change() { set(&l) }\nfunc set(l *[]string) {}',
  ],
  [
    'init hands it to somebody',
    'l[0]',
    'var l = []string{"a"}\nfunc init() { fill(l) }\nfunc fill(l []string) { l[0] = "b" }',
  ],
  [
    'a method may change it',
    'l[0]',
    'type s []string\nvar l = s{"a"}\nfunc (l *s) add(n string) {}\nfunc other() { l.add("b") }',
  ],
])('does not rely on a variable of the package when %s', async (_, value, code) => {
  const read = (text: string) => readCode(`${text}\n${describeX(`It(${value}, func() {})`)}`);
  // Without the function that changes it, it is known.
  expect((await read(code.replaceAll(/\nfunc .*/g, ''))).specs.map(({ text }) => text)).toEqual(['x a']);
  const { specs, unresolved } = await read(code);
  expect(specs).toEqual([]);
  expect(unresolved).toHaveLength(1);
});

it('reads what is compiled for the architecture', async () => {
  const code = describeX('It(arch, func() {})');
  const files = {
    'a_amd64_test.go': 'package suite_test\n\nconst arch = "amd64"\n',
    'b_test.go': '//go:build !amd64\n\npackage suite_test\n\nconst arch = "others"\n',
  };
  expect((await readCode(code, files, 'amd64')).specs.map(({ text }) => text)).toEqual(['x amd64']);
  expect((await readCode(code, files, 'arm64')).specs.map(({ text }) => text)).toEqual(['x others']);
});

it('labels serial specs since Ginkgo 2.22 only', async () => {
  const code = describeX('It("a", Serial, func() {})');
  const old = 'module example.org/suite\n\ngo 1.24\n\nrequire github.com/onsi/ginkgo/v2 v2.19.0\n';
  expect((await readCode(code)).specs).toMatchObject([{ labels: ['Serial'], serial: true }]);
  expect((await readCode(code, { 'go.mod': old })).specs).toMatchObject([{ labels: [], serial: true }]);
});

test.each<[string, string]>([
  ['a call that is deferred', 'defer func() { It("a", func() {}) }()'],
  ['a call that runs beside', 'go func() { It("a", func() {}) }()'],
  ['a function out of a list that is not known', 'for _, f := range list { f() }'],
  ['a method of a value that is not known', 'var p part = find()\np.Declare()'],
  ['a function out of a map that is not known', 'all()["x"]()'],
  ['a function behind a variable that is changed', 'hook()'],
  ['what follows a goto', 'goto end\nend:\nIt("a", func() {})'],
])('does not pass over %s', async (_, body) => {
  const code = `type part interface{ Declare() }
type one struct{}
func (one) Declare() { It("x", func() {}) }
func find() part { if os.Args != nil { return one{} }; return nil }
func all() map[string]func() { return testing.Any() }
var list = testing.List()
var hook = func() {}
func init() { hook = func() { It("y", func() {}) } }
${describeX(body)}`;
  const { specs, unresolved } = await readCode(code);
  expect(specs).toEqual([]);
  expect(unresolved?.map(({ unknown }) => unknown.map(({ what }) => what))).toContainEqual(
    expect.arrayContaining(['presence']),
  );
});

it('says what is not known of a spec, where, and why', async () => {
  const { unresolved, specs } = await readCode(
    describeX('It("a"+os.Getenv("A"), Label("known"), func() {})\nIt("b", func() {})'),
  );
  expect(specs.map(({ text }) => text)).toEqual(['x b']);
  expect(unresolved).toEqual([
    {
      text: 'x …',
      labels: ['known'],
      location: { file: 'suite_test.go', line: 18 },
      unknown: [
        {
          what: 'text',
          because: 'os.Getenv is not known before the suite runs',
          at: { file: 'suite_test.go', line: 18, column: 8 },
        },
      ],
    },
  ]);
});

it('names files that are in no suite, and why a package is missing', async () => {
  const spec = (name: string) =>
    `import . "github.com/onsi/ginkgo/v2"\n\nvar _ = Describe("${name}", func() { It("runs", func() {}) })\n`;
  const { source } = await readCode('', {
    'lib/lib.go': 'package lib\n',
    'lib/lib_test.go': `package lib\n\n${spec('lib')}`,
    'own/own_test.go': `package own\n\nimport "testing"\n${spec('own')}func TestOwn(t *testing.T) { RunSpecs(t, "own") }\n`,
    'far_test.go':
      'package suite_test\n\nimport (\n\t_ "example.com/far/specs"\n\n\t_ "github.com/onsi/ginkgo/v2"\n)\n',
  });
  expect(source.orphans.map(({ file, specs }) => [file, specs.map(({ text }) => text)])).toEqual([
    ['lib/lib_test.go', ['lib runs']],
  ]);
  expect(source.diagnostics).toMatchObject([{ code: 'missing-package', at: { file: 'far_test.go' } }]);
});

it('refuses labels that Ginkgo refuses, and tells of a focus', async () => {
  const { source } = await readCode(describeX('It("a", Label("b,c", " "), func() {})\nFIt("f", func() {})'));
  expect(source.diagnostics.map(({ code, at }) => `${code} ${at.line}`)).toEqual([
    'invalid-label 18',
    'invalid-label 18',
    'focused 19',
  ]);
});
