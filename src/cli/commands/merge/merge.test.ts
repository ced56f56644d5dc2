import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRunReport, type RunReport } from '../../../evidence/report/run-report.ts';
import type { Plan } from '../../../planning/plan.ts';
import { cli, REPOSITORY, readLaneReport, startCli } from '../../../testing/cli.ts';
import { outcomesFolder, outcomesOf } from '../../../testing/outcomes.ts';

const SOURCE = `source:${join(REPOSITORY, 'fixtures/outcomes')}`;

/** Makes a folder with a plan of some jobs of the suite that ends in every way. */
async function plannedFolder(
  shards: number,
): Promise<{ folder: string; plan: Plan; save: (plan: Plan) => void }> {
  const folder = outcomesFolder('!ends-the-run && !noisy');
  const { exitCode, stdout } = await cli(
    folder,
    'plan',
    'lane',
    '--shards',
    `${shards}`,
    '--inventory',
    SOURCE,
  );
  expect(exitCode).toBe(0);
  const save = (changed: Plan): void =>
    writeFileSync(join(folder, 'plan.json'), JSON.stringify({ schemaVersion: 1, jobs: changed.jobs }));
  const plan = JSON.parse(stdout) as Plan;
  save(plan);
  return { folder, plan, save };
}

const runJob = (folder: string, job: string) => cli(folder, 'run', '--plan', 'plan.json', '--job', job);

const jobReport = (folder: string, job: string): RunReport =>
  parseRunReport(readFileSync(join(folder, 'reports/jobs', job, 'report.json'), 'utf8'));

describe('a lane in shards', () => {
  it('runs each spec once, and its merged report says what one run says', async () => {
    const { folder, plan } = await plannedFolder(3);
    expect(plan.jobs.map(({ id }) => id)).toEqual(['lane-1of3', 'lane-2of3', 'lane-3of3']);
    for (const { id, specs } of plan.jobs) {
      await runJob(folder, id);
      const report = jobReport(folder, id);
      expect(report.job).toMatchObject({ id, differences: [] });
      const ran = report.specs.filter(({ outcome }) => !['excluded', 'pending'].includes(outcome));
      expect(ran.map((spec) => spec.id).toSorted()).toEqual([...specs].toSorted());
    }
    const merged = await cli(folder, 'merge', '--plan', 'plan.json');
    const report = readLaneReport(folder, 'lane');
    const alone = await cli(folder, 'run', 'lane', '--reports', 'alone');
    const whole = parseRunReport(readFileSync(join(folder, 'alone/lane/report.json'), 'utf8'));

    expect(merged.exitCode).toBe(alone.exitCode);
    expect(report.verdict).toBe(whole.verdict);
    expect(report.counts).toEqual(whole.counts);
    expect(outcomesOf(report)).toEqual(outcomesOf(whole));
    expect(report.specs.map(({ id, location }) => ({ id, location }))).toEqual(
      whole.specs.map(({ id, location }) => ({ id, location })),
    );
    const attempts = ({ specs }: RunReport) =>
      specs.map((spec) => spec.attempts.map(({ outcome, failure }) => [outcome, failure?.message]));
    expect(attempts(report)).toEqual(attempts(whole));
    expect(report.merged.map(({ job }) => job)).toEqual(['lane-1of3', 'lane-2of3', 'lane-3of3']);
    expect(existsSync(join(folder, 'reports/lane/junit.xml'))).toBe(true);
  });

  it('is inconclusive while a job has left no report, and names it', async () => {
    const { folder } = await plannedFolder(2);
    await runJob(folder, 'lane-1of2');
    const { exitCode, stderr } = await cli(folder, 'merge');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('lane-2of2 left no report');
    const report = readLaneReport(folder, 'lane');
    expect(report.verdict).toBe('inconclusive');
    expect(report.counts['notrun']).toBeGreaterThan(0);

    rmSync(join(folder, 'reports'), { recursive: true });
    const none = await cli(folder, 'merge', 'lanes', '--plan', 'plan.json');
    expect(none.exitCode).toBe(1);
    expect(none.stderr).toContain('lane: inconclusive: none of lane-1of2, lane-2of2 left a report');
  });

  it('says why, where the machine of a job lacked something', async () => {
    const { folder } = await plannedFolder(2);
    await runJob(folder, 'lane-1of2');
    const lost = await startCli(folder, ['run', '--plan', 'plan.json', '--job', 'lane-2of2'], { PATH: '' });
    const because = /go is not on the PATH: (sudo )?\S+ install \S+/.source;
    expect(lost.exitCode).toBe(3);
    expect(lost.stderr).toMatch(new RegExp(`^lane-2of2: infrastructure: ${because}$`, 'm'));
    const { exitCode, stderr } = await cli(folder, 'merge', '--plan', 'plan.json');
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(new RegExp(`^lane: infrastructure \\([^)]+\\): lane-2of2: ${because}$`, 'm'));
    for (const file of ['lane/summary.md', 'lane/junit.xml', 'jobs/lane-2of2/summary.md'])
      expect(readFileSync(join(folder, 'reports', file), 'utf8')).toMatch(new RegExp(because));
  });

  it('keeps every attempt of a rerun, and is recorded once, as a whole', async () => {
    const { folder } = await plannedFolder(2);
    for (const job of ['lane-1of2', 'lane-2of2']) await runJob(folder, job);
    cpSync(join(folder, 'reports/jobs'), join(folder, 'first'), { recursive: true });
    for (const job of ['lane-1of2', 'lane-2of2']) await runJob(folder, job);
    // The same report twice is one.
    await cli(folder, 'merge', 'first', 'reports/jobs', 'first');
    const report = readLaneReport(folder, 'lane');
    expect(report.merged).toHaveLength(4);
    const flaky = report.specs.find(({ text }) => text.endsWith('is flaky'));
    expect(flaky?.attempts.map(({ outcome, run }) => [outcome, report.merged[run ?? -1]?.job])).toEqual(
      ['failed', 'failed', 'passed', 'failed', 'failed', 'passed'].map((outcome) => [
        outcome,
        expect.stringMatching(/^lane-\dof2$/),
      ]),
    );
    const refused = await cli(folder, 'record', 'reports/jobs/lane-1of2/report.json');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('lane-1of2, a part of its lane: merge the parts first');
    const recorded = await cli(folder, 'record', '--json');
    expect(JSON.parse(recorded.stdout)).toMatchObject({
      recorded: [{ outcome: 'added', verdict: 'failed' }],
    });
  });

  it('says so when the suite at run time differs from the plan', async () => {
    const { folder, plan, save } = await plannedFolder(2);
    const [first, second] = plan.jobs;
    if (first === undefined || second === undefined) throw new Error('expected two jobs');
    const [moved, ...rest] = second.specs;
    save({
      jobs: [
        { ...first, specs: [...first.specs, 'a spec that went'] },
        { ...second, specs: rest },
      ],
    });
    const { exitCode, stderr } = await runJob(folder, first.id);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('1 spec of this job is not selected any more, first "a spec that went"');
    expect(stderr).toContain(`1 spec of the lane is in no job of the plan, first ${JSON.stringify(moved)}`);
    const report = jobReport(folder, first.id);
    expect(report.verdict).toBe('inconclusive');
    expect(report.job?.differences).toHaveLength(2);
    await runJob(folder, second.id);
    const merged = await cli(folder, 'merge');
    expect(merged.exitCode).toBe(1);
    expect(readLaneReport(folder, 'lane').specs.find(({ id }) => id === moved)?.outcome).toBe('notrun');
  });

  it('refuses what can’t be merged, and a job that is not in the plan', async () => {
    const { folder } = await plannedFolder(2);
    expect((await runJob(folder, 'lane-3of2')).stderr).toContain('found no job "lane-3of2" in the plan');
    expect((await cli(folder, 'run', '--job', 'lane-1of2')).stderr).toContain('--job without --plan');
    expect((await cli(folder, 'run', '--plan', 'lanes/lane.yaml', '--job', 'x')).stderr).toContain(
      'expected a plan',
    );
    expect((await cli(folder, 'merge', 'plan.json')).stderr).toContain('no run report of this version');
    await cli(folder, 'run', 'lane');
    const over = await cli(folder, 'merge', 'reports/lane/report.json');
    expect(over.exitCode).toBe(2);
    expect(over.stderr).toContain('would be overwritten by the merged report');
    expect(readLaneReport(folder, 'lane').merged).toEqual([]);
  });
});

