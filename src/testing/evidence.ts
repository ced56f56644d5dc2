import type { Outcome } from '../core/types.ts';
import type { Evidence } from '../evidence/ledger/indexed-run.ts';
import { toLedgerFile } from '../evidence/ledger/ledger-file.ts';
import { createSpecNumbers, packResults } from '../evidence/ledger/packed-results.ts';
import type { EvidenceRun, RunHeader, SpecEvidence } from '../evidence/ledger/run.ts';

type RunParts = Partial<Omit<RunHeader, 'lane' | 'node' | 'suite'>> & {
  readonly lane?: string;
  readonly emulated?: boolean;
  /** Whether nobody probed the node. */
  readonly unprobed?: boolean;
  readonly commit?: string | null;
  readonly modified?: boolean;
  readonly url?: string;
};

/** Makes a run of a native arm64 lane, with results of specs by their ids. */
export function makeRun(
  results: Readonly<Record<string, Outcome | readonly Outcome[]>>,
  {
    lane = 'lane',
    emulated = false,
    unprobed = false,
    commit = 'c0ffee',
    modified = false,
    url = 'https://example.org/1',
    ...header
  }: RunParts = {},
): EvidenceRun {
  const startedAt = header.startedAt ?? '2026-11-20T08:00:00.000Z';
  return {
    header: {
      schemaVersion: 1,
      suite: { name: 'suite', kind: 'ginkgo', digest: 'sha256:1', commit, modified },
      lane: { name: lane, digest: 'sha256:2' },
      arch: 'arm64',
      node: {
        name: 'node',
        kind: emulated ? 'qemu-system' : 'local',
        emulated,
        machine: unprobed
          ? null
          : {
              uname: 'aarch64',
              os: 'Linux',
              kernel: '6.12',
              hostname: 'h',
              cpuModel: 'c',
              cpus: 2,
              memoryBytes: 1024,
              accel: emulated ? 'tcg' : 'none',
              emulated,
            },
        emulator: emulated ? 'QEMU 7.2' : null,
      },
      command: { argv: ['suite.test'], cwd: '/', env: {} },
      seed: 1,
      labelFilter: 'wg-arm64',
      focus: null,
      endedAt: startedAt,
      exitCode: 0,
      failFast: false,
      verdict: 'passed',
      reasons: [],
      ...header,
      startedAt,
    },
    results: Object.entries(results).map(
      ([id, outcomes]): SpecEvidence => ({
        // `name [test_id:7]` has the number as its alias.
        id: id.replace(/ \[test_id:\d+\]/, ''),
        testIds: /\[test_id:(\d+)\]/.exec(id)?.slice(1, 2) ?? [],
        attempts: typeof outcomes === 'string' ? [outcomes] : outcomes,
        seconds: 1,
      }),
    ),
    origin: { source: { kind: 'run-report', digest: 'sha256:3' }, url },
  };
}

/** Evidence of a ledger with these runs. */
export function evidenceOf(runs: readonly EvidenceRun[]): Evidence {
  const numbers = createSpecNumbers([]);
  return {
    specs: numbers.specs,
    runs: runs.map((run) => {
      const { name, key } = toLedgerFile(run);
      const results = packResults(run.results, numbers.numberOf);
      return { file: name, key, header: run.header, origin: run.origin, results };
    }),
  };
}
