// How fast a suite's source is read: against ginkgo outline on the same files, and against a dry run of the binary.
import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { median } from '../src/core/median.ts';
import { ratio, row } from './bench-print.ts';

const ROOT = join(import.meta.dirname, '..');
const CLI = join(ROOT, 'dist/cli.js');
const SPECS = 1396;
const FILES = 156;
const PACKAGES = 67;
const RUNS = 5;

/** Body of a leaf of the usual length: most of a suite's text, and nothing to an inventory. */
const BODY = Array.from(
  { length: 13 },
  (_, line) =>
    `\t\t\tvalue${line} := fmt.Sprintf("%s-%d", strings.Repeat("some text", ${line}), len(os.Args)+${line})\n\t\t\tif value${line} == "" {\n\t\t\t\tFail("expected something else, and found " + value${line})\n\t\t\t}\n`,
).join('');

/** Makes a Ginkgo suite in so many packages, the size of KubeVirt's: 156 files, 3.3 MB, 1396 specs. */
function makeSuite(folder: string, specs: number): void {
  cpSync(join(ROOT, 'fixtures/constructs/go.sum'), join(folder, 'go.sum'));
  const goMod = readFileSync(join(ROOT, 'fixtures/constructs/go.mod'), 'utf8');
  writeFileSync(join(folder, 'go.mod'), goMod.replace(/^module .*/, 'module example.org/suite'));
  const files = Math.round((specs / SPECS) * FILES);
  const perFile = Math.ceil(specs / files);
  for (let file = 0; file < files; file += 1) {
    const name = `p${file % PACKAGES}`;
    const own = Math.max(0, Math.min(perFile, specs - file * perFile));
    const leaves = Array.from(
      { length: own },
      (_, leaf) =>
        `\t\tIt(fmt.Sprintf("[test_id:%d] does what it should", ${file * perFile + leaf}), ${leaf % 3 === 0 ? 'labels.Slow, ' : ''}func() {\n${BODY}\t\t})\n`,
    );
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(
      join(folder, name, `file${file}.go`),
      `package ${name}\n\nimport (\n\t"fmt"\n\t"os"\n\t"strings"\n\n\t"example.org/suite/labels"\n\t. "github.com/onsi/ginkgo/v2"\n)\n\nvar _ = Describe("group ${file}", labels.Sig, func() {\n\tContext("within", func() {\n${leaves.join('')}\t})\n})\n\nvar _, _, _ = fmt.Sprint, os.Args, strings.Repeat\nvar _ = labels.Slow\n`,
    );
  }
  mkdirSync(join(folder, 'labels'));
  writeFileSync(
    join(folder, 'labels/labels.go'),
    'package labels\n\nimport . "github.com/onsi/ginkgo/v2"\n\nvar (\n\tSlow = Label("slow")\n\tSig  = Label("sig")\n)\n',
  );
  const imports = Array.from({ length: PACKAGES }, (_, index) => `\t_ "example.org/suite/p${index}"\n`).join(
    '',
  );
  writeFileSync(
    join(folder, 'suite_test.go'),
    `package suite_test\n\nimport (\n\t"testing"\n\n\t. "github.com/onsi/ginkgo/v2"\n\n${imports})\n\nfunc TestSuite(t *testing.T) { RunSpecs(t, "suite") }\n`,
  );
}

/** Module that prints the peak of a process's memory when it ends. */
const PEAK = `data:text/javascript,process.on('exit',()=>process.stderr.write('\\npeak '+process.resourceUsage().maxRSS))`;

type Measured = { readonly seconds: number; readonly megabytes: number };

function measure(cache: string, ...args: readonly string[]): Measured {
  const start = performance.now();
  const ended = spawnSync(process.execPath, ['--import', PEAK, CLI, ...args], {
    env: { ...process.env, LANEKEEPER_CACHE: cache },
    maxBuffer: 256 * 1024 * 1024,
    encoding: 'utf8',
  });
  const seconds = (performance.now() - start) / 1000;
  const [, peak = '0'] = /peak (\d+)/.exec(ended.stderr) ?? [];
  // 1 says that something is left to say of the suite; its specs are listed all the same.
  if (ended.status !== 0 && ended.status !== 1) throw new Error(ended.stderr);
  return { seconds, megabytes: Number(peak) / 1024 };
}

const list = (folder: string, cache: string): Measured =>
  measure(cache, 'inventory', 'list', folder, '--json');

const orFail = (ended: SpawnSyncReturns<string>): string => {
  if (ended.status !== 0) throw new Error(ended.stderr);
  return ended.stdout;
};

