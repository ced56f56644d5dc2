import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunReport } from '../../evidence/report/run-report.ts';
import { cli, REPOSITORY, readLaneReport } from '../../testing/cli.ts';
import { suiteLane } from '../../testing/suite-lanes.ts';

const fixture = (name: string): string => join(REPOSITORY, 'fixtures', name);

/** Outcomes and numbers of attempts by text, of the specs that were to run. */
const told = ({ specs }: RunReport): Readonly<Record<string, string>> =>
  Object.fromEntries(
    specs
      .filter(({ outcome }) => outcome !== 'excluded' && outcome !== 'pending')
      .map(({ text, outcome, attempts }) => [
        text,
        attempts.length > 1 ? `${outcome} of ${attempts.length}` : outcome,
      ]),
  );

describe('a Playwright suite', () => {
  const suite = { kind: 'playwright', path: fixture('playwright') };

  it('is listed with its tags as labels, a spec for each project', async () => {
    const folder = suiteLane(suite, { select: 'wg-arm64 && !requires-two-nodes' });
    const { stdout } = await cli(folder, 'list', 'lane', '--json');
    const { selected } = JSON.parse(stdout) as {
      selected: readonly { text: string; labels: readonly string[] }[];
    };
    expect(selected.map(({ text }) => text)).toEqual([
      '[small] outcomes.spec.ts › outcomes › passes',
      '[large] outcomes.spec.ts › outcomes › passes',
      '[small] outcomes.spec.ts › outcomes › keeps what it attaches',
      '[small] outcomes.spec.ts › outcomes › skips itself',
      ...[1, 2, 3].map((number) => `[small] outcomes.spec.ts › outcomes › adds ${number} › and $1 (a+b) [x]`),
    ]);
    expect(selected[0]?.labels).toEqual(['project:small', 'outcomes', 'wg-arm64', 'large']);
  });

  it('runs exactly what is selected, with every outcome as itself, and keeps attachments', async () => {
    const folder = suiteLane(suite, { select: 'outcomes', run: { flakeAttempts: 2, procs: 2 } });
    const { exitCode } = await cli(folder, 'run', 'lane');
    expect(exitCode).toBe(1);
    const report = readLaneReport(folder, 'lane');
    expect(report).toMatchObject({ verdict: 'failed', suite: { kind: 'playwright' } });
    expect(told(report)).toEqual({
      '[small] outcomes.spec.ts › outcomes › passes': 'passed',
      '[large] outcomes.spec.ts › outcomes › passes': 'passed',
      '[small] outcomes.spec.ts › outcomes › keeps what it attaches': 'passed',
      '[small] outcomes.spec.ts › outcomes › fails': 'failed of 2',
      '[small] outcomes.spec.ts › outcomes › times out': 'timedout of 2',
      '[small] outcomes.spec.ts › outcomes › skips itself': 'skipped',
      '[small] outcomes.spec.ts › outcomes › is meant to fail': 'skipped',
      '[small] outcomes.spec.ts › outcomes › is flaky': 'passed of 2',
      ...Object.fromEntries(
        [1, 2, 3].map((number) => [
          `[small] outcomes.spec.ts › outcomes › adds ${number} › and $1 (a+b) [x]`,
          'passed',
        ]),
      ),
    });
    const failed = report.specs.find(({ text }) => text.endsWith('› fails'));
    expect(failed?.attempts[0]?.failure?.message).toContain('sums <must> & "should" agree');
    expect(failed?.attempts[0]?.failure?.message).not.toContain('\u001b');
    const skipped = report.specs.find(({ text }) => text.endsWith('› skips itself'));
    expect(skipped?.skipReason).toBe('this machine has no <flux> capacitor');
    expect(readdirSync(join(folder, 'reports/lane/artifacts/blob-report'))).toEqual([
      expect.stringMatching(/zip$/),
    ]);
    expect(existsSync(join(fixture('playwright'), 'test-results'))).toBe(false);
  });

  it('runs one test alone, though another has a title that begins like it', async () => {
    const folder = suiteLane(suite);
    await cli(folder, 'run', 'lane', '--focus', 'adds 2');
    const report = readLaneReport(folder, 'lane');
    expect(report.verdict).toBe('passed');
    expect(told(report)).toEqual({
      '[small] outcomes.spec.ts › outcomes › adds 2 › and $1 (a+b) [x]': 'passed',
    });
  });

  it('that does not load is no failure of its tests', async () => {
    const folder = suiteLane({ ...suite, args: ['--config=none.config.ts'] });
    const { exitCode, stderr } = await cli(folder, 'run', 'lane');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('none.config.ts');
  });
});

