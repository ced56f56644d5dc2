import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REPOSITORY } from '../testing/cli.ts';

/**
 * Path of a project of somebody else, in which the packed library is installed with its dependencies, and nothing
 * more.
 */
let project = '';
const installed = (): string => join(project, 'node_modules/lanekeeper');

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(project, name)), { recursive: true });
  writeFileSync(join(project, name), text);
};

/** Links an installed package into the project, which needs no network. */
function link(name: string): void {
  mkdirSync(dirname(join(project, 'node_modules', name)), { recursive: true });
  symlinkSync(join(REPOSITORY, 'node_modules', name), join(project, 'node_modules', name));
}

/** Messages of tsc on one file of the project. */
async function compile(file: string, options: object): Promise<readonly string[]> {
  const compilerOptions = { module: 'nodenext', target: 'es2024', strict: true, noEmit: true, ...options };
  write('tsconfig.json', JSON.stringify({ compilerOptions, files: [file] }));
  const tsc = join(REPOSITORY, 'node_modules/.bin/tsc');
  const { stdout } = await execa(tsc, ['--pretty', 'false'], { cwd: project, reject: false, lines: true });
  return stdout;
}

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'lanekeeper-consumer-'));
  write('package.json', JSON.stringify({ type: 'module' }));
  // The package as it is built: its scripts would build it anew, below the feet of other tests.
  const pack = ['pack', '--ignore-scripts', '--pack-destination', project];
  const { stdout } = await execa('npm', pack, { cwd: REPOSITORY });
  mkdirSync(installed(), { recursive: true });
  const tarball = join(project, stdout.trim());
  await execa('tar', ['-xzf', tarball, '--strip-components=1'], { cwd: installed() });
  dependencies().forEach(link);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

const dependencies = (): readonly string[] =>
  Object.keys(
    (JSON.parse(readFileSync(join(installed(), 'package.json'), 'utf8')) as { dependencies: object })
      .dependencies,
  );

/** Lines that state the type of each value, where nothing is `any`. */
const CORRECT = `
import { loadConfig, parseRunReport, readSpecs, resolveLane, type Selection } from 'lanekeeper';
export const verdict: 'passed' | 'failed' | 'infrastructure' | 'inconclusive' | 'empty' = parseRunReport('').verdict;
export const label: string | null | undefined = parseRunReport('').specs[0]?.exclusion?.label;
export const path: string | undefined = loadConfig('.').settings.value.suites['a']?.path;
export const machine = Object.values(loadConfig('.').settings.value.nodes)
  .map((node): string | undefined => (node.kind === 'qemu-system' ? node.machineType : undefined));
export const timeout: string = resolveLane(loadConfig('.'), 'lane').lane.run.timeout;
export const ids = (selection: Selection): readonly string[] => selection.selected.map(({ id }) => id);
export const texts = readSpecs(loadConfig('.'), 'a', '').map(({ text }) => text.trim());
`;

/** Wrong lines, each with its number and tsc's message. */
const MISSPELT: readonly (readonly [code: string, place: string, message: string])[] = [
  ["parseRunReport('').verdct;", '2,20', "Property 'verdct' does not exist on type 'RunReport'."],
  ["parseRunReport('').specs[0]?.exclusion?.lable;", '3,41', "Property 'lable' does not exist on type"],
  ["loadConfig('.').setings;", '4,17', "Property 'setings' does not exist on type 'Config'."],
  [
    "loadConfig('.').settings.value.suites['a']?.pth;",
    '5,45',
    "Property 'pth' does not exist on type 'SuiteSettings'.",
  ],
  [
    "Object.values(loadConfig('.').settings.value.nodes)[0]?.kind === 'qemu';",
    '6,1',
    'This comparison appears to be unintentional',
  ],
  ["resolveLane(loadConfig('.'), 'a').lane.run.timout;", '7,44', "Property 'timout' does not exist on type"],
  [
    'export const f = (selection: Selection) => selection.selcted;',
    '8,54',
    "Property 'selcted' does not exist on type 'Selection'.",
  ],
];

describe.each([true, false])('for who installs the library, with skipLibCheck %s', (skipLibCheck) => {
  // No types of Node: the declarations need none.
  const options = { skipLibCheck, types: [] };

  it('what is right compiles', async () => {
    write('correct.ts', CORRECT);
    expect(await compile('correct.ts', options)).toEqual([]);
  });

  it('what is misspelt is an error, at its place', async () => {
    const imports = "import { loadConfig, parseRunReport, resolveLane, type Selection } from 'lanekeeper';";
    write('misspelt.ts', [imports, ...MISSPELT.map(([code]) => code)].join('\n'));
    const said = await compile('misspelt.ts', options);
    expect(said.map((line) => line.replace(/error TS\d+: /, ''))).toEqual(
      MISSPELT.map(([, place, message]) => expect.stringContaining(`misspelt.ts(${place}): ${message}`)),
    );
  });
});

/** Pattern of a package that a line of a declaration imports something of. */
const PACKAGE = /^(?! \*).*\b(?:from |import\()['"]((?:@[^/'"]+\/)?[^./'"][^/'"]*)/gm;

it('the declarations import each other, and nothing but dependencies', () => {
  const files = globSync('dist/types/**/*.d.ts', { cwd: installed() });
  expect(files.length).toBeGreaterThan(10);
  const packages = files.flatMap((file) =>
    Array.from(
      readFileSync(join(installed(), file), 'utf8').matchAll(PACKAGE),
      ([, name]) => `${file}: ${name}`,
    ),
  );
  const allowed = new Set(dependencies());
  expect(packages.filter((found) => !allowed.has(found.replace(/^.*: /, '')))).toEqual([]);
});

it('the example of the module comment compiles and runs', async () => {
  const comment = readFileSync(join(installed(), 'dist/types/index.d.ts'), 'utf8');
  const [, example = ''] = /```ts\n(.*?)```/s.exec(comment.replaceAll(/^ \* ?/gm, '')) ?? [];
  write('example.ts', example);
  expect(readFileSync(join(REPOSITORY, 'docs/library.md'), 'utf8')).toContain(example);
  link('@types/node');
  link('undici-types');
  expect(await compile('example.ts', { types: ['node'] })).toEqual([]);
  const fixture = join(REPOSITORY, 'fixtures/outcomes');
  write(
    'lanes/lanekeeper.yaml',
    JSON.stringify({
      suites: { tests: { kind: 'ginkgo', path: fixture } },
      nodes: { emulated: { kind: 'qemu-system', capabilities: { gpu: false } } },
      rules: { gpu: { labels: ['panicked'], needs: { gpu: true }, because: 'it computes on a GPU' } },
    }),
  );
  write(
    'lanes/wg-arm64.yaml',
    JSON.stringify({
      name: 'wg-arm64',
      state: 'active',
      suite: 'tests',
      arch: 'arm64',
      node: 'emulated',
      select: 'passed || panicked',
    }),
  );
  const inventory = join(project, 'inventory.json');
  await execa('go', ['test', '.', '-ginkgo.dry-run', `-ginkgo.json-report=${inventory}`], { cwd: fixture });
  const { stdout } = await execa(process.execPath, ['example.ts'], { cwd: project });
  const [counts, ...reasons] = stdout.split('\n');
  expect(counts).toBe('3 selected, 18 excluded, 0 pending');
  expect(reasons).toContain(
    '[outcome] outcomes panics: gpu: it computes on a GPU; needs gpu, node emulated has none',
  );
});
