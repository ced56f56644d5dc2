import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY, SHARED, startCli, temporaryFolder } from '../../testing/cli.ts';

const KUBEVIRT = join(SHARED, 'kubevirt/dry-run.json');

/** Makes a folder with the real documents, and the lanes and features that we ship. */
function kubevirtFolder(): string {
  const folder = temporaryFolder();
  cpSync(join(REPOSITORY, 'lanes'), join(folder, 'lanes'), { recursive: true });
  mkdirSync(join(folder, 'docs'));
  const documents = ['device-status-arm64.md', 'feature-gate-status-arm64.md'];
  for (const name of documents)
    writeFileSync(join(folder, 'docs', name), readFileSync(join(SHARED, 'status', name)));
  const settings = readFileSync(join(folder, 'lanes/lanekeeper.yaml'), 'utf8');
  const ours = settings.slice(0, settings.search(/^status:$/m));
  writeFileSync(
    join(folder, 'lanes/lanekeeper.yaml'),
    `${ours}status:\n${documents.map((name, index) => `  d${index}: { path: docs/${name}, arch: arm64 }\n`).join('')}`,
  );
  return folder;
}

describe.skipIf(!existsSync(KUBEVIRT))(
  'KubeVirt’s status documents (skipped where its data is absent)',
  () => {
    it('are found to drift where it was measured, by themselves', async () => {
      const { exitCode, stdout } = await startCli(kubevirtFolder(), [
        'status',
        'check',
        '--inventory',
        KUBEVIRT,
        '--json',
      ]);
      expect(exitCode).toBe(1);
      const drift = (
        JSON.parse(stdout) as {
          drift: { code: string; file: string; reason: string; place: { line: number } }[];
        }
      ).drift;
      const found = drift.map(
        ({ code, file, place, reason }) => `${file}:${place.line}: ${code}: ${reason.split(/[ ,:]/)[0]}`,
      );
      expect(found).toEqual([
        'docs/device-status-arm64.md:25: lane-selects-nothing: the',
        'docs/device-status-arm64.md:32: claim-without-test: Disks',
        'docs/device-status-arm64.md:35: claim-without-test: Interfaces',
        'docs/device-status-arm64.md:37: claim-without-test: AutoattachPodInterface',
        'docs/device-status-arm64.md:43: claim-not-selected: NetworkInterfaceMultiQueue',
        'docs/feature-gate-status-arm64.md:24: lane-selects-nothing: the',
        'docs/feature-gate-status-arm64.md:47: claim-not-selected: HostDiskGate',
        'docs/feature-gate-status-arm64.md:52: claim-only-touched: ImageVolume',
        'docs/feature-gate-status-arm64.md:60: misspelt-name: NetworkBindingPlugingsGate',
      ]);
    });

    it('are not edited without evidence', async () => {
      const { exitCode, stdout, stderr } = await startCli(kubevirtFolder(), [
        'promote',
        '--inventory',
        KUBEVIRT,
      ]);
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
      expect(stderr).toContain('docs/feature-gate-status-arm64.md: 59 rows:');
    });
  },
);
