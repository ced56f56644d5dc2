import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Outcome } from '../../core/types.ts';
import { SHARED, temporaryFolder } from '../../testing/cli.ts';
import { runReports } from '../../testing/run-reports.ts';
import { makeSpec } from '../../testing/specs.ts';
import { readSource } from '../ledger/read-source.ts';
import { formatRun, parseRun } from '../ledger/run.ts';
import type { Claims } from './types.ts';

const spec = (text: string) => ({ ...makeSpec(text, []), text });

const claims =
  (given: Partial<Claims> = {}, ...selected: readonly string[]) =>
  () => ({
    lane: { name: 'lane', digest: null },
    arch: 'arm64',
    suite: { name: 'suite', kind: 'ginkgo' },
    node: { name: 'node', kind: 'local', emulated: false },
    selected: async () => selected.map(spec),
    flakeAttempts: 1,
    exitCode: 0,
    commit: 'c0ffee',
    startedAt: null,
    url: null,
    ...given,
  });

const noClaims = (): Claims => {
  throw new Error('a report that says everything itself asks for nothing');
};

async function admit(
  file: string,
  text: string,
  given: Partial<Claims> = {},
  ...selected: readonly string[]
) {
  const path = join(temporaryFolder({ [file]: text }), file);
  const { run, notes } = await readSource(path, null, claims(given, ...selected));
  return {
    header: run.header,
    notes,
    results: Object.fromEntries(run.results.map(({ id, attempts }) => [id, attempts])),
  };
}

const JUNIT = `<testsuite name="S" timestamp="2026-11-20T08:00:00Z">
  <testcase name="passes" time="1"/>
  <testcase name="[It] decorated [wg-arm64, sig-compute]" time="1"/>
  <testcase name="fails" time="1"><failure type="Failure">no</failure></testcase>
  <testcase name="panics" time="1"><failure type="Panic">no</failure></testcase>
  <testcase name="skips" time="1"><skipped/></testcase>
  <testcase name="breaks" time="1"><error>no</error></testcase>
  <testcase name="not selected" time="1"/>
</testsuite>`;
const SELECTED = ['passes', 'decorated', 'fails', 'panics', 'skips', 'breaks'];
const GREEN = JUNIT.replace(/ {2}<testcase name="(fails|panics|breaks)".*\n/g, '');