it('a job of GitHub Actions shows the worst specs as annotations, in the lines of their files', async () => {
  const folder = outcomesFolder('failed || panicked || flaky || ugly');
  const { stderr } = await startCli(folder, ['run', 'lane'], { GITHUB_ACTIONS: 'true' });
  const annotations = stderr.split('\n').filter((line) => line.startsWith('::'));
  expect(annotations[0]).toMatch(/^::error file=outcomes_test\.go,line=\d+,title=lane%3A panicked::/);
  expect(annotations.map((line) => line.split('::')[1]?.split(',').at(-1))).toEqual([
    'title=lane%3A panicked',
    'title=lane%3A failed',
    'title=lane%3A failed',
    'title=lane%3A flaky',
  ]);
});

it('a plan for GitHub Actions is a matrix in its output, beside the plan', async () => {
  const folder = outcomesFolder('!ends-the-run && !noisy', '', { output: 'before=1\n' });
  const plan = ['plan', 'lane', '--shards', '2', '--inventory', SOURCE, '--format', 'github'];
  const { exitCode, stdout } = await startCli(folder, [...plan, '--output', 'plan.json'], {
    GITHUB_OUTPUT: join(folder, 'output'),
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  const [before, matrix = '', matrices] = readFileSync(join(folder, 'output'), 'utf8').trimEnd().split('\n');
  expect([before, matrices]).toEqual(['before=1', 'matrices=1']);
  const { include } = JSON.parse(matrix.replace('matrix=', '')) as { include: readonly object[] };
  expect(include).toMatchObject([
    { job: 'lane-1of2', name: 'lane (1/2)', 'timeout-minutes': 90 },
    { job: 'lane-2of2', name: 'lane (2/2)' },
  ]);
  expect((await runJob(folder, 'lane-1of2')).stderr).toContain('lane-1of2: ');
});
