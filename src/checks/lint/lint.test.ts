import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { cli, REPOSITORY, SHARED, temporaryFolder } from '../../testing/cli.ts';
import { LINT_CODES } from './types.ts';

const CONFIG = `suites:
  s: { kind: ginkgo, path: tests }
nodes:
  one: { kind: local, arch: arm64, capabilitiesFrom: declaration, capabilities: { nodes: 1 } }
  two: { kind: local, arch: amd64, capabilitiesFrom: declaration, capabilities: { nodes: 2 } }
rules:
  two-nodes: { labels: [two-nodes], needs: { nodes: 2 }, because: it needs a second node }
defaults: { suite: s, node: two, inventory: source }
`;
const ALL = `name: all\nstate: active\narch: amd64\nselect: ''\n`;
const lane = (name: string, select: string, more = ''): string =>
  `name: ${name}\nstate: active\narch: arm64\nnode: one\nselect: ${select}\n${more}`;

const go = (body: string): string => `package tests_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
)

func TestAll(t *testing.T) { RunSpecs(t, "all") }

var _ = Describe("x", func() {
	It("two", Label("wg", "two-nodes"), func() {})
	It("one", Label("wg"), func() {})
	${body}
})
`;

type Files = Readonly<Record<string, string>>;

const folderWith = (body: string, files: Files = {}): string =>
  temporaryFolder({
    'go.mod': 'module example.org/m\n\ngo 1.24\n\nrequire github.com/onsi/ginkgo/v2 v2.28.1\n',
    'tests/all_test.go': go(body),
    'lanes/lanekeeper.yaml': CONFIG,
    'lanes/all.yaml': ALL,
    ...files,
  });

type Found = {
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly message: string;
};

async function findings(folder: string): Promise<readonly Found[]> {
  const { stdout, stderr } = await cli(folder, 'lint', '--json');
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as { findings: Found[] }).findings;
}

const inLane = (text: string): Files => ({ 'lanes/a.yaml': text });

