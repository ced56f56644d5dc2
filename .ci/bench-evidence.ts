// How fast reports are admitted to the ledger, rows decided and documents edited. Called with "admit" or "decide" and
// folders, it is the process that is measured.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../src/core/median.ts';
import type { Spec } from '../src/core/types.ts';
import { directoryStore } from '../src/evidence/ledger/directory-store.ts';
import { withLedger } from '../src/evidence/ledger/ledger.ts';
import { readSource } from '../src/evidence/ledger/read-source.ts';
import { DEFAULT_POLICY } from '../src/lanes/policy.ts';
import { decide } from '../src/promotion/decide.ts';
import { editStatus } from '../src/status/edit.ts';
import { createFeatureFinder } from '../src/status/features/find.ts';
import type { StatusEntry } from '../src/status/types.ts';
import { ms, ratio, row } from './bench-print.ts';

const SPECS = 1396;
const AS_OF = Date.parse('2026-11-21T12:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;
const TEXT =
  'a group of specs, a group within it, and what the spec does, in about as many words as such texts have';

const specId = (index: number): string => `spec ${index} of feature ${index % 140}: ${TEXT}`;

/** A run report as `run` writes it; every spec was selected. */
function report(index: number, runs: number): string {
  const startedAt = new Date(AS_OF - (index / runs) * 14 * DAY_MS).toISOString();
  const specs = Array.from({ length: SPECS }, (_, spec) => ({
    id: specId(spec),
    text: `[sig-compute] ${specId(spec)}`,
    labels: ['sig-compute', 'wg-arm64', 'conformance'],
    location: { file: 'tests/compute/some_test.go', line: spec },
    testIds: [`${spec}`],
    outcome: 'passed',
    attempts: [{ outcome: (spec * 31 + index) % 997 === 0 ? 'failed' : 'passed' }],
    startedAt,
    seconds: 12.345678,
  }));
  return JSON.stringify({
    schemaVersion: 1,
    tool: { name: 'lanekeeper', version: '1.0.0' },
    lane: { name: 'lane', digest: 'sha256:1', state: 'active', arch: 'arm64' },
    suite: { name: 'suite', kind: 'ginkgo', digest: 'sha256:2', commit: `c${index % 9}`, modified: false },
    node: {
      name: 'node',
      kind: 'local',
      emulated: false,
      arch: 'arm64',
      machine: {
        uname: 'aarch64',
        os: 'Linux',
        kernel: '6.12',
        hostname: 'h',
        cpuModel: 'c',
        cpus: 2,
        memoryBytes: 1024,
        accel: 'none',
        emulated: false,
      },
      start: null,
      timeoutFactor: 1,
      consoleTail: null,
      capabilities: {},
    },
    labelFilter: 'wg-arm64',
    focus: null,
    seed: 1,
    command: { argv: ['suite.test'], cwd: '/', env: {} },
    startedAt,
    endedAt: startedAt,
    exit: { code: 0, signal: null, timedOut: false },
    verdict: 'passed',
    reasons: [],
    earlierAttempts: [],
    counts: {
      passed: SPECS,
      failed: 0,
      panicked: 0,
      timedout: 0,
      interrupted: 0,
      aborted: 0,
      skipped: 0,
      pending: 0,
      excluded: 0,
      notrun: 0,
    },
    suiteFailures: [],
    specs,
  });
}

type Measured = { readonly seconds: number; readonly megabytes: number; readonly answer: unknown };

/** Measures a task in a process of its own, so that its memory is its own. */
function measure(...args: readonly string[]): Measured {
  const { stdout, stderr, status } = spawnSync(process.execPath, [import.meta.filename, ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Measured;
}

const noClaims = (): never => {
  throw new Error('a run report says everything itself');
};

async function admit(reports: string, ledger: string): Promise<number> {
  const paths = readdirSync(reports).map((name) => join(reports, name));
  return withLedger(directoryStore(ledger), async ({ admit: add }) => {
    let results = 0;
    for (let at = 0; at < paths.length; at += 50) {
      const runs = [];
      for (const path of paths.slice(at, at + 50)) runs.push((await readSource(path, null, noClaims)).run);
      await add(runs);
      results += runs.reduce((sum, run) => sum + run.results.length, 0);
    }
    return results;
  });
}

async function decideAll(ledger: string): Promise<string> {
  const specs: readonly Spec[] = Array.from({ length: SPECS }, (_, index) => ({
    id: specId(index),
    text: specId(index),
    labels: [`feature-${index % 140}`],
    location: { file: 'a_test.go', line: 1 },
    pending: false,
    serial: false,
    testIds: [`${index}`],
    path: [],
  }));
  const names = Array.from({ length: 140 }, (_, index) => `feature-${index}`);
  const place = { line: 1, column: 1 };
  const entries = names.map(
    (feature, index): StatusEntry => ({
      feature,
      arch: 'arm64',
      status: index % 2 === 0 ? 'SUPPORTED' : 'UNVERIFIED',
      qualifier: null,
      text: '',
      graduation: null,
      place,
      hold: null,
      refusal: null,
    }),
  );
  const features = Object.fromEntries(
    names.map((name) => [name, { kind: 'other' as const, verifiedBy: { filter: name } }]),
  );
  const evidence = await withLedger(directoryStore(ledger), async (open) => open.evidence());
  const decisions = decide({
    asOf: new Date(AS_OF).toISOString(),
    arch: 'arm64',
    policy: DEFAULT_POLICY,
    evidence,
    suite: {
      name: 'suite',
      arch: 'arm64',
      specs,
      lanes: [{ name: 'lane', selects: new Set(specs.map(({ id }) => id)), reasonFor: () => undefined }],
    },
    find: createFeatureFinder({ features }, 'suite', 'suite'),
    entries,
    refusals: [],
  });
  const results = evidence.runs.reduce((sum, run) => sum + run.results.length, 0);
  const counted = [...Map.groupBy(decisions, ({ code }) => code)].map(
    ([code, group]) => `${group.length} ${code}`,
  );
  return `${results.toLocaleString('en')} results: ${counted.join(', ')}`;
}

const parseAll = (texts: readonly string[]): number => {
  const start = performance.now();
  for (const text of texts) JSON.parse(text);
  return performance.now() - start;
};

/** Milliseconds that nothing but JSON.parse takes for the same bytes. */
const parseLedger = (ledger: string): number =>
  parseAll(
    directoryStore(ledger)
      .list()
      .flatMap(({ name }) => readFileSync(join(ledger, name), 'utf8').trimEnd().split('\n')),
  );

async function editTable(): Promise<void> {
  const rows = Array.from({ length: 5000 }, (_, index) => `Gate${index} | Alpha | UNVERIFIED\n`);
  const text = `# Gates\n\nFEATURE GATE | GRADUATION | STATUS\n-- | -- | --\n${rows.join('')}`;
  const settings = { path: 'x', format: 'markdown-table', arch: 'arm64', vocabulary: 'plain' } as const;
  const times: number[] = [];
  for (let run = 0; run < 9; run += 1) {
    const to = { status: 'SUPPORTED', qualifier: null } as const;
    // Another text each time: what was parsed once must not help.
    const own = `${text}\n${run}\n`;
    const changes = { rows: [{ feature: `Gate${run * 500}`, arch: 'arm64', to, because: 'x' }], lanes: [] };
    const start = performance.now();
    await editStatus(own, settings, changes);
    times.push(performance.now() - start);
  }
  const json = JSON.stringify(text);
  row('edit of a table of 5,000 rows', ms(median(times)), 'target <= 200 ms');
  row('  the first time', ms(times[0] ?? 0));
  row('  against JSON.parse of its text as a string', ratio(median(times), parseAll([json, json]) / 2));
}

export async function benchEvidence(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-bench-'));
  const { LANEKEEPER_CACHE: usual } = process.env;
  process.env['LANEKEEPER_CACHE'] = join(folder, 'cache');
  try {
    console.log('\nEvidence\n');
    const batches = [717, 716];
    for (const [batch, runs] of batches.entries()) {
      mkdirSync(join(folder, `reports-${batch}`));
      for (let index = 0; index < runs; index += 1)
        writeFileSync(join(folder, `reports-${batch}`, `${index}.json`), report(batch + index * 2, 1433));
    }
    const admissions = ['ledger-a', 'ledger-b', 'ledger'].map((name) =>
      measure('admit', join(folder, 'reports-0'), join(folder, name)),
    );
    const [, first] = admissions.toSorted((a, b) => a.seconds - b.seconds) as [Measured, Measured];
    const texts = readdirSync(join(folder, 'reports-0')).map((name) =>
      readFileSync(join(folder, 'reports-0', name), 'utf8'),
    );
    const bytes = texts.reduce((sum, text) => sum + text.length, 0);
    const perSecond = (first.answer as number) / first.seconds;
    row(
      `admit ${(first.answer as number).toLocaleString('en')} results in ${texts.length} run reports (${Math.round(bytes / 1e6)} MB)`,
      ms(first.seconds * 1000),
    );
    row('  results a second', Math.round(perSecond).toLocaleString('en'), 'target >= 200,000');
    row('  against JSON.parse of the reports', ratio(first.seconds * 1000, parseAll(texts)));
    row(
      '  the three of which this is the median',
      admissions
        .map(({ seconds }) => ms(seconds * 1000))
        .toSorted()
        .join(', '),
    );
    row('  memory at the most', `${Math.round(first.megabytes)} MB`);
    texts.length = 0;
    measure('admit', join(folder, 'reports-1'), join(folder, 'ledger'));
    const decided = measure('decide', join(folder, 'ledger'));
    row(`decide over 14 days, ${decided.answer}`, ms(decided.seconds * 1000), 'target <= 3000 ms');
    row(
      '  against JSON.parse of the ledger',
      ratio(decided.seconds * 1000, parseLedger(join(folder, 'ledger'))),
    );
    row('  memory at the most', `${Math.round(decided.megabytes)} MB`, 'target <= 700 MB');
    rmSync(join(folder, 'cache'), { recursive: true });
    const anew = measure('decide', join(folder, 'ledger'));
    row('  the same with the index made anew', ms(anew.seconds * 1000));
    row('  memory at the most', `${Math.round(anew.megabytes)} MB`);
    await editTable();
  } finally {
    // What is measured afterwards must not bring the folder back.
    if (usual === undefined) delete process.env['LANEKEEPER_CACHE'];
    else process.env['LANEKEEPER_CACHE'] = usual;
    rmSync(folder, { recursive: true, force: true });
  }
}

const [what, ...folders] = process.argv.slice(2);
if (what === 'admit' || what === 'decide') {
  const start = performance.now();
  const answer =
    what === 'admit' ? await admit(folders[0] ?? '', folders[1] ?? '') : await decideAll(folders[0] ?? '');
  const seconds = (performance.now() - start) / 1000;
  process.stdout.write(JSON.stringify({ seconds, megabytes: process.resourceUsage().maxRSS / 1024, answer }));
}
