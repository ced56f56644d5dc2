import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it, test } from 'vitest';
import { cli, startCli, temporaryFolder } from '../../testing/cli.ts';
import { makeRun } from '../../testing/evidence.ts';
import { addRuns } from '../../testing/promotion.ts';

const CONFIG = `suites:
  s: { kind: ginkgo, path: tests }
nodes:
  one: { kind: local, arch: arm64, capabilitiesFrom: declaration, capabilities: { nodes: 1 } }
rules:
  two-nodes: { labels: [two-nodes], needs: { nodes: 2 }, because: it needs a second node }
  flaky: { labels: [flaky], because: it is flaky }
defaults: { suite: s, node: one, inventory: source }
`;
const LANE = `name: lane
state: active
arch: arm64
select: wg-arm64
exclude:
  - { rule: flaky, because: flaky specs are looked at elsewhere }
`;
const FEATURES = `gates:
  package: example.org/m/gates
  enable: [Enable]
  disable: [Disable]
  query: [Has]
  require: [Require]
  suiteWide: example.org/m/tests/setup.All
features:
  Vsock: { kind: feature-gate, gate: VSOCK, noTest: nobody looked }
  TPM: { kind: device, noTest: nobody looked, signals: { uses: [Devices.TPM, lib.WithTPM] } }
  Sound: { kind: device, noTest: nobody looked }
  Mapped: { kind: device, verifiedBy: { text: 'is mapped' }, notBy: [{ text: 'is not', because: it is not }] }
`;
const GO_FILES = {
  'go.mod': 'module example.org/m\n\ngo 1.24\n\nrequire github.com/onsi/ginkgo/v2 v2.28.1\n',
  'gates/gates.go':
    'package gates\n\nconst (\n\tVsock = "VSOCK"\n\tOther = "Other"\n\tListed = "Listed"\n)\n',
  'tests/marks/marks.go':
    'package marks\n\nimport . "github.com/onsi/ginkgo/v2"\n\nvar WgArm64 = Label("wg-arm64")\n',
  'tests/setup/setup.go':
    'package setup\n\nimport (\n\t"example.org/m/gates"\n\n\t_ "github.com/onsi/ginkgo/v2"\n)\n\nfunc All() []string { return []string{gates.Other} }\n',
};

const suite = (body: string): string => `package tests_test

import (
	"testing"

	"example.org/m/gates"
	"example.org/m/tests/marks"
	_ "example.org/m/tests/setup"
	. "github.com/onsi/ginkgo/v2"
)

func TestAll(t *testing.T) { RunSpecs(t, "all") }

${body}
`;

const folderWith = (body: string, files: Readonly<Record<string, string>> = {}): string =>
  temporaryFolder({
    ...GO_FILES,
    'lanes/lanekeeper.yaml': CONFIG,
    'lanes/lane.yaml': LANE,
    'lanes/features.yaml': FEATURES,
    'tests/all_test.go': suite(body),
    ...files,
  });

type Covered = {
  text: string;
  relation: string;
  fate: { kind: string; because?: string };
  signals: { says: string }[];
};

async function coverageOf(folder: string, feature: string) {
  const { stdout, stderr, exitCode } = await cli(folder, 'coverage', feature, '--arch', 'arm64', '--json');
  if (exitCode !== 0) throw new Error(stderr);
  const [found] = (JSON.parse(stdout) as { features: { specs: Covered[]; implicit: unknown }[] }).features;
  return found as { specs: Covered[]; implicit: { file: string } | null };
}

