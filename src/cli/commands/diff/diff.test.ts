import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, test } from 'vitest';
import { toLedgerFile } from '../../../evidence/ledger/ledger-file.ts';
import { startCli, temporaryFolder } from '../../../testing/cli.ts';
import { makeRun } from '../../../testing/evidence.ts';

const go = (specs: string): string => `package tests_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
)

func TestAll(t *testing.T) { RunSpecs(t, "all") }

var _ = Describe("x", func() {
${specs}
})
`;
const GO_MOD = 'module example.org/m\n\ngo 1.24\n\nrequire github.com/onsi/ginkgo/v2 v2.28.1\n';

const BEFORE = go(`	It("both", Label("a", "b"), func() {})
	It("only a", Label("a"), func() {})
	It("only b", Label("b"), func() {})
	It("[test_id:7] old name", Label("a"), func() {})
	It("blocked", Label("big"), func() {})`);
const AFTER = BEFORE.replace('old name', 'new name')
  .replace('"only b", Label("b")', '"only b", Label("a", "b")')
  .replace(/.*only a.*\n/, '');

function folderWith(): string {
  const lane = (name: string, select: string) =>
    `name: ${name}\nstate: active\narch: arm64\nselect: ${select}\n`;
  const folder = temporaryFolder({
    'go.mod': GO_MOD,
    'tests/all_test.go': BEFORE,
    'after/go.mod': GO_MOD,
    'after/tests/all_test.go': AFTER,
    'lanes/lanekeeper.yaml':
      'suites:\n  s: { kind: ginkgo, path: tests }\nnodes:\n  one: { kind: local }\nrules:\n  big: { labels: [big], needs: { big: true }, because: it is big }\ndefaults: { suite: s, node: one, inventory: source }\n',
    'lanes/a.yaml': lane('a', 'a'),
    'lanes/b.yaml': lane('b', 'b'),
  });
  for (const [emulated, seconds] of [
    [false, 60],
    [false, 80],
    [true, 500],
  ] as const) {
    const run = makeRun(
      { 'x only b': 'passed', 'x only a': 'failed' },
      { emulated, startedAt: `2026-11-20T08:0${seconds % 7}:00.000Z` },
    );
    const { name, content } = toLedgerFile({
      ...run,
      results: run.results.map((each) => ({ ...each, seconds })),
    });
    mkdirSync(dirname(join(folder, 'reports/evidence', name)), { recursive: true });
    writeFileSync(join(folder, 'reports/evidence', name), content);
  }
  return folder;
}

const diff = async (folder: string, ...args: readonly string[]) =>
  startCli(folder, ['diff', ...args], { LANEKEEPER_CACHE: join(folder, '.cache') });

it('tells what one lane has and another lacks, how long it takes, and what ever passed', async () => {
  const { stdout, exitCode } = await diff(folderWith(), 'a', 'b');
  expect(stdout).toMatchInlineSnapshot(`
    "from a to b: 1 gained, 2 lost, 0 moved, 1 in both
    gained: about 80 s
    lost: about 3 min, 1 of them by the median of the others
    + x only b  (tests/all_test.go:14, passed 2 times on arm64)
    - x only a  (tests/all_test.go:13)
    - x [test_id:7] old name  (tests/all_test.go:15)"
  `);
  expect(exitCode).toBe(0);
});

it('compares filters, an allow-list with a deny-list, and two states of a suite', async () => {
  const folder = folderWith();
  const first = async (...args: readonly string[]) => (await diff(folder, ...args)).stdout.split('\n')[0];
  expect(await first('filter:a', 'filter:a && !b')).toBe(
    'from a to a && !b: 0 gained, 1 lost, 0 moved, 2 in both',
  );
  expect(await first('allow:a', 'deny:a')).toBe(
    'from a to all that the rules of a leave: 1 gained, 0 lost, 0 moved, 3 in both',
  );
  expect(await first('a', '--after', 'source:after/tests')).toBe(
    'from a to a of source:after/tests: 1 gained, 1 lost, 1 moved, 2 in both',
  );
});

it('prints a comment for a pull request, with nothing in it that a stranger’s text could do', async () => {
  const { stdout } = await diff(folderWith(), 'a', '--after', 'source:after/tests', '--format', 'markdown');
  expect(stdout).toMatchInlineSnapshot(`
    "**a → a of source:after/tests**: 1 gained, 1 lost, 1 moved, 2 in both

    gained: about 80 s

    lost: about 80 s

    <details><summary>1 gained</summary>

    - x only b (tests/all&#95;test.go:13, passed 2 times on arm64)

    </details>

    <details><summary>1 lost</summary>

    - x only a (tests/all&#95;test.go:13)

    </details>

    <details><summary>1 moved</summary>

    - x &#91;test&#95;id:7&#93; new name (tests/all&#95;test.go:14, was x &#91;test&#95;id:7&#93; old name)

    </details>"
  `);
});

test.each<[string, readonly string[], string]>([
  ['one side', ['a'], 'found one selection, expected a second one, or --after with another inventory'],
  ['an unknown lane', ['a', 'c'], 'found no lane "c"'],
  ['a filter that is none', ['a', 'filter:a ||'], 'filter:a ||: label filter "a ||"'],
])('refuses %s', async (_, args, message) => {
  const { exitCode, stderr } = await diff(folderWith(), ...args);
  expect(stderr).toContain(message);
  expect(exitCode).toBe(2);
});