describe('JUnit XML', () => {
  it('of a run that ended with 0 shows passes of selected specs', async () => {
    const { header, results, notes } = await admit('junit.xml', GREEN, {}, ...SELECTED);
    expect(results).toEqual({ passes: ['passed'], decorated: ['passed'], skips: ['skipped'] });
    expect(header).toMatchObject({
      verdict: 'passed',
      startedAt: '2026-11-20T08:00:00.000Z',
      node: { machine: null },
    });
    expect(notes).toEqual(['1 test case of no spec that the lane selects: left out']);
  });

  test.each<[string, Partial<Claims>, string]>([
    ['with another code', { exitCode: 1 }, 'the exit code is 1'],
    ['nobody knows how', { exitCode: null }, 'the exit code is unknown'],
    ['of a lane that repeats specs', { flakeAttempts: 3 }, 'the lane gives a spec 3 attempts'],
  ])('of a run that ended %s shows no pass', async (_, given, because) => {
    const { results, notes } = await admit('junit.xml', GREEN, given, ...SELECTED);
    expect(results).toEqual({ passes: [], decorated: [], skips: ['skipped'] });
    expect(notes[1]).toContain(because);
  });

  it('of a run that failed shows the failures', async () => {
    const { header, results } = await admit('junit.xml', JUNIT, { exitCode: 1 }, ...SELECTED);
    expect(results).toEqual({
      passes: [],
      decorated: [],
      fails: ['failed'],
      panics: ['panicked'],
      skips: ['skipped'],
      breaks: ['aborted'],
    });
    expect(header.verdict).toBe('failed');
  });

  test.each<[string, string, readonly Outcome[]]>([
    ['passed where all of them did', '<testcase name="twin"/><testcase name="twin"/>', ['passed']],
    ['is unknown where a test case is missing', '<testcase name="twin"/>', []],
    [
      'failed where one of them did',
      '<testcase name="twin"/><testcase name="twin"><failure/></testcase>',
      ['failed'],
    ],
    ['failed where the only one did', '<testcase name="twin"><failure/></testcase>', ['failed']],
  ])('of specs with one text: each %s', async (_, cases, expected) => {
    const text = `<testsuite name="S" timestamp="2026-11-20T08:00:00Z">${cases}</testsuite>`;
    const twins = ['twin #1', 'twin #2'].map((id) => ({ ...spec('twin'), id }));
    const { results } = await admit('junit.xml', text, { selected: async () => twins });
    expect(results).toEqual({ 'twin #1': expected, 'twin #2': expected });
  });

  it('that contradicts its exit code is inconclusive', async () => {
    expect((await admit('junit.xml', JUNIT, {}, ...SELECTED)).header.verdict).toBe('inconclusive');
    expect((await admit('junit.xml', GREEN, { exitCode: 1 }, ...SELECTED)).header.verdict).toBe(
      'inconclusive',
    );
  });

  it.skipIf(!existsSync(SHARED))(
    'of KubeVirt’s false greens shows no pass that did not happen (skipped where absent)',
    async () => {
      const text = readFileSync(join(SHARED, 'kubevirt/junit-false-greens.xml'), 'utf8');
      const selected = ['timeout', 'flaky', 'skip', 'pend', 'panic', 'fail', 'abort', 'after'].map(
        (name) => `c ${name}`,
      );
      const startedAt = '2026-11-20T08:00:00.000Z';
      for (const exitCode of [1, null]) {
        const { results } = await admit('junit.xml', text, { exitCode, startedAt }, ...selected);
        expect(Object.values(results).flat()).not.toContain('passed');
        expect(results).toMatchObject({ 'c panic': ['panicked'], 'c fail': ['failed'] });
      }
      const { header } = await admit('junit.xml', text, { exitCode: 0, startedAt }, ...selected);
      expect(header.verdict).toBe('inconclusive');
    },
  );

  test.each([
    ['that is cut off', JUNIT.slice(0, 300), /unclosed|unexpected end/i],
    ['without a time', JUNIT.replace(/ timestamp="[^"]*"/, ''), /found no time in the report.*--started-at/],
    [
      'of our own',
      '<testsuite name="x"><properties><property name="lanekeeper.verdict" value="passed"/></properties></testsuite>',
      /found JUnit XML of Lanekeeper, expected its run report/,
    ],
  ])('%s is refused', async (_, text, message) => {
    await expect(admit('junit.xml', text, {}, ...SELECTED)).rejects.toThrow(message);
  });
});

describe('the artifacts of a job of Prow', () => {
  const folder = (
    finished: object | null,
    files: Readonly<Record<string, string>> = { 'junit.functest.xml': GREEN },
  ) =>
    temporaryFolder({
      'started.json': JSON.stringify({ timestamp: 1_790_000_000, 'repo-commit': 'abc123' }),
      ...(finished === null ? {} : { 'finished.json': JSON.stringify(finished) }),
      ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`artifacts/${name}`, text])),
    });
  const read = async (path: string) =>
    (await readSource(path, null, claims({ exitCode: null, commit: null }, ...SELECTED))).run;

  test.each<[string, object | null, string, readonly string[]]>([
    [
      'that passed',
      { timestamp: 1_790_000_600, passed: true, result: 'SUCCESS' },
      'passed',
      ['passed', 'passed', 'skipped'],
    ],
    [
      'that failed',
      { timestamp: 1_790_000_600, passed: false, result: 'FAILURE' },
      'inconclusive',
      ['skipped'],
    ],
    [
      'that was aborted',
      { timestamp: 1_790_000_600, passed: false, result: 'ABORTED' },
      'inconclusive',
      ['skipped'],
    ],
    ['that was killed', null, 'inconclusive', ['skipped']],
  ])('%s', async (_, finished, verdict, outcomes) => {
    const { header, results } = await read(folder(finished));
    expect(header).toMatchObject({
      verdict,
      suite: { commit: 'abc123' },
      startedAt: '2026-09-21T14:13:20.000Z',
    });
    expect(results.flatMap(({ attempts }) => attempts)).toEqual(outcomes);
  });

  it('count a spec once, by the worst that any file says', async () => {
    const again = GREEN.replace(
      'name="passes" time="1"/>',
      'name="passes" time="1"><failure>x</failure></testcase>',
    );
    const finished = { timestamp: 1_790_000_600, passed: true };
    const { header, results } = await read(
      folder(finished, { 'junit.1.xml': GREEN, 'junit.2.xml': again, 'x.xml': '<' }),
    );
    expect(results.find(({ id }) => id === 'passes')?.attempts).toEqual(['failed']);
    expect(header.verdict).toBe('inconclusive');
  });

  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['without JUnit XML', {}, /found no junit\*\.xml/],
  ])('%s are refused', async (_, files, message) => {
    await expect(read(folder({ timestamp: 1, passed: true }, files))).rejects.toThrow(message);
  });

  it('with a file that Prow did not write are refused', async () => {
    const path = folder({ timestamp: 'soon' });
    await expect(read(path)).rejects.toThrow(/finished\.json: not what Prow writes: timestamp/);
  });
});

