import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, test, vi } from 'vitest';
import { cli, REPOSITORY, startCli, temporaryFolder } from '../../../testing/cli.ts';
import { CONSTRUCTS, DYNAMIC, suiteFolder } from '../../../testing/source.ts';

const inventory = (...args: readonly string[]) => cli(REPOSITORY, 'inventory', ...args);

it('reads every construct as the real dry run lists it', async () => {
  const { exitCode, stdout, stderr } = await inventory('compare', `source:${CONSTRUCTS}`, CONSTRUCTS);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/\b(\d+) of \1 specs are equal, 0 differences/);
  expect(exitCode).toBe(0);
});

it('reports each dynamic construct, and is right about the others', async () => {
  const { exitCode, stdout, stderr } = await inventory('compare', `source:${DYNAMIC}`, DYNAMIC, '--json');
  const { differences, unresolved } = JSON.parse(stdout) as {
    differences: { kind: string; spec: { text: string; location: { line: number } } }[];
    unresolved: { text: string; location: { line: number }; unknown: { what: string; because: string }[] }[];
  };
  // What is missing is what was said to be unresolved, and nothing was guessed.
  expect(new Set(differences.map(({ kind }) => kind))).toEqual(new Set(['missing']));
  const uncertain = new Set(unresolved.map(({ location }) => location.line));
  for (const { spec } of differences) expect(uncertain).toContain(spec.location.line);
  expect(
    unresolved.map(
      ({ text, unknown }) =>
        `${text} (${unknown.map(({ what, because }) => `${what}: ${because}`).join('; ')})`,
    ),
  ).toMatchInlineSnapshot(`
    [
      "texts … (text: os.Getenv is not known before the suite runs)",
      "texts … (text: fromFlag is assigned here, too)",
      "texts … (text: changed is assigned here, too)",
      "texts … (text: the format "with an index %[1]d" is not understood)",
      "texts in entries … (text: the type of a literal is not known)",
      "labels of the environment (labels: os.Getenv is not known before the suite runs)",
      "labels known in part (labels: os.TempDir is not known before the suite runs)",
      "presence under a condition (presence: os.Getenv is not known before the suite runs)",
      "presence in a loop (presence: the length is not known)",
      "presence in a case (presence: which case holds is not known before the suite runs)",
      "presence in the default case (presence: which case holds is not known before the suite runs)",
      "presence in a function that another package calls (presence: sync.OnceFunc is not known before the suite runs)",
      "presence … (text: sync.OnceFunc is not known before the suite runs; presence: sync.OnceFunc is not known before the suite runs)",
      "presence … (text: the length is not known)",
      "presence by its type (presence: which case holds is not known before the suite runs)",
      "presence behind a return under a condition (presence: the length is not known)",
    ]
  `);
  expect(stderr).toContain('2 of 16 specs are equal, 14 differences');
  expect(exitCode).toBe(1);
});

it('lists specs, what is in no suite and what is not certain', async () => {
  const { exitCode, stdout, stderr } = await inventory('list', CONSTRUCTS);
  expect(stdout).toContain('texts arch some  (suite_test.go:');
  expect(stdout).toContain('[pending] prefixes is pending  (suite_test.go:');
  expect(stderr).toContain('labels/labels_test.go: 2 specs in no suite: no test in labels calls RunSpecs');
  expect(stderr).toContain('untouched/untouched.go: 1 specs in no suite: no suite imports its package');
  expect(stderr).toMatch(/suite_test\.go:\d+:2: focused: FIt is focused/);
  expect(exitCode).toBe(1);
});

const lanesFor = (folder: string, inventoryMode: string): string =>
  temporaryFolder({
    'lanes/lanekeeper.yaml': `suites:\n  s: { kind: ginkgo, path: ${folder} }\nnodes:\n  here: { kind: local }\ndefaults: { suite: s, node: here }\n`,
    'lanes/a.yaml': `name: a\nstate: active\nselect: ''\ninventory: ${inventoryMode}\n`,
  });

