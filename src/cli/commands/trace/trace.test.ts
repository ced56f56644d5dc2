import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { canTrace } from '../../../testing/bubblewrap.ts';
import { cli, SHARED, startCli, temporaryFolder } from '../../../testing/cli.ts';

const SCRIPT = `#!/bin/bash
set -e
export PROVIDER="\${TARGET/-wg-arm64/}"
filter='(wg-arm64 && !(ACPI,cpumodel))'
[[ $TARGET =~ wg-arm64 ]] || filter='(sig-compute)'
make cluster-up
sleep 3600
if ! kubectl get clusterversion version; then filter="$filter&&(!OpenShift)"; fi
hack/nodes.sh get nodes
echo changed >version.txt
touch "$HOME/x" /tmp/y
touch "$OUTSIDE" 2>/dev/null && exit 9
(exec 3<>/dev/tcp/127.0.0.1/"$PORT") 2>/dev/null && exit 8
FUNC_TEST_ARGS="--no-color --label-filter=(!flake-check)&&($filter) --fail-fast" make functest
make --label-filter 'a && b'
podman run "it's
two lines"
`;

const repository = (): string =>
  temporaryFolder({
    'automation/test.sh': SCRIPT,
    'hack/nodes.sh': '#!/bin/sh\necho this must not run; exit 7\n',
    'version.txt': 'as it was\n',
  });

/** Opens a server of this machine, which a script with a network could reach, and gives its port. */
function listen(): Promise<number> {
  const server = createServer((socket) => socket.end());
  onTestFinished(() => void server.close());
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

describe.skipIf(!canTrace)(`trace${canTrace ? '' : ' (bubblewrap does not work here)'}`, () => {
  it('reports the label filters and the environment that would reach Ginkgo, and changes nothing', async () => {
    const folder = repository();
    const outside = join(temporaryFolder(), 'outside');
    const port = await listen();
    const { exitCode, stdout, stderr } = await cli(
      folder,
      ...['trace', '--json', '--yes', '--stand-in', 'hack/nodes.sh', '--fail', 'kubectl get clusterversion'],
      ...[
        '--env',
        'TARGET=kind-1.36-wg-arm64',
        `OUTSIDE=${outside}`,
        `PORT=${port}`,
        '--',
        'automation/test.sh',
      ],
    );
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain('the command ended with exit code 0');
    const { filters, calls } = JSON.parse(stdout) as { filters: object[]; calls: string[] };
    expect(filters).toMatchObject([
      {
        labelFilter: '(!flake-check)&&((wg-arm64 && !(ACPI,cpumodel))&&(!OpenShift))',
        from: 'FUNC_TEST_ARGS',
        call: 'make functest',
        env: { PROVIDER: 'kind-1.36' },
      },
      { labelFilter: 'a && b', from: 'argument' },
    ]);
    expect(calls).toEqual([
      'make cluster-up',
      'sleep 3600',
      'kubectl get clusterversion version',
      'hack/nodes.sh get nodes',
      'make functest',
      'make --label-filter a && b',
      "podman run it's\ntwo lines",
    ]);
    expect(readFileSync(join(folder, 'version.txt'), 'utf8')).toBe('as it was\n');
    expect(existsSync(outside)).toBe(false);
    expect(readdirSync(folder).toSorted()).toEqual(['automation', 'hack', 'version.txt']);
  });

  it('takes what a command prints for the command’s, also where bubblewrap could have said it', async () => {
    const folder = temporaryFolder({ 'test.sh': '#!/bin/sh\necho "bwrap: no" >&2; exit 1\n' });
    const said = await cli(folder, 'trace', '--yes', '--', './test.sh');
    expect([said.exitCode, said.stderr]).toEqual([1, expect.stringContaining('command printed:\nbwrap: no')]);
    const missing = await cli(folder, 'trace', '--yes', '--', './nobody.sh');
    expect([missing.exitCode, missing.stderr]).toEqual([
      1,
      expect.stringMatching(/nobody\.sh.*(not found|No such file)/),
    ]);
  });

  it('ends what does not end by itself', async () => {
    const folder = temporaryFolder({
      'test.sh': '#!/bin/sh\n(exec -a lanekeeper-orphan tail -f /dev/null) & exec tail -f /dev/null\n',
    });
    const { exitCode, stderr } = await cli(folder, 'trace', '--yes', '--timeout', '2s', '--', './test.sh');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('did not end in time and was killed');
  });

  it('shows the list, and runs nothing, until it is confirmed', async () => {
    const folder = temporaryFolder({ 'test.sh': '#!/bin/sh\nmake\n' });
    const shown = await cli(folder, 'trace', '--stand-in', 'nmap', '--', './test.sh');
    expect(shown.exitCode).toBe(2);
    expect(shown.stderr).toMatch(/make, bazel, .*kubectl, .*podman, .*nmap\./);
    const none = await cli(folder, 'trace', '--yes', '--', './test.sh');
    expect(none.exitCode).toBe(1);
    expect(none.stderr).toContain('no label filter would have reached Ginkgo');
    const slip = await cli(folder, 'trace', '--yes', '--stand-in', '../evil', '--', './test.sh');
    expect(slip.exitCode).toBe(2);
    expect(slip.stderr).toContain('expected a program or a path in the repository');
  });

  const kubevirt = process.env['LANEKEEPER_KUBEVIRT'];
  const lanes = join(SHARED, 'kubevirt/lanes.jsonl');
  it.skipIf(kubevirt === undefined || !existsSync(lanes))(
    'computes the filter of KubeVirt’s arm64 job (needs LANEKEEPER_KUBEVIRT, a checkout)',
    async () => {
      const jobs = readFileSync(lanes, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, string>);
      const wanted = jobs.find(({ target }) => target === 'kind-1.36-wg-arm64');
      const kubectl = 'kubevirtci/cluster-up/kubectl.sh';
      const args = [
        '--stand-in',
        kubectl,
        'kubevirtci/cluster-up/cli.sh',
        '--fail',
        `${kubectl} get clusterversion`,
      ];
      const env = ['--env', `TARGET=${wanted?.['target']}`, `JOB_NAME=${wanted?.['job']}`];
      const traced = await startCli(kubevirt ?? '', [
        'trace',
        '--json',
        '--yes',
        ...args,
        ...env,
        '--',
        'automation/test.sh',
      ]);
      expect(JSON.parse(traced.stdout)).toMatchObject({
        filters: [{ labelFilter: wanted?.['labelFilter'] }],
      });
    },
  );
});