describe('a gotest suite', () => {
  const suite = { kind: 'gotest', path: fixture('gotest') };

  it('runs exactly the tests that are selected, also where packages share names', async () => {
    const folder = suiteLane(suite, { select: 'package: isSubsetOf {., other}' });
    await cli(folder, 'run', 'lane', '--timeout', '5s');
    const report = readLaneReport(folder, 'lane');
    expect(report.verdict).toBe('failed');
    expect(told(report)).toEqual({
      '. TestPasses': 'passed',
      '. TestFails': 'failed',
      '. TestSkips': 'skipped',
      '. TestHasParts': 'failed',
      '. TestSleeps': 'timedout',
      'other TestPasses': 'passed',
      'other TestFails': 'failed',
      'other ExampleSprint': 'passed',
    });
    const spec = (text: string) => report.specs.find((each) => each.text === text);
    expect(spec('. TestFails')?.attempts[0]?.failure?.message).toContain('sums <must> & "should" agree: 2');
    expect(spec('. TestHasParts')?.attempts[0]?.failure?.message).toContain('a part failed');
    expect(spec('. TestSkips')?.skipReason).toContain('this machine has no <flux> capacitor');

    await cli(folder, 'run', 'lane', '--focus', '. TestFails');
    expect(told(readLaneReport(folder, 'lane'))).toEqual({ '. TestFails': 'failed' });
  });

  it.each([
    ['panics', {}, 'panicked'],
    ['exits', { CRASH: 'exit' }, 'failed'],
  ])(
    'that %s leaves the tests after it not run, so the run is inconclusive',
    async (_title, env, outcome) => {
      const folder = suiteLane({ ...suite, env }, { select: 'package: isSubsetOf crash' });
      const { exitCode } = await cli(folder, 'run', 'lane');
      expect(exitCode).toBe(1);
      const report = readLaneReport(folder, 'lane');
      expect(report.verdict).toBe('inconclusive');
      expect(told(report)).toEqual({
        'crash TestPasses': 'passed',
        'crash TestPanics': outcome,
        'crash TestComesAfter': 'notrun',
      });
    },
  );

  it('that does not build is no failure of its tests, when it is listed or run', async () => {
    const broken = { ...suite, packages: ['./broken', './other'], buildTags: ['broken'] };
    const listed = await cli(suiteLane(broken), 'run', 'lane');
    expect(listed.exitCode).toBe(3);
    expect(listed.stderr).toContain('undefined: undefinedFunction');

    // Listed well, but built otherwise at its run.
    const folder = suiteLane(
      { ...suite, packages: ['./other'] },
      { run: { args: ['-tags=broken', './broken'] } },
    );
    const { exitCode } = await cli(folder, 'run', 'lane');
    expect(exitCode).toBe(3);
    const report = readLaneReport(folder, 'lane');
    expect(report.verdict).toBe('infrastructure');
    expect(report.reasons.join()).toContain('the build of lanekeeper.dev/fixtures/gotest/broken');
  });
});

describe('a junit suite', () => {
  const junitLane = (change: object = {}, options: Parameters<typeof suiteLane>[1] = {}): string => {
    // This Node: each version of its runner names classes in its own way.
    const command = [
      process.execPath,
      '--test',
      '--test-reporter=junit',
      '--test-reporter-destination=junit.xml',
    ];
    const suite = {
      kind: 'junit',
      path: 'project',
      command,
      reports: ['junit*.xml'],
      labels: 'labels.json',
      ...change,
    };
    const folder = suiteLane(suite, options);
    cpSync(fixture('junit'), join(folder, 'project'), { recursive: true });
    return folder;
  };

  it('knows its tests from its run, and from its last report; a file gives labels', async () => {
    const folder = junitLane({ labels: 'labels.json' }, { select: '!x86' });
    const { exitCode } = await cli(folder, 'run', 'lane');
    expect(exitCode).toBe(0);
    const report = readLaneReport(folder, 'lane');
    expect(told(report)).toEqual({
      'arm adds': 'passed',
      'arm is skipped': 'skipped',
      'x86 adds': 'passed',
    });
    expect(report.counts['excluded']).toBe(1);
    const { stdout } = await cli(folder, 'list', 'lane', '--json');
    expect((JSON.parse(stdout) as { selected: unknown[] }).selected).toHaveLength(3);
  });

  it('never takes an old report for that of a run', async () => {
    const folder = junitLane();
    expect((await cli(folder, 'run', 'lane')).exitCode).toBe(0);
    expect(existsSync(join(folder, 'project/junit.xml'))).toBe(true);

    const silent = junitLane({ command: ['false'] });
    cpSync(join(folder, 'project/junit.xml'), join(silent, 'project/junit.xml'));
    const { exitCode } = await cli(silent, 'run', 'lane');
    expect(exitCode).toBe(1);
    const report = readLaneReport(silent, 'lane');
    expect(report.verdict).toBe('inconclusive');
    expect(report.reasons.join()).toContain('left no JUnit XML');
    expect(report.counts).toMatchObject({ passed: 0, notrun: 4 });
  });

  it('fails where a test does, and is inconclusive where the exit code says otherwise', async () => {
    const folder = junitLane({ env: { FAIL: 'yes' } });
    await cli(folder, 'run', 'lane');
    const report = readLaneReport(folder, 'lane');
    expect(report.verdict).toBe('failed');
    expect(told(report)).toMatchObject({ 'x86 may fail': 'failed', 'x86 adds': 'passed' });

    const lying = junitLane({
      env: { FAIL: 'yes' },
      command: ['sh', '-c', `${process.execPath} --test --test-reporter=junit >junit.xml; true`],
    });
    await cli(lying, 'run', 'lane');
    expect(readLaneReport(lying, 'lane').verdict).toBe('inconclusive');
  });

  it('is one job of a plan, and can’t be focused', async () => {
    const folder = junitLane();
    const { exitCode, stdout } = await cli(folder, 'plan', 'lane', '--shards', '4');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ jobs: [{ id: 'lane', shard: { count: 1 } }] });
    await cli(folder, 'run', 'lane');
    const focused = await cli(folder, 'run', 'lane', '--focus', 'may fail');
    expect(focused.exitCode).toBe(2);
    expect(focused.stderr).toContain('its command runs all its tests');
  });

  it('without a command is refused where it is configured', async () => {
    const { exitCode, stderr } = await cli(suiteLane({ kind: 'junit', path: '.' }), 'list', 'lane');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('found no command, expected what runs the tests');
  });
});