test.each<[string, string, Files, readonly string[]]>([
  ['nothing', '', {}, []],
  [
    'an empty lane',
    '',
    inLane(lane('a', 'one && !one')),
    ['empty-lane lanes/a.yaml:5', 'unknown-label lanes/a.yaml:5'],
  ],
  [
    'lanes that select the same',
    '',
    { 'lanes/a.yaml': lane('a', 'wg && !two-nodes'), 'lanes/b.yaml': lane('b', '!two-nodes && wg') },
    ['same-selection lanes/b.yaml:5', 'opt-in-never-counts tests/all_test.go:12'],
  ],
  [
    'lanes of other architectures that select the same',
    'It("c", Label("c"), func() {})',
    {
      'lanes/a.yaml': lane('a', 'c'),
      'lanes/b.yaml': lane('b', 'c').replace('arm64', 'amd64').replace('node: one\n', ''),
    },
    [],
  ],
  [
    'a lane named for a label',
    'It("c", Label("sig-c"), func() {})',
    inLane(lane('sig-c-fast', "'!two-nodes'")),
    ['name-disagrees lanes/a.yaml:1'],
  ],
  [
    'a lane named for an architecture',
    'It("c", Label("c"), func() {})',
    inLane(lane('a-amd64', 'c')),
    ['name-disagrees lanes/a.yaml:1'],
  ],
  [
    'a rule that matches nothing',
    '',
    {
      'lanes/lanekeeper.yaml': CONFIG.replace(
        'rules:\n',
        'rules:\n  gpu: { labels: [gpu], needs: { gpu: true }, because: it needs a GPU }\n',
      ),
    },
    ['idle-exclusion lanes/lanekeeper.yaml:7'],
  ],
  [
    'an exclusion that matches nothing',
    'It("c", Label("c"), func() {})',
    inLane(lane('a', 'c', "exclude:\n  - { filter: 'two-nodes', because: why }\n")),
    ['idle-exclusion lanes/a.yaml:7'],
  ],
  [
    'a rule whose day is over',
    '',
    {
      'lanes/lanekeeper.yaml': CONFIG.replace(
        'because: it needs a second node',
        "because: it needs a second node, until: '2020-01-01'",
      ),
    },
    ['expired lanes/lanekeeper.yaml:7'],
  ],
  [
    'an exclusion whose day is over',
    'It("c", Label("c"), func() {})',
    inLane(
      lane('a', 'wg || c', "exclude:\n  - { filter: wg, because: why, until: '2020-01-01', owner: me }\n"),
    ),
    ['expired lanes/a.yaml:7'],
  ],
  [
    'a label that no spec carries',
    'It("c", Label("c"), func() {})',
    inLane(lane('a', 'c && !SwapTest')),
    ['unknown-label lanes/a.yaml:5'],
  ],
  [
    'a label that is declared only',
    '',
    {
      'tests/marks_test.go':
        'package tests_test\n\nimport . "github.com/onsi/ginkgo/v2"\n\nvar Unused = Label("unused")\n',
    },
    ['unused-label tests/marks_test.go:5'],
  ],
  [
    'a spec in no lane',
    '',
    { 'lanes/all.yaml': ALL.replace("select: ''", 'select: two-nodes') },
    ['spec-in-no-lane tests/all_test.go:13'],
  ],
  ['an opt-in that never counts', '', inLane(lane('a', 'wg')), ['opt-in-never-counts tests/all_test.go:12']],
  [
    'a capability that no rule knows',
    'It("c", Label("requires-gpu"), func() {})',
    {},
    ['unruled-capability lanes/lanekeeper.yaml:7'],
  ],
  ['a tag without its label', 'It("[wg] c", func() {})', {}, ['tag-without-label tests/all_test.go:14']],
  [
    'a test_id that stands twice',
    'It("[test_id:1]c", func() {})\nIt("[test_id:1]d", func() {})',
    {},
    ['repeated-test-id tests/all_test.go:15'],
  ],
  [
    'an exclusion of the last alternative',
    'It("c", Label("c"), func() {})',
    inLane(lane('a', 'c || wg && !two-nodes')),
    ['open-alternatives lanes/a.yaml:5'],
  ],
  [
    'an exclusion in parentheses',
    'It("c", Label("c"), func() {})',
    inLane(lane('a', 'c || (wg && !two-nodes)')),
    [],
  ],
  [
    'a filter that a script adds to',
    'It("c", Label("c"), func() {})',
    inLane(lane('a', 'c', 'run: { env: { MY_LABEL_FILTER: wg || c } }\n')),
    ['open-alternatives lanes/a.yaml:6'],
  ],
  [
    'a pattern that matches several',
    'It("c", Label("c"), func() {})',
    inLane(lane('a', 'c', "run: { args: ['--ginkgo.skip=x c|x'] }\n")),
    ['pattern-matches-several lanes/a.yaml:6'],
  ],
  [
    'a pattern that matches nothing',
    'It("c starts and stops twice", Label("c"), func() {})',
    inLane(lane('a', 'c', "run: { args: ['--ginkgo.skip=c starts and stops once'] }\n")),
    ['pattern-matches-none lanes/a.yaml:6'],
  ],
  [
    'a file in no suite',
    '',
    {
      'tests/lib/lib_test.go':
        'package lib\n\nimport . "github.com/onsi/ginkgo/v2"\n\nvar _ = Describe("lib", func() { It("never runs", func() {}) })\n',
    },
    ['spec-in-no-suite tests/lib/lib_test.go:5'],
  ],
  ['a focus', 'FIt("c", func() {})', {}, ['focused tests/all_test.go:14']],
  [
    'a file that is no Go',
    '',
    { 'tests/broken_test.go': 'package tests_test\n\nvar _ = Describe(\n' },
    ['unresolved tests/broken_test.go:3'],
  ],
  ['what is not certain', 'It(name(), func() {})', {}, ['unresolved tests/all_test.go:14']],
])('finds %s', async (_, body, files, expected) => {
  const found = await findings(folderWith(body, files));
  expect(found.map(({ code, file, line }) => `${code} ${file}:${line}`)).toEqual(expected);
});

it('suggests the nearest label, and the spec that was renamed', async () => {
  const folder = folderWith(
    'It("starts and stops twice", Label("slow"), func() {})',
    inLane(lane('a', 'slow && !slwo', "run: { args: ['--ginkgo.skip=starts and stops once'] }\n")),
  );
  const messages = (await findings(folder)).map(({ message }) => message);
  expect(messages.find((each) => each.includes('slwo'))).toContain('did you mean "slow"?');
  expect(messages.find((each) => each.includes('once'))).toContain(
    'renamed to "x starts and stops twice" (tests/all_test.go:14)?',
  );
});