describe('Ginkgo’s JSON report', () => {
  const node = (text: string, state: string, more: object = {}) => ({
    LeafNodeType: 'It',
    LeafNodeText: text,
    LeafNodeLabels: ['a'],
    LeafNodeLocation: { FileName: 'x_test.go', LineNumber: 1 },
    State: state,
    StartTime: '2026-11-20T08:00:00Z',
    RunTime: 1e9,
    NumAttempts: 1,
    ...more,
  });
  const failure = { Message: 'no', Location: { FileName: 'x_test.go', LineNumber: 2 } };
  const report = (succeeded: boolean, nodes: readonly object[], more: object = {}) =>
    JSON.stringify([
      {
        SuiteSucceeded: succeeded,
        StartTime: '2026-11-20T08:00:00Z',
        SuiteConfig: { RandomSeed: 1, LabelFilter: 'a', ...more },
        SpecReports: nodes,
      },
    ]);

  it('shows every attempt, and what was selected', async () => {
    const flaky = node('flaky', 'passed', {
      NumAttempts: 2,
      AdditionalFailures: [
        { State: 'failed', Failure: { ...failure, Message: 'Failure recorded during attempt 1:\nno' } },
      ],
    });
    const other = node('other', 'skipped', { LeafNodeLabels: ['b'] });
    const text = report(false, [
      node('passes', 'passed'),
      flaky,
      other,
      node('times out', 'timedout', { Failure: failure }),
    ]);
    const { header, results } = await admit('r.json', text, { exitCode: 1 });
    expect(results).toEqual({ passes: ['passed'], flaky: ['failed', 'passed'], 'times out': ['timedout'] });
    expect(header).toMatchObject({
      verdict: 'failed',
      labelFilter: 'a',
      seed: 1,
      startedAt: '2026-11-20T08:00:00.000Z',
    });
  });

  it('that contradicts the exit code, or is of a dry run, is inconclusive', async () => {
    const green = [node('passes', 'passed')];
    expect((await admit('r.json', report(true, green), { exitCode: 1 })).header.verdict).toBe('inconclusive');
    expect((await admit('r.json', report(true, green, { DryRun: true }))).header.verdict).toBe(
      'inconclusive',
    );
    expect((await admit('r.json', report(true, green), { exitCode: null })).header.verdict).toBe('passed');
    expect((await admit('r.json', report(true, green, { FailFast: true }))).header.failFast).toBe(true);
  });

  it('that ends early is refused', async () => {
    await expect(admit('r.json', report(true, []).slice(0, -5))).rejects.toThrow(/cut off/);
  });
});

