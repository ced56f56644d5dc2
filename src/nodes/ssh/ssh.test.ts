import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, REPOSITORY, readLaneReport, startCli } from '../../testing/cli.ts';
import { outcomesOf } from '../../testing/outcomes.ts';
import { processesWith, until } from '../../testing/processes.ts';
import { type LocalSshd, startSshd, whyNoSshd } from '../../testing/sshd.ts';
import { suiteLane } from '../../testing/suite-lanes.ts';

const unavailable = whyNoSshd();
const fixture = (name: string): string => join(REPOSITORY, 'fixtures', name);

describe.skipIf(unavailable !== undefined)(
  `an ssh node${unavailable === undefined ? '' : ` (${unavailable})`}`,
  () => {
    let sshd: LocalSshd;
    beforeAll(async () => {
      sshd = await startSshd();
    });
    afterAll(() => sshd.stop());

    const lane = (suite: object, options: Parameters<typeof suiteLane>[1] = {}, node: object = {}): string =>
      suiteLane(suite, {
        ...options,
        node: { kind: 'ssh', host: sshd.host, configFile: sshd.configFile, ...node },
      });
    const outcomes = { kind: 'ginkgo', path: fixture('outcomes') };
    const expectNothingLeft = async (): Promise<void> => {
      await expect.poll(() => sshd.leftovers(), { timeout: 20_000 }).toEqual([]);
    };

    it('runs a lane as another account, brings back what it left, and leaves nothing there', async () => {
      const folder = lane(outcomes, { select: 'passed || failed || slow || skipped' });
      const { exitCode, stderr } = await cli(folder, 'run', 'lane');
      const report = readLaneReport(folder, 'lane');
      expect(report.verdict, stderr).toBe('failed');
      expect(exitCode).toBe(1);
      expect(report).toMatchObject({
        exit: { code: 1 },
        node: { kind: 'ssh', emulated: false, machine: { kernel: release() } },
      });
      expect(outcomesOf(report)).toMatchObject({
        passes: 'passed',
        fails: 'failed',
        'takes its time': 'passed',
        'skips itself': 'skipped',
      });
      expect(readFileSync(join(folder, 'reports/lane/artifacts/note.txt'), 'utf8')).toBe('kept');
      expect(readFileSync(join(folder, 'reports/lane/output.log'), 'utf8')).toContain('taking time');
      await expectNothingLeft();
    });

    it('whose connection is cut in the middle is lost, leaves nothing there, and runs again', async () => {
      const folder = lane(outcomes, { select: 'hangs || slow' });
      const running = startCli(folder, ['run', 'lane', '--verbose']);
      await until(() => processesWith('sleep 86400').length > 0);
      sshd.cut();
      const { exitCode } = await running;
      expect(exitCode).toBe(3);
      const report = readLaneReport(folder, 'lane');
      expect(report.verdict).toBe('infrastructure');
      expect(report.reasons.join()).toContain('ssh tester was lost');
      await expectNothingLeft();
      expect(processesWith('sleep 86400')).toEqual([]);

      const again = lane(outcomes, { select: 'passed' });
      expect((await cli(again, 'run', 'lane')).exitCode).toBe(0);
    });

    it('leaves nothing when we are killed, and stops gently when we are interrupted', async () => {
      const killed = startCli(lane(outcomes, { select: 'hangs' }), ['run', 'lane']);
      await until(() => processesWith('sleep 86400').length > 0);
      killed.kill('SIGKILL');
      await killed;
      await expectNothingLeft();

      const folder = lane(outcomes, { select: 'hangs' }, {});
      const interrupted = startCli(folder, ['run', 'lane', '--grace-period', '1s']);
      await until(() => processesWith('sleep 86400').length > 0);
      interrupted.kill('SIGINT');
      expect((await interrupted).exitCode).toBe(130);
      expect(outcomesOf(readLaneReport(folder, 'lane'))).toEqual({
        'hangs and starts a child that hangs': 'interrupted',
      });
      await expectNothingLeft();
    });

    it('whose host key is not known is refused, and so is a host that is not there', async () => {
      const folder = lane(outcomes, { select: 'passed' });
      const stranger = join(folder, 'ssh_config');
      const config = readFileSync(sshd.configFile, 'utf8').replace(
        /UserKnownHostsFile .*/,
        'UserKnownHostsFile /dev/null',
      );
      writeFileSync(stranger, config);
      const unknown = lane(outcomes, { select: 'passed' }, { configFile: stranger });
      const { exitCode } = await cli(unknown, 'run', 'lane');
      expect(exitCode).toBe(3);
      expect(readLaneReport(unknown, 'lane').reasons.join()).toContain('Host key verification failed');

      const absent = lane(outcomes, { select: 'passed' }, { host: '127.0.0.1', configFile: '/dev/null' });
      expect((await cli(absent, 'run', 'lane')).exitCode).toBe(3);
      const hostile = await cli(lane(outcomes, {}, { host: '-oProxyCommand=touch /tmp/x' }), 'run', 'lane');
      expect(hostile.exitCode).toBe(2);
      expect(hostile.stderr).toContain('expected the name of a host');
    });

    it('runs Go tests, a command with JUnit XML, and a Playwright project', async () => {
      const path = (process.env['PATH'] ?? '').split(':');
      const go = path.find((each) => existsSync(join(each, 'go'))) ?? '';
      const node = dirname(process.execPath);
      const tools = { PATH: `${node}:${go}:/usr/bin:/bin` };

      const goLane = lane(
        { kind: 'gotest', path: fixture('gotest'), env: tools },
        { select: 'package: isSubsetOf {other}' },
      );
      await cli(goLane, 'run', 'lane');
      const goReport = readLaneReport(goLane, 'lane');
      expect(goReport.counts, goReport.reasons.join()).toMatchObject({ passed: 2, failed: 1 });

      const junit = lane({
        kind: 'junit',
        path: fixture('junit'),
        env: tools,
        command: ['node', '--test', '--test-reporter=junit', '--test-reporter-destination=junit.xml'],
        reports: ['junit.xml'],
        labels: 'labels.json',
      });
      const { exitCode, stderr } = await cli(junit, 'run', 'lane');
      expect(exitCode, stderr).toBe(0);
      expect(readLaneReport(junit, 'lane').counts).toMatchObject({ passed: 3, skipped: 1 });

      const project = join(junit, 'project');
      cpSync(fixture('playwright'), project, { recursive: true });
      for (const name of ['@playwright/test', 'playwright', 'playwright-core', '.bin/playwright'])
        cpSync(join(REPOSITORY, 'node_modules', name), join(project, 'node_modules', name), {
          recursive: true,
          verbatimSymlinks: true,
        });
      const playwright = lane({ kind: 'playwright', path: project, env: tools }, { select: 'wg-arm64' });
      const ended = await cli(playwright, 'run', 'lane');
      expect(ended.exitCode, ended.stderr).toBe(0);
      expect(readLaneReport(playwright, 'lane').counts).toMatchObject({ passed: 6, skipped: 1, pending: 1 });
      expect(existsSync(join(playwright, 'reports/lane/artifacts/blob-report'))).toBe(true);
      await expectNothingLeft();
    });
  },
);