// Each body declares specs in a container; what is said of the first of them.
test.each<[string, string, string, string | undefined]>([
  [
    'set-up that enables its gate',
    'Vsock',
    'BeforeEach(func() { Enable(gates.Vsock) })\nIt("a", func() {})',
    'exercises: enables Vsock',
  ],
  [
    'its text instead of the constant',
    'Vsock',
    'It("a", func() { Enable("VSOCK") })',
    'exercises: enables Vsock',
  ],
  [
    'a guard',
    'Vsock',
    'It("a", func() { if !Has(gates.Vsock) { Skip("no") } })',
    'exercises: requires Vsock',
  ],
  [
    'an assertion',
    'Vsock',
    'BeforeEach(func() { Expect(Has(gates.Vsock)).To(BeTrue(), "no") })\nIt("a", func() {})',
    'exercises: requires Vsock',
  ],
  [
    'a function that requires',
    'Vsock',
    'It("a", func() { Require(gates.Vsock) })',
    'exercises: requires Vsock',
  ],
  [
    'a question that decides nothing',
    'Vsock',
    'It("a", func() { was := Has(gates.Vsock); _ = was })',
    undefined,
  ],
  [
    'a spec that disables its gate',
    'Vsock',
    'It("a", func() { Disable(gates.Vsock); DeferCleanup(Enable, gates.Vsock) })',
    'disables: disables Vsock',
  ],
  [
    'a condition that disables',
    'Vsock',
    'It("a", func() { if Has(gates.Vsock) { Disable(gates.Vsock); defer Enable(gates.Vsock) } })',
    'disables: disables Vsock',
  ],
  [
    'both states',
    'Vsock',
    'It("a", func() { Disable(gates.Vsock); Enable(gates.Vsock) })',
    'exercises: disables Vsock, enables Vsock',
  ],
  [
    'a leaf that disables first what set-up enables',
    'Vsock',
    'BeforeEach(func() { Enable(gates.Vsock) })\nIt("a", func() { By("x"); Disable(gates.Vsock) })',
    'disables: disables Vsock',
  ],
  [
    'a leaf that disables last what set-up enables',
    'Vsock',
    'BeforeEach(func() { Enable(gates.Vsock) })\nIt("a", func() { use(); Disable(gates.Vsock) })',
    'exercises: enables Vsock, disables Vsock',
  ],
  [
    'clean-up',
    'Vsock',
    'AfterEach(func() { Enable(gates.Vsock) })\nIt("a", func() { DeferCleanup(func() { Enable(gates.Vsock) }) })',
    undefined,
  ],
  ['a list', 'Vsock', 'It("a", func() { all := []string{gates.Vsock, gates.Other}; _ = all })', undefined],
  [
    'a local closure',
    'Vsock',
    'prepare := func() { Enable(gates.Vsock) }\nIt("a", func() { prepare() })',
    'exercises: enables Vsock',
  ],
  [
    'a local closure that is not called',
    'Vsock',
    'prepare := func() { Enable(gates.Vsock) }\nIt("a", func() {})\nIt("b", func() { prepare() })',
    'exercises: enables Vsock',
  ],
  ['a helper of the package', 'Vsock', 'It("a", func() { helper() })', undefined],
  ['a leaf that is declared elsewhere', 'Vsock', 'It("a", helper)', 'exercises: enables Vsock'],
  [
    'a table',
    'Vsock',
    'DescribeTable("t", func(on bool) { Enable(gates.Vsock) }, Entry("a", true))',
    'exercises: enables Vsock',
  ],
  [
    'a table that asks its entry, which says yes',
    'Vsock',
    'DescribeTable("t", func(on bool) { if on { Enable(gates.Vsock) } }, Entry("a", true))',
    'exercises: enables Vsock',
  ],
  [
    'a table that asks its entry, which says no',
    'Vsock',
    'DescribeTable("t", func(on bool) { if on { Enable(gates.Vsock) } }, Entry("a", marks.WgArm64, false))',
    undefined,
  ],
  [
    'an entry',
    'Vsock',
    'DescribeTable("t", func(f func()) { f() }, Entry("a", func() { Enable(gates.Vsock) }))',
    'exercises: enables Vsock',
  ],
  ['a label of its name', 'Vsock', 'It("a", Label("vsock"), func() {})', 'exercises: label vsock'],
  [
    'a field that is set',
    'TPM',
    'It("a", func() { vm.Spec.Devices.TPM = &Device{} })',
    'exercises: uses Devices.TPM',
  ],
  ['a field that is set to nothing', 'TPM', 'It("a", func() { vm.Spec.Devices.TPM = nil })', undefined],
  ['a field that is only read', 'TPM', 'It("a", func() { use(vm.Spec.Devices.TPM) })', undefined],
  [
    'a field of a literal',
    'TPM',
    'It("a", func() { use(v1.Devices{TPM: x}) })',
    'exercises: uses Devices.TPM',
  ],
  ['a function', 'TPM', 'It("a", func() { lib.New(lib.WithTPM(false)) })', 'exercises: uses lib.WithTPM'],
  [
    'the field of a device by its name',
    'Sound',
    'It("a", func() { vm.Devices.Sound = x })',
    'exercises: uses Devices.Sound',
  ],
  ['a mapping', 'Mapped', 'It("is mapped", func() {})', 'exercises: features.yaml names it'],
  [
    'a mapping that says otherwise',
    'Mapped',
    'It("is mapped, is not", func() {})',
    'disables: features.yaml: it is not',
  ],
])('reads %s', async (_, feature, body, expected) => {
  const folder = folderWith(
    `var _ = Describe("x", func() {\n${body}\n})\n\nfunc helper() { Enable(gates.Vsock) }`,
  );
  const { specs } = await coverageOf(folder, feature);
  const [first] = specs;
  expect(first && `${first.relation}: ${first.signals.map(({ says }) => says).join(', ')}`).toBe(expected);
});

