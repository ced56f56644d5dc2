import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Outcome } from '../core/types.ts';
import { toLedgerFile } from '../evidence/ledger/ledger-file.ts';
import type { EvidenceRun } from '../evidence/ledger/run.ts';
import { countOutcomes, type RunReport, type RunSpec } from '../evidence/report/run-report.ts';
import { startCli } from './cli.ts';
import { makeRun } from './evidence.ts';

const SITE_AS_OF = '2026-11-21T08:00:00.000Z';
const HOUR_MS = 3_600_000;

/** Text that tries to be more than text. */
export const HOSTILE =
  '<script>alert(1)</script> ]]> "><img src=x onerror=alert(2)> &amp; \u001b[31mred\u001b[0m \u202egnp.exe \ud800 javascript:alert(3)';

const SPECS = {
  disk: 'disk boots',
  net: 'net pings',
  tpm: 'tpm answers commands',
  rng: 'rng gives bytes',
  hostile: `hostile ${HOSTILE}`,
  others: Array.from({ length: 7 }, (_, index) => `volume ${index} is mounted`),
};

const all = [SPECS.disk, SPECS.net, SPECS.tpm, SPECS.rng, SPECS.hostile, ...SPECS.others];

const write = (folder: string, name: string, content: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
};

function configure(folder: string): void {
  write(
    folder,
    'lanes/lanekeeper.yaml',
    `suites:
  suite: { kind: ginkgo, path: suite }
nodes:
  arm64-cluster: { kind: local, arch: arm64, capabilitiesFrom: declaration }
  riscv64-board: { kind: local, arch: riscv64, capabilitiesFrom: declaration }
rules:
  tpm: { labels: [tpm], needs: { tpm: true }, because: the spec needs a TPM }
status:
  arm64: { path: docs/arm64.md, arch: arm64 }
  riscv64: { path: docs/riscv64.md, arch: riscv64 }
`,
  );
  for (const [arch, node] of [
    ['arm64', 'arm64-cluster'],
    ['riscv64', 'riscv64-board'],
  ])
    write(
      folder,
      `lanes/wg-${arch}.yaml`,
      `name: wg-${arch}\nstate: active\nsuite: suite\narch: ${arch}\nnode: ${node}\nselect: own\ndescription: ${JSON.stringify(`The lane of ${arch} ${HOSTILE.replaceAll('\u001b', '')}`)}\n`,
    );
  write(
    folder,
    'lanes/features.yaml',
    `features:
  Disk: { kind: device, suite: suite, verifiedBy: { text: 'disk boots' } }
  Net: { kind: device, suite: suite, verifiedBy: { text: 'net pings' } }
  TPM: { kind: device, suite: suite, verifiedBy: { text: 'tpm answers' } }
  Rng: { kind: device, suite: suite, verifiedBy: { text: 'rng gives' } }
  '<img src=x onerror=alert(4)>': { kind: device, suite: suite, verifiedBy: { text: '^hostile' } }
`,
  );
  write(
    folder,
    'docs/arm64.md',
    '# Devices\n\nDevice | Status\n-- | --\nDisk | SUPPORTED\nNet | SUPPORTED\nTPM | UNVERIFIED\nRng | UNVERIFIED\n<img src=x onerror=alert(4)> | UNVERIFIED\n',
  );
  write(
    folder,
    'docs/riscv64.md',
    '# Devices\n\nDevice | Status\n-- | --\nDisk | UNVERIFIED\nNet | UNVERIFIED\nTPM | UNSUPPORTED\nRng | PENDING\n',
  );
  write(
    folder,
    'suite.json',
    JSON.stringify([
      {
        SuiteSucceeded: true,
        SuiteConfig: { RandomSeed: 1, DryRun: true },
        SpecReports: all.map((text, index) => ({
          LeafNodeType: 'It',
          LeafNodeText: text,
          LeafNodeLocation: { FileName: 'a_test.go', LineNumber: index + 1 },
          LeafNodeLabels: ['own', ...(text === SPECS.tpm ? ['tpm'] : [])],
          State: 'passed',
        })),
      },
    ]),
  );
}

/** Runs of twenty days, green except that some specs failed in the newest run. */
function runsOf(lane: string, arch: string, red: readonly string[]): readonly EvidenceRun[] {
  return Array.from({ length: 20 }, (_, day) => {
    const startedAt = new Date(Date.parse(SITE_AS_OF) - (day * 24 + 2) * HOUR_MS).toISOString();
    const outcomeOf = (spec: string): Outcome | readonly Outcome[] =>
      day === 0 && red.includes(spec)
        ? 'failed'
        : day === 5 && spec === SPECS.rng
          ? ['failed', 'passed']
          : 'passed';
    const run = makeRun(
      Object.fromEntries(all.filter((spec) => spec !== SPECS.tpm).map((spec) => [spec, outcomeOf(spec)])),
      {
        lane,
        arch,
        startedAt,
        endedAt: new Date(Date.parse(startedAt) + HOUR_MS).toISOString(),
        commit: `${day % 4}`.repeat(40),
        verdict: day === 0 && red.length > 0 ? 'failed' : 'passed',
        reasons: day === 0 && red.length > 0 ? [`${red.length} specs failed ${HOSTILE}`] : [],
        url: day === 0 ? 'javascript:alert(5)' : 'https://ci.example.org/job/1',
      },
    );
    const machine = run.header.node.machine;
    return {
      ...run,
      header: {
        ...run.header,
        suite: { ...run.header.suite },
        node: {
          ...run.header.node,
          machine:
            machine === null
              ? null
              : { ...machine, uname: arch === 'arm64' ? 'aarch64' : arch, cpuModel: HOSTILE },
        },
      },
      results: run.results.map((result) =>
        result.attempts.at(-1) === 'failed'
          ? { ...result, failure: `expected a pong from ${HOSTILE}\n\u001b[1;32mgreen\u001b[0m` }
          : result,
      ),
    };
  });
}