it('lets a lane say how its suite is listed, and refuses a source that reads otherwise than it lists', async () => {
  const fromSource = await cli(lanesFor(DYNAMIC, 'source'), 'list', 'a');
  expect(fromSource.stderr).toContain('a: 2 selected');
  expect(fromSource.stderr).toContain('specs could not be read off the source');
  const checked = await cli(lanesFor(DYNAMIC, 'source-checked'), 'list', 'a');
  expect(checked.stderr).toContain('the suite "s" reads otherwise than it lists, in 14 places');
  expect(checked.exitCode).toBe(1);
  const equal = await cli(lanesFor(CONSTRUCTS, 'source-checked'), 'list', 'a', '--json');
  const read = await cli(lanesFor(CONSTRUCTS, 'source'), 'list', 'a', '--json');
  const texts = (stdout: string) =>
    (JSON.parse(stdout) as { selected: { text: string }[] }).selected.map(({ text }) => text).toSorted();
  expect(texts(equal.stdout)).toEqual(texts(read.stdout));
});

it('says when specs may be missing from a selection', async () => {
  const folder = suiteFolder('var _ = Describe("x", func() { It("a", func() {}) })', {
    'broken_test.go': 'package suite_test\n\nvar _ = Describe(\n',
  });
  const { stderr } = await cli(lanesFor(folder, 'source'), 'list', 'a');
  expect(stderr).toContain('broken_test.go:3:1: specs may be missing: found something that is no Go');
  expect(stderr).toContain('a: 1 selected');
});

it('lists again when a file changes, prints the difference, and ends at once', async () => {
  const folder = suiteFolder('var _ = Describe("x", func() { It("a", func() {}) })');
  const file = join(folder, 'suite_test.go');
  const watching = startCli(REPOSITORY, ['inventory', 'list', folder, '--watch']);
  let seen = '';
  watching.stderr.on('data', (data: Buffer) => {
    seen += data.toString();
  });
  const until = (pattern: RegExp) => vi.waitFor(() => expect(seen).toMatch(pattern), { timeout: 20_000 });
  await until(/1 specs, 0 unresolved, 0 diagnostics; waiting/);
  appendFileSync(file, '\nvar _ = It("b", func() {})\n');
  await until(/2 specs.*in \d+ ms/);
  seen = '';
  writeFileSync(file, readFileSync(file, 'utf8').replace('"a"', '"c"'));
  await until(/2 specs/);
  watching.kill('SIGINT');
  const { exitCode, stdout } = await watching;
  expect(exitCode).toBe(130);
  expect(stdout).toContain('extra: suite_test.go:');
  expect(stdout).toMatch(/text: suite_test\.go:\d+: found "x c", expected "x a"/);
});

test.each<[string, readonly string[], number, string]>([
  ['no such folder', ['list', '/nowhere'], 2, 'found no go.mod here or above'],
  [
    'a folder without Go',
    ['list', REPOSITORY],
    2,
    'found no go.mod here or above, expected a folder of a Go module',
  ],
  ['an unknown architecture', ['list', CONSTRUCTS, '--arch', 'arm46'], 2, 'did you mean "arm64"?'],
  [
    'a report that is none',
    ['compare', join(REPOSITORY, 'package.json'), `source:${CONSTRUCTS}`],
    2,
    'expected the report of a dry run',
  ],
  ['one inventory', ['compare', `source:${CONSTRUCTS}`], 2, "missing required argument 'expected'"],
])('refuses %s', async (_, args, code, message) => {
  const { exitCode, stderr } = await inventory(...args);
  expect(stderr).toContain(message);
  expect(exitCode).toBe(code);
});

it('can list a source, but not run it', async () => {
  const folder = lanesFor(CONSTRUCTS, 'dry-run');
  const { exitCode, stderr } = await cli(folder, 'run', 'a', '--inventory', `source:${CONSTRUCTS}`);
  expect(stderr).toContain('a source can be listed but not run');
  expect(exitCode).toBe(2);
});