const FATES = `var _ = Describe("x", func() {
	BeforeEach(func() { Enable(gates.Vsock) })
	It("selected", marks.WgArm64, func() {})
	It("lacks", func() {})
	Context("all lack", func() {
		It("one", func() {})
		DescribeTable("table", func(string) {}, Entry("two", "x"))
	})
	It("blocked", marks.WgArm64, Label("two-nodes"), func() {})
	It("excluded", marks.WgArm64, Label("flaky"), func() {})
	PIt("pending", marks.WgArm64, func() {})
	It("negative", func() { Disable(gates.Vsock) })
})
`;
const ORPHAN =
  'package lib\n\nimport (\n\t"example.org/m/gates"\n\t. "github.com/onsi/ginkgo/v2"\n)\n\nvar _ = Describe("lib", func() { It("orphan", func() { Enable(gates.Vsock) }) })\n';

it('says what becomes of each spec, and what is enabled for all', async () => {
  const folder = folderWith(FATES, { 'tests/lib/lib_test.go': ORPHAN });
  const { specs } = await coverageOf(folder, 'Vsock');
  expect(
    specs.map(({ text, relation, fate }) => [text, relation === 'disables' ? 'negative' : fate.kind]),
  ).toEqual([
    ['x selected', 'selected'],
    ['x lacks', 'lacks-label'],
    ['x all lack one', 'lacks-label'],
    ['x all lack table two', 'lacks-label'],
    ['x blocked', 'blocked'],
    ['x excluded', 'excluded'],
    ['x pending', 'pending'],
    ['x negative', 'negative'],
    ['lib orphan', 'no-suite'],
  ]);
  expect(await coverageOf(folder, 'Other')).toMatchObject({
    specs: [],
    implicit: { file: 'tests/setup/setup.go' },
  });
});

it('makes a patch at the best places, which applies and selects exactly those specs', async () => {
  const folder = folderWith(FATES);
  const selected = async () =>
    (
      JSON.parse((await cli(folder, 'list', 'lane', '--json')).stdout) as { selected: { text: string }[] }
    ).selected.map(({ text }) => text);
  expect(await selected()).toEqual(['x selected']);
  addRuns(folder, [makeRun({ 'x lacks': 'passed', 'x all lack one': 'passed' })]);
  const { stdout, stderr } = await startCli(folder, ['coverage', 'Vsock', '--arch', 'arm64', '--patch'], {
    LANEKEEPER_CACHE: join(folder, '.cache'),
  });
  expect(stderr).toContain('Vsock: wg-arm64 at 2 places gains 3 specs, about');
  expect(stdout.split('\n').filter((line) => /^[-+]/.test(line))).toMatchInlineSnapshot(`
    [
      "--- a/tests/all_test.go",
      "+++ b/tests/all_test.go",
      "-	It("lacks", func() {})",
      "-	Context("all lack", func() {",
      "+	It("lacks", marks.WgArm64, func() {})",
      "+	Context("all lack", marks.WgArm64, func() {",
    ]
  `);
  await execa('git', ['apply', '-'], { cwd: folder, input: `${stdout}\n` });
  expect(await selected()).toEqual(['x selected', 'x lacks', 'x all lack one', 'x all lack table two']);
});

it('refuses a filter of labels that is none, where it stands', async () => {
  const folder = folderWith(FATES, {
    'lanes/features.yaml': FEATURES.replace('signals: {', "signals: { labels: 'a &&',"),
  });
  const { exitCode, stderr } = await cli(folder, 'coverage', '--arch', 'arm64');
  expect(stderr).toMatch(/^lanes\/features\.yaml:10:\d+: label filter "a &&"/);
  expect(exitCode).toBe(2);
});

it('prints a table for a terminal and for Markdown', async () => {
  const folder = folderWith(FATES);
  const table = await cli(folder, 'coverage', '--arch', 'arm64');
  expect(table.stdout).toMatchInlineSnapshot(`
    "feature  exercised by  selected  lacks-label  blocked  excluded  pending  negative
    Vsock               7         1            3        1         1        1         1"
  `);
  const markdown = await cli(folder, 'coverage', '--arch', 'arm64', '--format', 'markdown');
  expect(markdown.stdout).toContain('| Vsock | 7 | 1 | 3 | 1 | 1 | 1 | 1 |');
});

test.each<[string, readonly string[], string]>([
  ['an architecture without a lane', ['--arch', 's390x'], 'found no active lane of the suite "s" for s390x'],
  [
    'an unknown feature',
    ['Vsok', '--arch', 'arm64'],
    'found no feature "Vsok", expected one of features.yaml or a gate of the suite; did you mean "Vsock"?',
  ],
  [
    'a report',
    ['--arch', 'arm64', '--inventory', 'go.mod'],
    'expected the Go package folder of a Ginkgo suite',
  ],
])('refuses %s', async (_, args, message) => {
  const { exitCode, stderr } = await cli(folderWith(FATES), 'coverage', ...args);
  expect(stderr).toContain(message);
  expect(exitCode).toBe(2);
});