/** Report of tonight’s run on arm64, with times, processes, several attempts, and output without end. */
function nightReport(): string {
  const startedAt = Date.parse(SITE_AS_OF) - 2 * HOUR_MS;
  const specs: readonly RunSpec[] = all.map((text, index) => {
    const isExcluded = text === SPECS.tpm;
    const failure = {
      message: `expected a pong from ${HOSTILE}\n\u001b[1;32mgreen\u001b[0m`,
      location: null,
    };
    const isRed = text === SPECS.net;
    return {
      id: text,
      text,
      labels: ['own', HOSTILE],
      location: { file: 'a_test.go', line: index + 1 },
      testIds: [],
      outcome: isExcluded ? 'excluded' : isRed ? 'failed' : 'passed',
      attempts: isExcluded
        ? []
        : isRed
          ? [
              { outcome: 'failed', failure },
              { outcome: 'failed', failure },
            ]
          : [{ outcome: 'passed' }],
      startedAt: isExcluded ? null : new Date(startedAt + index * 60_000).toISOString(),
      seconds: isExcluded ? 0 : 55 + index,
      ...(isExcluded ? {} : { process: 1 + (index % 3) }),
      ...(isRed ? { output: `${'x'.repeat(5_000_000)}\n${HOSTILE}\n${'a line\n'.repeat(40)}the end` } : {}),
      ...(isExcluded
        ? { exclusion: { rule: 'tpm', because: 'the spec needs a TPM', label: 'tpm', labelAt: null } }
        : {}),
    };
  });
  const report: RunReport = {
    schemaVersion: 1,
    tool: { name: 'lanekeeper', version: '1.2.3' },
    lane: { name: 'wg-arm64', digest: 'sha256:1', state: 'active', arch: 'arm64' },
    suite: { name: 'suite', kind: 'ginkgo', digest: 'sha256:2', commit: '5'.repeat(40), modified: false },
    node: {
      name: 'arm64-cluster',
      kind: 'local',
      emulated: false,
      arch: 'arm64',
      machine: {
        uname: 'aarch64',
        os: 'Linux',
        kernel: '6.12',
        hostname: HOSTILE,
        cpuModel: HOSTILE,
        cpus: 8,
        memoryBytes: 2 ** 34,
        accel: 'none',
        emulated: false,
      },
      start: null,
      timeoutFactor: 1,
      consoleTail: null,
      capabilities: {},
    },
    labelFilter: 'own && !tpm',
    focus: null,
    job: null,
    merged: [],
    seed: 7,
    command: { argv: ['suite.test', '--ginkgo.label-filter=own && !tpm'], cwd: '/', env: {} },
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(startedAt + HOUR_MS).toISOString(),
    exit: { code: 1, signal: null, timedOut: false },
    verdict: 'failed',
    reasons: [`1 spec failed ${HOSTILE}`],
    earlierAttempts: [],
    counts: countOutcomes(specs),
    suiteFailures: [],
    specs,
  };
  return JSON.stringify(report);
}

/**
 * Makes a site of two architectures: tonight a spec of arm64 fails in a run that can be trusted, and on riscv64 a
 * cluster breaks down. Strangers wrote some of its texts. Gives the folder of the site; the caller removes the one
 * around it.
 */
export async function makeSite(): Promise<{ readonly folder: string; readonly site: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-site-'));
  configure(folder);
  const runs = [
    // Tonight’s run of arm64 is recorded from its report.
    ...runsOf('wg-arm64', 'arm64', []).slice(1),
    ...runsOf('wg-riscv64', 'riscv64', SPECS.others),
  ];
  for (const run of runs) {
    const { name, content } = toLedgerFile(run);
    write(folder, join('reports/evidence', name), content.toString());
  }
  write(folder, 'reports/wg-arm64/report.json', nightReport());
  for (const args of [
    ['record', '--url', 'javascript:alert(5)', 'reports/wg-arm64/report.json'],
    ['report', '--site', 'site', '--inventory', 'suite.json', '--as-of', SITE_AS_OF],
  ]) {
    const { exitCode, stderr } = await startCli(folder, args);
    if (exitCode !== 0) throw new Error(stderr);
  }
  return { folder, site: join(folder, 'site') };
}
