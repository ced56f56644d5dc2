import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toLedgerFile } from '../evidence/ledger/ledger-file.ts';
import type { EvidenceRun } from '../evidence/ledger/run.ts';
import { temporaryFolder } from './cli.ts';
import { makeRun } from './evidence.ts';

export const AS_OF = '2026-11-21T12:00:00.000Z';
const DAY_MS = 24 * 60 * 60 * 1000;

/** Report of a dry run of a suite with these specs. */
const dryRunReport = (specs: readonly string[]): string =>
  JSON.stringify([
    {
      SuiteDescription: 'Suite',
      SuiteSucceeded: true,
      SuiteConfig: { RandomSeed: 1, DryRun: true },
      SpecReports: specs.map((text, index) => ({
        LeafNodeType: 'It',
        LeafNodeText: text,
        LeafNodeLocation: { FileName: 'a_test.go', LineNumber: index + 1 },
        LeafNodeLabels: ['wg-arm64'],
        State: 'passed',
      })),
    },
  ]);

const DOCUMENT = `# Devices

Device | Status
-- | --
Disk | UNVERIFIED
Net | UNVERIFIED
Sound | UNSUPPORTED
`;

/** Makes so many runs in which some specs passed, one a day up to `AS_OF`. */
export const greenRuns = (specs: readonly string[], count = 14, lane = 'lane'): readonly EvidenceRun[] =>
  Array.from({ length: count }, (_, index) =>
    makeRun(Object.fromEntries(specs.map((spec) => [spec, 'passed' as const])), {
      startedAt: new Date(Date.parse(AS_OF) - index * DAY_MS).toISOString(),
      commit: `commit${index % 4}`,
      lane,
    }),
  );

/** Puts runs into the ledger of a folder, as `record` would. */
export function addRuns(folder: string, runs: readonly EvidenceRun[]): void {
  for (const { name, content } of runs.map(toLedgerFile)) {
    const path = join(folder, 'reports/evidence', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

/**
 * Makes a folder with a lane, a status document and a suite of which each spec verifies the feature of its name.
 */
export function promotionFolder(settings = '', document = DOCUMENT): string {
  const folder = temporaryFolder({
    'lanes/lanekeeper.yaml': `suites:
  suite: { kind: ginkgo, path: suite }
nodes:
  here: { kind: local, arch: arm64, capabilitiesFrom: declaration }
status:
  devices: { path: docs/devices.md, arch: arm64 }
${settings}`,
    'lanes/lane.yaml': 'name: lane\nstate: active\nsuite: suite\narch: arm64\nnode: here\nselect: wg-arm64\n',
    'lanes/features.yaml': `features:
  Disk: { kind: device, suite: suite, verifiedBy: { text: '^disk' } }
  Net: { kind: device, suite: suite, verifiedBy: { text: '^net' } }
  Sound: { kind: device, suite: suite, verifiedBy: { text: '^sound' } }
`,
    'docs/devices.md': document,
    'suite.json': dryRunReport(['disk boots', 'net pings', 'sound plays']),
    '.gitignore': 'reports/\n',
  });
  return folder;
}

/** Arguments that every command on such a folder takes. */
export const INVENTORY = ['--inventory', 'suite.json'] as const;

export const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'init.defaultBranch=main', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();

/** Makes the folder a repository with a bare remote, and pushes it there. Gives the path of the remote. */
export function withRemote(folder: string): string {
  const remote = join(temporaryFolder(), 'remote.git');
  git(folder, 'init', '--quiet');
  git(folder, 'config', 'user.name', 'Tess Ter');
  git(folder, 'config', 'user.email', 'tess@example.org');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'Start');
  git(folder, 'init', '--quiet', '--bare', remote);
  git(folder, 'remote', 'add', 'origin', remote);
  git(folder, 'push', '--quiet', 'origin', 'main');
  return remote;
}