describe('Playwright’s JSON report', () => {
  const result = (status: string) => ({
    status,
    duration: 1000,
    ...(status === 'failed' ? { error: { message: 'no' } } : {}),
  });
  const report = (
    tests: Readonly<Record<string, readonly string[]>>,
    errors: readonly object[] = [],
    expectedStatus = 'passed',
  ) =>
    JSON.stringify({
      config: {},
      suites: [
        {
          title: 'a.spec.ts',
          specs: [],
          suites: [
            {
              title: 'group',
              specs: Object.entries(tests).map(([title, statuses]) => ({
                title,
                tests: [{ projectName: 'chromium', expectedStatus, results: statuses.map(result) }],
              })),
            },
          ],
        },
      ],
      errors,
      stats: { startTime: '2026-11-20T08:00:00Z', duration: 1000 },
    });
  const id = (title: string): string => `[chromium] a.spec.ts › group › ${title}`;

  it('shows every attempt', async () => {
    const text = report({
      passes: ['passed'],
      flaky: ['failed', 'passed'],
      fails: ['timedOut'],
      skips: ['skipped'],
    });
    const { header, results } = await admit('r.json', text, { exitCode: 1 });
    expect(results).toEqual({
      [id('passes')]: ['passed'],
      [id('flaky')]: ['failed', 'passed'],
      [id('fails')]: ['timedout'],
      [id('skips')]: ['skipped'],
    });
    expect(header.verdict).toBe('failed');
  });

  test.each([
    ['contradicts its exit code', report({ a: ['passed'] }), { exitCode: 1 }],
    ['was interrupted', report({ a: ['interrupted'] }), { exitCode: 0 }],
    ['had errors outside of tests', report({ a: ['passed'] }, [{ message: 'x' }]), { exitCode: 1 }],
  ])('that %s is inconclusive', async (_, text, given) => {
    expect((await admit('r.json', text, given)).header.verdict).toBe('inconclusive');
  });

  it('shows nothing by a test that is meant to fail', async () => {
    const { results } = await admit('r.json', report({ a: ['failed'] }, [], 'failed'));
    expect(results).toEqual({ [id('a')]: ['skipped'] });
  });
});

describe('our run report', () => {
  it('comes back from the ledger as it was, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(runReports, async (report) => {
        const path = join(temporaryFolderOnce(), 'report.json');
        writeFileSync(path, JSON.stringify(report));
        const { run } = await readSource(path, 'https://example.org/1', noClaims);
        const { body, end } = formatRun(run);
        expect(parseRun(body + end)).toEqual(JSON.parse(JSON.stringify(run)));
        expect(run.results).toHaveLength(
          report.specs.filter(({ outcome }) => outcome !== 'excluded' && outcome !== 'pending').length,
        );
        expect(run.header.verdict).toBe(report.verdict);
      }),
    );
  });

  test.each<[string, (text: string) => string, RegExp]>([
    [
      'of another machine than its lane says',
      (text) => text.replace('"uname":"aarch64"', '"uname":"x86_64"'),
      /a lane for arm64 on a machine that calls itself x86_64/,
    ],
    ['of another version', (text) => text.replace('"schemaVersion":1', '"schemaVersion":2'), /schemaVersion/],
    [
      'with an unknown outcome',
      (text) =>
        JSON.stringify({
          ...JSON.parse(text),
          specs: [{ id: 'a', testIds: [], seconds: 1, outcome: 'fine', attempts: [] }],
        }),
      /specs\[0\]/,
    ],
    ['that is cut off', (text) => text.slice(0, -10), /neither XML nor JSON, or cut off/],
  ])('%s is refused', async (_, spoil, message) => {
    const [report] = fc.sample(runReports, 1);
    await expect(admit('report.json', spoil(JSON.stringify(report)))).rejects.toThrow(message);
  });
});

test.each([
  ['text', 'hello', /neither XML nor JSON/],
  ['JSON of something else', '{"a":1}', /found JSON of another form/],
])('%s is refused', async (_, text, message) => {
  await expect(admit('x.json', text)).rejects.toThrow(message);
});

test('a folder that is none of Prow is refused', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'x'));
  await expect(readSource(join(folder, 'x'), null, noClaims)).rejects.toThrow(/without started\.json/);
});

let once: string | undefined;
const temporaryFolderOnce = (): string => (once ??= temporaryFolder());
