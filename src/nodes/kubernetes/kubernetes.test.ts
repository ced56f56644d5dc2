import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { machineArch } from '../../core/architectures.ts';
import { cli, REPOSITORY, readLaneReport, startCli, temporaryFolder } from '../../testing/cli.ts';
import { type LocalKubernetes, startKubernetes, whyNoKubernetes } from '../../testing/kubernetes.ts';
import { outcomesOf } from '../../testing/outcomes.ts';
import { processesWith, until } from '../../testing/processes.ts';
import { suiteLane } from '../../testing/suite-lanes.ts';

const JOB = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'echo' },
  spec: {
    template: {
      metadata: {},
      spec: {
        nodeSelector: { 'kubernetes.io/arch': machineArch() },
        containers: [{ image: 'busybox', command: ['sleep', '60'] }],
      },
    },
  },
};

const unavailable = whyNoKubernetes();
const fixture = (name: string): string => join(REPOSITORY, 'fixtures', name);

describe.skipIf(unavailable !== undefined)(
  `a kubernetes node${unavailable === undefined ? '' : ` (${unavailable})`}`,
  () => {
    let cluster: LocalKubernetes;
    let room: string;
    beforeAll(async () => {
      room = mkdtempSync(join(tmpdir(), 'lanekeeper-pod-'));
      cluster = await startKubernetes(room, machineArch());
    });
    afterAll(() => {
      cluster.stop();
      rmSync(room, { recursive: true, force: true });
    });

    const outcomes = { kind: 'ginkgo', path: fixture('outcomes') };
    const lane = (node: object = {}, select = 'passed', suite: object = outcomes): string =>
      suiteLane(suite, {
        select,
        node: {
          kind: 'kubernetes',
          kubeconfig: cluster.kubeconfig,
          folder: room,
          startTimeout: '20s',
          ...node,
        },
      });
    // A pod's files are gone with it, but here they are this machine's.
    const forgetPodFiles = (): void => {
      for (const name of readdirSync(room).filter((each) => each.startsWith('.lanekeeper-')))
        rmSync(join(room, name), { recursive: true, force: true });
    };
    const expectNothingLeft = async (): Promise<void> => {
      await expect
        .poll(
          () => [
            ...cluster.objects(),
            ...readdirSync(room).filter((name) => name.startsWith('.lanekeeper-')),
          ],
          {
            timeout: 20_000,
          },
        )
        .toEqual([]);
    };

    it('is what kubectl takes for a cluster', async () => {
      // Not in this process alone: it is the cluster that has to answer.
      const kubectl = (...args: readonly string[]) =>
        execa('kubectl', [`--kubeconfig=${cluster.kubeconfig}`, ...args], { reject: false });
      expect((await kubectl('get', 'nodes', '-o', 'name')).stdout).toBe('node/machine-1');
      expect((await kubectl('get', 'jobs')).stderr).toContain('No resources found in default namespace');
      const file = join(temporaryFolder({ 'job.json': JSON.stringify(JOB) }), 'job.json');
      const job = await kubectl('create', '--validate=false', '-f', file);
      expect(job.stderr + job.stdout).toBe('job.batch/echo created');
      const script = 'echo hello; echo to stderr >&2; exit 7';
      expect(await kubectl('exec', 'echo-abcde', '-i', '--', 'sh', '-c', script)).toMatchObject({
        stdout: 'hello',
        stderr: expect.stringContaining('to stderr\ncommand terminated with exit code 7'),
        exitCode: 7,
      });
      expect((await kubectl('delete', 'job', 'echo')).stdout).toContain('job.batch "echo" deleted');
    });

    it('runs a lane in a pod, follows its log, brings back what it left, and deletes everything', async () => {
      const folder = lane({}, 'passed || failed || slow');
      const { exitCode, stderr } = await cli(folder, 'run', 'lane');
      const report = readLaneReport(folder, 'lane');
      expect(report.verdict, stderr + report.reasons.join()).toBe('failed');
      expect(exitCode).toBe(1);
      expect(outcomesOf(report)).toMatchObject({
        passes: 'passed',
        fails: 'failed',
        'takes its time': 'passed',
      });
      expect(report.node).toMatchObject({ kind: 'kubernetes', emulated: false });
      expect(report.node.capabilities).toMatchObject({
        schedulableNodes: { value: 1, source: 'probed' },
        cpuModel: { value: true, source: 'probed' },
        hugepages2Mi: { value: true, source: 'probed' },
        kvm: { value: false, source: 'probed' },
      });
      expect(readFileSync(join(folder, 'reports/lane/artifacts/note.txt'), 'utf8')).toBe('kept');
      const output = readFileSync(join(folder, 'reports/lane/output.log'), 'utf8');
      expect(output).toContain('taking time');
      expect(output).not.toContain('lanekeeper-end');
      expect(cluster.requests.some((request) => request.endsWith('/log'))).toBe(true);
      await expectNothingLeft();
    });

    it('whose pod is lost says why, and leaves nothing', async () => {
      const folder = lane({}, 'hangs');
      const running = startCli(folder, ['run', 'lane']);
      await until(() => processesWith('sleep 86400').length > 0);
      cluster.evictPods();
      expect((await running).exitCode).toBe(3);
      const report = readLaneReport(folder, 'lane');
      expect(report.verdict).toBe('infrastructure');
      expect(report.reasons.join()).toContain('is Failed: Evicted: The node was low on resource: memory.');
      expect(cluster.objects()).toEqual([]);
      forgetPodFiles();
    });

    test.each([
      [
        'an image that is not there',
        { image: 'example.org/missing:1' },
        /does not start: ImagePullBackOff: Back-off pulling image "example.org\/missing:1"/,
      ],
      ['a quota', { namespace: 'quota' }, /the cluster makes no pod: .*exceeded quota: small/],
      ['an account that may not', { namespace: 'denied' }, /Forbidden.*cannot create resource "jobs"/],
      [
        'no machine that fits',
        { nodeSelector: { disk: 'fast' }, startTimeout: '3s' },
        /does not run after 3s: no machine takes the pod: Unschedulable: 0\/1 nodes/,
      ],
      ['a kubeconfig that is not there', { kubeconfig: '/none' }, /none: no such file/],
      [
        'another program in the image',
        { suiteInImage: '/bin/true' },
        /found another program \(sha256:[0-9a-f]{64}\) at \/bin\/true/,
      ],
    ])('with %s fails clearly, and leaves nothing', async (_title, node, reason) => {
      const folder = lane(node);
      expect((await cli(folder, 'run', 'lane')).exitCode).toBe(3);
      const report = readLaneReport(folder, 'lane');
      expect(report.verdict).toBe('infrastructure');
      expect(report.reasons.join('\n')).toMatch(reason);
      await expectNothingLeft();
    });

    it('that we leave by a crash is swept by doctor, and no other', async () => {
      const crashed = startCli(lane({}, 'hangs'), ['run', 'lane']);
      await until(() => processesWith('sleep 86400').length > 0);
      crashed.kill('SIGKILL');
      await crashed;
      const folder = lane({}, 'slow');
      const other = startCli(folder, ['run', 'lane']);
      await until(() => cluster.objects().length === 4);
      const swept = await cli(lane(), 'doctor', '--sweep', '--json');
      expect(swept.exitCode, swept.stderr).toBe(0);
      expect(JSON.parse(swept.stdout)).toMatchObject({
        swept: expect.arrayContaining([
          {
            node: 'here',
            job: expect.any(String),
            deleted: true,
            because: expect.stringMatching(/^its process \d+ is gone$/),
          },
          { node: 'here', job: expect.any(String), deleted: false, because: 'somebody may wait for it' },
        ]),
      });
      expect((await other).exitCode).toBe(0);
      expect(cluster.objects()).toEqual([]);
      forgetPodFiles();
    });

    it('runs the suite that its image has, when it is the same', async () => {
      const binary = join(room, 'suite.test');
      await execa('go', ['test', '-c', '-o', binary, '.'], { cwd: fixture('outcomes') });
      const folder = lane({ suiteInImage: binary }, 'passed', { kind: 'ginkgo', path: binary });
      expect((await cli(folder, 'run', 'lane')).exitCode).toBe(0);
      expect(readLaneReport(folder, 'lane').command?.argv[0]).toBe(binary);
      rmSync(binary);
      await expectNothingLeft();
    });

    it('gives its facts to a lane whose suite tests it from here', async () => {
      const folder = suiteLane(outcomes, {
        select: 'passed',
        node: {
          kind: 'local',
          capabilitiesFrom: 'cluster',
          kubeconfig: cluster.kubeconfig,
          capabilities: {},
        },
      });
      expect((await cli(folder, 'run', 'lane')).exitCode).toBe(0);
      const { node } = readLaneReport(folder, 'lane');
      expect(node.machine).toMatchObject({
        hostname: 'machine-1',
        kernel: '6.12.0',
        cpus: 2,
        memoryBytes: 4 * 1024 ** 3,
      });
      expect(node.capabilities).toMatchObject({ schedulableNodes: { value: 1, source: 'probed' } });
      expect(cluster.objects()).toEqual([]);
    });

    it('whose machines are emulated gives evidence that is marked so', async () => {
      const node = { kind: 'local', capabilitiesFrom: 'cluster', kubeconfig: cluster.kubeconfig };
      const folder = suiteLane(outcomes, { select: 'passed', node: { ...node, emulated: true } });
      await cli(folder, 'run', 'lane');
      expect(readLaneReport(folder, 'lane').node).toMatchObject({
        emulated: true,
        machine: { emulated: true },
      });
    });

    it('runs Go tests and a command with JUnit XML', async () => {
      const env = {
        PATH: process.env['PATH'] ?? '',
        GOCACHE: process.env['GOCACHE'] ?? join(room, 'go'),
        HOME: room,
      };
      const goLane = lane({}, 'package: isSubsetOf {other}', {
        kind: 'gotest',
        path: fixture('gotest'),
        env,
      });
      await cli(goLane, 'run', 'lane');
      expect(readLaneReport(goLane, 'lane').counts).toMatchObject({ passed: 2, failed: 1 });
      const command = ['node', '--test', '--test-reporter=junit', '--test-reporter-destination=junit.xml'];
      const junit = lane({}, '', {
        kind: 'junit',
        path: fixture('junit'),
        env,
        command,
        reports: ['junit.xml'],
      });
      expect((await cli(junit, 'run', 'lane')).exitCode).toBe(0);
    });
  },
);
