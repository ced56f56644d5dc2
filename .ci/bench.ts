// Prints how fast the built command line is, as ratios against a baseline of the same run.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../src/core/median.ts';
import { parseLabelFilter } from '../src/lanes/label-filter/index.ts';
import { parseGinkgoReport, specsOf } from '../src/suites/ginkgo/report.ts';
import { benchEvidence } from './bench-evidence.ts';
import { benchNodes } from './bench-nodes.ts';
import { ms, ratio, row } from './bench-print.ts';
import { benchSite } from './bench-site.ts';
import { benchSource } from './bench-source.ts';

const ROOT = join(import.meta.dirname, '..');
const RUNS = 31;

/** Medians of several things in milliseconds, measured in turns so that a slow moment hits all alike. */
function race<Name extends string>(things: Readonly<Record<Name, () => void>>): Record<Name, number> {
  const names = Object.keys(things) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let run = -3; run < RUNS; run += 1)
    for (const name of names) {
      const start = performance.now();
      things[name]();
      if (run >= 0) times[name].push(performance.now() - start);
    }
  return Object.fromEntries(names.map((name) => [name, median(times[name])])) as Record<Name, number>;
}

const start =
  (...args: readonly string[]) =>
  (): void => {
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 });
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  };

/**
 * Path and origin of an inventory: KubeVirt's report where it is, else one of the same size: 1,396 specs, 1.4 MB.
 */
function inventoryIn(folder: string): { path: string; origin: string } {
  const real = join(ROOT, '../shared/kubevirt/dry-run.json');
  if (existsSync(real)) return { path: real, origin: 'KubeVirt’s' };
  const location = { FileName: 'tests/some_test.go', LineNumber: 7 };
  const spec = (index: number): object => ({
    ContainerHierarchyTexts: ['[sig-compute]a group of specs', 'a group within'],
    ContainerHierarchyLocations: [location, location],
    ContainerHierarchyLabels: [['sig-compute', 'Serial'], index % 12 === 0 ? ['wg-arm64'] : null],
    LeafNodeType: 'It',
    LeafNodeLocation: location,
    LeafNodeLabels: index % 7 === 0 ? ['requires-two-schedulable-nodes'] : [],
    LeafNodeText: `[test_id:${index}]does what it should do ${'and more '.repeat(40)}`,
    State: 'passed',
    StartTime: '2026-11-21T00:52:31.996731332Z',
  });
  const report = {
    SuiteSucceeded: true,
    SuiteConfig: { RandomSeed: 1 },
    SpecReports: Array.from({ length: 1396 }, (_, index) => spec(index)),
  };
  const path = join(folder, 'dry-run.json');
  writeFileSync(path, JSON.stringify([report], null, 1));
  return { path, origin: 'a made-up' };
}

const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-bench-'));
try {
  const { path, origin } = inventoryIn(folder);
  const text = readFileSync(path, 'utf8');
  const cli = join(ROOT, 'dist/cli.js');
  const times = race({
    node: start('-e', '0'),
    list: start(cli, 'list', 'wg-arm64', '--inventory', path, '--json'),
    help: start(cli, '--help'),
    parse: () => void JSON.parse(text),
  });
  console.log(
    `Node ${process.version}, medians of ${RUNS} runs, on ${origin} report of ${(text.length / 1e6).toFixed(1)} MB\n`,
  );
  row('node -e 0', ms(times.node));
  row('JSON.parse of the report, in process', ms(times.parse));
  row('lanekeeper list wg-arm64 --json', ms(times.list));
  row('  against node -e 0', ratio(times.list, times.node), 'target <= 4 x');
  row('  less node -e 0, against JSON.parse', ratio(times.list - times.node, times.parse));
  row('lanekeeper --help', ms(times.help));
  row('  against node -e 0', ratio(times.help, times.node), 'target <= 3 x');

  const specs = specsOf(parseGinkgoReport(text, ''));
  const filter = parseLabelFilter(
    '(!flake-check)&&((wg-arm64 && !(ACPI,requires-two-schedulable-nodes,cpumodel,requires-amd64))&&(!Windows)&&(!QUARANTINE))',
  );
  const evaluate = race({ all: () => void specs.filter(({ labels }) => filter.matches(labels)) });
  row(`one filter on ${specs.length} specs, in process`, ms(evaluate.all));
  row(
    '  filter evaluations per second',
    Math.round(specs.length / (evaluate.all / 1000)).toLocaleString('en'),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

await benchSource();
await benchEvidence();
await benchSite();
for (const arch of ['arm64', 'riscv64']) await benchNodes(arch);