const run = (cwd: string, command: string, ...args: readonly string[]): string =>
  orFail(spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 }));

function timed(action: () => void): number {
  const start = performance.now();
  action();
  return (performance.now() - start) / 1000;
}

const repeat = <T>(action: () => T): T[] => Array.from({ length: RUNS }, action);
const seconds = (value: number): string => `${value.toFixed(2)} s`;

/** Milliseconds that a running `--watch` takes to list again, for each of some changes of a file. */
async function relist(folder: string, file: string): Promise<number> {
  const watching = spawn(process.execPath, [CLI, 'inventory', 'list', folder, '--watch'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const times: number[] = [];
  try {
    for await (const line of createInterface({ input: watching.stderr })) {
      const [, took] = / in (\d+) ms$/.exec(line) ?? [];
      if (took !== undefined) times.push(Number(took));
      if (times.length > RUNS) break;
      appendFileSync(file, '// changed\n');
    }
  } finally {
    watching.kill('SIGKILL');
  }
  return median(times);
}

type Suite = { readonly title: string; readonly folder: string; readonly file: string };

async function readSuite(scratch: string, { title, folder, file }: Suite) {
  const before = readFileSync(file);
  try {
    const cold = repeat(() => {
      const cache = mkdtempSync(join(scratch, 'cache-'));
      return list(folder, cache);
    });
    const cache = join(scratch, 'warm');
    list(folder, cache);
    const warm = repeat(() => {
      appendFileSync(file, '// changed\n');
      return list(folder, cache);
    });
    const again = await relist(folder, file);
    const time = median(cold.map((each) => each.seconds));
    row(`inventory of ${title}, cold, whole process`, seconds(time), '<= 2 s');
    row('  its memory', `${median(cold.map(({ megabytes }) => megabytes)).toFixed(0)} MB`, '<= 400 MB');
    row('  warm, one file changed, listed again by --watch', `${again} ms`, '<= 300 ms');
    row('  warm, one file changed, whole process', seconds(median(warm.map((each) => each.seconds))));
    return time;
  } finally {
    writeFileSync(file, before);
  }
}

export async function benchSource(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'lanekeeper-bench-source-'));
  try {
    const folder = join(scratch, 'suite');
    mkdirSync(folder);
    makeSuite(folder, SPECS);
    const cold = await readSuite(scratch, {
      title: `${SPECS} specs`,
      folder,
      file: join(folder, 'p1/file1.go'),
    });
    const ginkgo = join(scratch, 'ginkgo');
    run(folder, 'go', 'build', '-o', ginkgo, 'github.com/onsi/ginkgo/v2/ginkgo');
    const binary = join(scratch, 'suite.test');
    const build = timed(() => run(folder, 'go', 'test', '-c', '-o', binary, '.'));
    const dryRun = median(
      repeat(() =>
        timed(() =>
          run(
            folder,
            binary,
            '--ginkgo.dry-run',
            '--ginkgo.succinct',
            `--ginkgo.json-report=${join(scratch, 'report.json')}`,
          ),
        ),
      ),
    );
    const outline = timed(() => {
      for (let file = 0; file < FILES; file += 1)
        run(
          folder,
          ginkgo,
          'outline',
          '--format=json',
          join(folder, `p${file % PACKAGES}`, `file${file}.go`),
        );
    });
    row('  against ginkgo outline on the same files', ratio(cold, outline), `of ${seconds(outline)}`);
    row('  against a dry run of the compiled binary', ratio(cold, dryRun), `of ${seconds(dryRun)}`);
    row('  against compiling it first', ratio(cold, build + dryRun), `of ${seconds(build + dryRun)}`);
    const sizes = [12_500, 25_000, 50_000].map((specs) => {
      const large = join(scratch, `suite-${specs}`);
      mkdirSync(large);
      makeSuite(large, specs);
      const { seconds: took, megabytes } = list(large, join(scratch, `cache-${specs}`));
      rmSync(large, { recursive: true, force: true });
      row(
        `  ${specs} specs, cold`,
        seconds(took),
        `${((took / specs) * 1e6).toFixed(0)} µs a spec, ${megabytes.toFixed(0)} MB`,
      );
      return took / specs;
    });
    row('  a spec of 50,000 against one of 12,500', ratio(sizes[2] ?? 0, sizes[0] ?? 1), 'about 1 x');
    const real = process.env['LANEKEEPER_KUBEVIRT'];
    if (real !== undefined && existsSync(join(real, 'tests')))
      await readSuite(scratch, {
        title: 'KubeVirt',
        folder: join(real, 'tests'),
        file: join(real, 'tests/vm_test.go'),
      });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) await benchSource();
