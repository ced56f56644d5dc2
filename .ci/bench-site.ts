// How fast a report site is written and its first page becomes usable: 1,400 specs, 60 runs, 4 architectures.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ARCHITECTURES } from '../src/core/architectures.ts';
import { median } from '../src/core/median.ts';
import type { Outcome } from '../src/core/types.ts';
import { toLedgerFile } from '../src/evidence/ledger/ledger-file.ts';
import { findChromium } from '../src/testing/chromium.ts';
import { ms, ratio, row } from './bench-print.ts';

const SPECS = 1400;
const RUNS = 60;
const FEATURES = 140;
const ARCHES = ['amd64', 'arm64', 'riscv64', 's390x'];
const AS_OF = Date.parse('2026-11-21T12:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;
const CLI = join(import.meta.dirname, '../dist/cli.js');

const specId = (index: number): string =>
  `[sig-compute] feature-${index % FEATURES} spec ${index} of a group of specs and what it does, in about as many words as such texts have`;

function write(folder: string, name: string, content: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}

function configure(folder: string): void {
  const documents = ARCHES.map((arch) => `  ${arch}: { path: docs/${arch}.md, arch: ${arch} }\n`).join('');
  const nodes = ARCHES.map(
    (arch) => `  n-${arch}: { kind: local, arch: ${arch}, capabilitiesFrom: declaration }\n`,
  ).join('');
  write(
    folder,
    'lanes/lanekeeper.yaml',
    `suites:\n  suite: { kind: ginkgo, path: suite }\nnodes:\n${nodes}status:\n${documents}`,
  );
  const features = Array.from(
    { length: FEATURES },
    (_, index) =>
      `  Feature${index}: { kind: device, suite: suite, verifiedBy: { text: 'feature-${index} ' } }\n`,
  );
  write(folder, 'lanes/features.yaml', `features:\n${features.join('')}`);
  for (const arch of ARCHES) {
    write(
      folder,
      `lanes/${arch}.yaml`,
      `name: lane-${arch}\nstate: active\nsuite: suite\narch: ${arch}\nnode: n-${arch}\nselect: own\n`,
    );
    const rows = Array.from(
      { length: FEATURES },
      (_, index) => `Feature${index} | ${index % 2 === 0 ? 'SUPPORTED' : 'UNVERIFIED'}\n`,
    );
    write(folder, `docs/${arch}.md`, `# Devices\n\nDevice | Status\n-- | --\n${rows.join('')}`);
  }
  const report = {
    SuiteSucceeded: true,
    SuiteConfig: { RandomSeed: 1, DryRun: true },
    SpecReports: Array.from({ length: SPECS }, (_, index) => ({
      LeafNodeType: 'It',
      LeafNodeText: specId(index),
      LeafNodeLocation: { FileName: 'a_test.go', LineNumber: index + 1 },
      LeafNodeLabels: ['own'],
      State: 'passed',
    })),
  };
  write(folder, 'suite.json', JSON.stringify([report]));
}

/**
 * Fills a ledger as `record` leaves it: one result in two hundred is red, one in five hundred a flake. Gives its
 * size in bytes.
 */
function fillLedger(folder: string): number {
  let bytes = 0;
  for (const [place, arch] of ARCHES.entries())
    for (let run = 0; run < RUNS; run += 1) {
      const startedAt = new Date(AS_OF - (run / 2) * DAY_MS - place * 1000).toISOString();
      const attemptsOf = (spec: number): readonly Outcome[] =>
        (spec * 31 + run * 7 + place) % 200 === 0
          ? ['failed']
          : (spec * 17 + run) % 500 === 0
            ? ['failed', 'passed']
            : ['passed'];
      const { name, content } = toLedgerFile({
        header: {
          schemaVersion: 1,
          suite: {
            name: 'suite',
            kind: 'ginkgo',
            digest: 'sha256:1',
            commit: `${run % 9}`.repeat(40),
            modified: false,
          },
          lane: { name: `lane-${arch}`, digest: 'sha256:2' },
          arch,
          node: {
            name: `n-${arch}`,
            kind: 'local',
            emulated: false,
            machine: {
              uname: ARCHITECTURES.find(({ go }) => go === arch)?.uname[0] ?? arch,
              os: 'Linux',
              kernel: '6.12',
              hostname: 'h',
              cpuModel: 'a processor',
              cpus: 8,
              memoryBytes: 2 ** 34,
              accel: 'none',
              emulated: false,
            },
            emulator: null,
          },
          command: { argv: ['suite.test', '--ginkgo.label-filter', 'own'], cwd: '/', env: {} },
          seed: 1,
          labelFilter: 'own',
          focus: null,
          startedAt,
          endedAt: new Date(Date.parse(startedAt) + 3_600_000).toISOString(),
          exitCode: 1,
          failFast: false,
          verdict: 'failed',
          reasons: ['some specs failed'],
        },
        results: Array.from({ length: SPECS }, (_, spec) => ({
          id: specId(spec),
          testIds: [],
          attempts: attemptsOf(spec),
          seconds: (spec % 97) + 0.5,
          ...(attemptsOf(spec)[0] === 'failed' ? { failure: `expected ${spec} to be there` } : {}),
        })),
        origin: { source: { kind: 'run-report', digest: 'sha256:3' }, url: null },
      });
      write(join(folder, 'reports/evidence'), name, content.toString());
      bytes += content.length;
    }
  return bytes;
}

type Written = { readonly seconds: number; readonly megabytes: number };

/** Writes a site, and measures the most memory that the process had. */
function writeSite(folder: string): Written {
  const start = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,process.on('exit',()=>process.stderr.write('\\npeak '+process.resourceUsage().maxRSS))`,
      CLI,
      'report',
      '--site',
      'site',
      '--inventory',
      'suite.json',
      '--as-of',
      new Date(AS_OF).toISOString(),
    ],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, LANEKEEPER_CACHE: join(folder, 'cache') } },
  );
  const seconds = (performance.now() - start) / 1000;
  const peak = /peak (\d+)$/.exec(stderr)?.[1];
  if (status !== 0 || peak === undefined) throw new Error(stderr);
  return { seconds, megabytes: Number(peak) / 1024 };
}

function pagesOf(folder: string): readonly { readonly name: string; readonly bytes: number }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .map((name) => ({ name, bytes: statSync(join(folder, name)).size }));
}

/** Milliseconds until the page has its script's tools and answers to a search. */
async function interactive(page: string): Promise<number | undefined> {
  const executablePath = findChromium();
  if (executablePath === undefined) return undefined;
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const times: number[] = [];
    for (let run = 0; run < 7; run += 1) {
      const tab = await browser.newPage();
      const start = performance.now();
      await tab.goto(pathToFileURL(page).href);
      await tab.fill('input[name=q]', 'Feature77');
      await tab.getByText(`1 of ${FEATURES} rows`).waitFor();
      times.push(performance.now() - start);
      await tab.close();
    }
    return median(times);
  } finally {
    await browser.close();
  }
}

export async function benchSite(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-bench-site-'));
  try {
    configure(folder);
    const bytes = fillLedger(folder);
    console.log(
      `\nReport site: ${SPECS} specs, ${RUNS} runs on each of ${ARCHES.length} architectures, a ledger of ${(bytes / 1e6).toFixed(0)} MB\n`,
    );
    const cold = writeSite(folder);
    const warm = [1, 2, 3].map(() => writeSite(folder));
    const seconds = median(warm.map((each) => each.seconds));
    const parse = ledgerParse(folder);
    row('JSON.parse of the ledger’s lines', ms(parse * 1000));
    row('report --site, the ledger as record leaves it', `${seconds.toFixed(2)} s`, 'target <= 3 s');
    row('  against that JSON.parse', ratio(seconds, parse));
    row('  with a ledger that was never indexed', `${cold.seconds.toFixed(2)} s`);
    row(
      '  most memory',
      `${Math.max(...warm.map((each) => each.megabytes)).toFixed(0)} MB`,
      'target <= 600 MB',
    );
    const pages = pagesOf(join(folder, 'site'));
    const largest = pages.toSorted((a, b) => b.bytes - a.bytes)[0];
    const kilobytes = (value: number): string => `${(value / 1000).toFixed(0)} kB`;
    row('pages', `${pages.length}`);
    row(
      'the matrix page',
      kilobytes(pages.find(({ name }) => name === 'index.html')?.bytes ?? 0),
      'target <= 400 kB',
    );
    row(`the largest page, ${largest?.name}`, kilobytes(largest?.bytes ?? 0), 'target <= 3000 kB');
    const usable = await interactive(join(folder, 'site/index.html'));
    row(
      'the matrix in Chromium: loaded, searched, answered',
      usable === undefined ? 'no Chromium' : ms(usable),
      'target <= 1000 ms',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds that nothing but JSON.parse takes for the same bytes. */
function ledgerParse(folder: string): number {
  const root = join(folder, 'reports/evidence');
  const lines = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(root, name), 'utf8').trimEnd().split('\n'));
  const start = performance.now();
  for (const line of lines) JSON.parse(line);
  return (performance.now() - start) / 1000;
}