it('takes a focus away, and nothing else', async () => {
  const folder = folderWith('FIt("F", func() {})\n\tFDescribe("y", func() { It("z", Focus, func() {}) })');
  const file = join(folder, 'tests/all_test.go');
  const before = readFileSync(file, 'utf8');
  const { exitCode, stdout, stderr } = await cli(folder, 'lint', '--fix');
  expect(readFileSync(file, 'utf8')).toBe(before.replace('FIt(', 'It(').replace('FDescribe(', 'Describe('));
  expect(stderr).toContain('written: tests/all_test.go');
  // A decorator is left to people.
  expect(stdout).toMatch(/^tests\/all_test\.go:15:\d+: focused: It is focused/);
  expect(exitCode).toBe(1);
});

it('escapes what strangers wrote, for GitHub and for SARIF', async () => {
  const folder = folderWith('It("[wg] 100%\\n::error::x", func() {})');
  const github = await cli(folder, 'lint', '--format', 'github');
  expect(github.stdout).toBe(
    '::warning file=tests/all_test.go,line=14,col=1,title=tag-without-label::the text has the tag [wg], but the spec lacks the label wg: x [wg] 100%25 ::error::x; add the label: filters do not see tags',
  );
  const sarif = JSON.parse((await cli(folder, 'lint', '--format', 'sarif')).stdout) as {
    version: string;
    runs: { results: unknown[]; tool: { driver: { rules: { id: string }[] } } }[];
  };
  expect(sarif).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        results: [
          {
            ruleId: 'tag-without-label',
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'tests/all_test.go' },
                  region: { startLine: 14 },
                },
              },
            ],
          },
        ],
      },
    ],
  });
  expect(sarif.runs[0]?.tool.driver.rules.map(({ id }) => id)).toEqual(Object.keys(LINT_CODES));
});

it('has a page for each code, and for no other', () => {
  const pages = readdirSync(join(REPOSITORY, 'docs/lint')).filter((name) => name !== 'README.md');
  expect(pages.toSorted()).toEqual(
    Object.keys(LINT_CODES)
      .map((code) => `${code}.md`)
      .toSorted(),
  );
  const index = readFileSync(join(REPOSITORY, 'docs/lint/README.md'), 'utf8');
  for (const [code, sentence] of Object.entries(LINT_CODES))
    expect(index).toContain(`[${code}](${code}.md) | ${sentence}`);
});

const DATA = join(SHARED, 'kubevirt');

describe.skipIf(!existsSync(DATA))('KubeVirt’s lanes (skipped where its data is absent)', () => {
  it('shows what was measured of them', async () => {
    const jobs = readFileSync(join(DATA, 'lanes.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { job: string; labelFilter: string });
    const arm64 = jobs.find(({ job }) => job === 'periodic-kubevirt-kind-e2e-test-ARM64');
    const folder = temporaryFolder({
      'lanes/lanekeeper.yaml':
        'suites:\n  kubevirt: { kind: ginkgo, path: tests }\nnodes:\n  here: { kind: local }\ndefaults: { suite: kubevirt, node: here }\n',
      'lanes/wg-arm64.yaml': `name: wg-arm64\nstate: active\narch: arm64\nselect: ${JSON.stringify(arm64?.labelFilter)}\n`,
      'lanes/migrations.yaml':
        'name: sig-compute-migrations-wg-arm64\nstate: active\narch: arm64\nselect: wg-arm64 && sig-compute-migrations\n',
    });
    const { stdout } = await cli(folder, 'lint', '--inventory', join(DATA, 'dry-run.json'), '--json');
    const { findings: found } = JSON.parse(stdout) as { findings: Found[] };
    const of = (code: string) => found.filter((each) => each.code === code).map(({ message }) => message);
    expect(of('empty-lane')).toEqual([
      expect.stringContaining('the lane sig-compute-migrations-wg-arm64 selects no spec'),
    ]);
    expect(of('unknown-label')).toEqual([expect.stringContaining('carries the label SwapTest')]);
    for (const label of [
      'requires-node-with-cpu-manager',
      'requires-three-schedulable-nodes',
      'requires-dedicated-worker-nodes',
    ])
      expect(of('unruled-capability')).toContainEqual(
        expect.stringContaining(`no rule knows the label ${label},`),
      );
    // Without rules, only labels that ask by their name are known to ask for something.
    expect(of('opt-in-never-counts').length).toBeGreaterThan(0);
    const own = JSON.parse(
      (await cli(REPOSITORY, 'lint', '--inventory', join(DATA, 'dry-run.json'), '--json')).stdout,
    ) as { findings: Found[] };
    const dead = own.findings.filter(
      ({ code, message }) => code === 'opt-in-never-counts' && message.includes('the label wg-arm64 '),
    );
    expect(dead).toHaveLength(23);
  });
});
