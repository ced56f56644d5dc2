import { describe, expect, it, test } from 'vitest';
import { cli, REPOSITORY, startCli, temporaryFolder } from '../testing/cli.ts';
import { outcomesFolder } from '../testing/outcomes.ts';

describe('the command line', () => {
  it('lists its commands', async () => {
    const { exitCode, stdout } = await cli(REPOSITORY, '--help');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/list .*\n(.*\n)*.*explain .*\n(.*\n)*.*plan .*\n(.*\n)*.*run /);
  });

  test.each<[string, readonly string[], RegExp]>([
    ['an unknown command', ['lst'], /unknown command 'lst'\n\(Did you mean list\?\)/],
    ['an unknown option', ['list', '--jsn'], /unknown option '--jsn'\n\(Did you mean --json\?\)/],
    ['neither lane nor filter', ['list'], /found neither or both of a lane and --filter/],
    ['a filter without a suite', ['list', '--filter', 'a'], /--filter needs --inventory/],
    ['neither lane nor suite', ['run'], /found neither a lane nor --suite/],
    ['an unknown lane', ['list', 'wg-arm46'], /found no lane "wg-arm46".*; did you mean "wg-arm64"\?/],
    [
      'a configuration that is not there',
      ['list', 'x', '--config', 'nowhere.yaml'],
      /nowhere.yaml: no such file/,
    ],
    [
      'a suite that is not there',
      ['list', 'wg-arm64'],
      /tests: no such file or folder for the suite "kubevirt"; name the report of a dry run/,
    ],
  ])('says what is wrong with %s and exits with 2', async (_, args, message) => {
    const { exitCode, stderr, stdout } = await cli(REPOSITORY, ...args);
    expect(stderr).toMatch(message);
    expect([exitCode, stdout]).toEqual([2, '']);
  });

  it('tells every problem of the configuration', async () => {
    const folder = outcomesFolder('a && (b', 'selct: x\n', {
      'lanes/other.yaml': 'name: other\nextends: nobody\nstate: actve\n',
    });
    const { exitCode, stderr } = await cli(folder, 'list', 'lane');
    expect(exitCode).toBe(2);
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^lanes\/lane.yaml:7:1: found the unknown key "selct"/),
      expect.stringMatching(/^lanes\/other.yaml:3:8: found "actve"/),
    ]);
  });

  /** Report of a dry run of specs with these labels. */
  const dryRun = (...labels: readonly (readonly string[])[]): string =>
    JSON.stringify([
      {
        SuiteDescription: 'Suite',
        SuiteSucceeded: true,
        SuiteConfig: { RandomSeed: 1, DryRun: true },
        SpecReports: labels.map((own, index) => ({
          LeafNodeType: 'It',
          LeafNodeText: `spec ${index}`,
          LeafNodeLocation: { FileName: 'a_test.go', LineNumber: index + 1 },
          LeafNodeLabels: own,
          State: 'passed',
        })),
      },
    ]);

  it('gives the commonest reason why specs stay out, and says for how many it is another', async () => {
    const folder = temporaryFolder({ 'suite.json': dryRun(['a'], ['a', 'b'], [], ['c'], ['d']) });
    const { stderr } = await cli(folder, 'list', '--filter', 'a && !b', '--inventory', 'suite.json');
    expect(stderr).toContain('4 by filter: has no label "a" (filter: a && !b) (3; 1 for other reasons)\n');
    const alike = await cli(folder, 'list', '--filter', 'a', '--inventory', 'suite.json');
    expect(alike.stderr).toContain('3 by filter: has no label "a" (filter: a)\n');
  });

  it('answers although nobody reads its messages any more', async () => {
    const folder = temporaryFolder({ 'suite.json': dryRun(['a'], []) });
    const child = startCli(folder, ['list', '--filter', 'a', '--inventory', 'suite.json']);
    child.stderr.destroy();
    const { exitCode, stdout } = await child;
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('spec 0')]);
  });

  it('takes a damaged report for what it is', async () => {
    const folder = temporaryFolder({ 'cut.json': '[{"SuiteDescription": "x"', 'other.json': '{}' });
    const cut = await cli(folder, 'list', '--filter', 'a', '--inventory', 'cut.json');
    expect([cut.exitCode, cut.stderr]).toEqual([
      2,
      expect.stringMatching(
        /cut.json: not JSON, or cut off, at 25 characters: .*; expected the report of a dry run/,
      ),
    ]);
    const other = await cli(folder, 'list', '--filter', 'a', '--inventory', 'other.json');
    expect([other.exitCode, other.stderr]).toEqual([
      2,
      expect.stringMatching(/found something else for the report, expected a list/),
    ]);
  });

  it('lists a suite from its package and from its binary alike, and keeps quiet when asked', async () => {
    const folder = outcomesFolder('passed');
    const fromPackage = await cli(folder, '--quiet', 'list', 'lane', '--json');
    expect(fromPackage.stderr).toBe('');
    const plan = JSON.parse((await cli(folder, 'run', 'lane', '--dry-run', '--json')).stdout) as {
      runs: { commands: { argv: string[] }[] }[];
    };
    const binary = plan.runs[0]?.commands.at(-1)?.argv[0] ?? '';
    const fromBinary = await cli(folder, 'list', 'lane', '--json', '--inventory', binary);
    const texts = ({ stdout }: { stdout: string }): readonly string[] =>
      (JSON.parse(stdout) as { selected: { text: string }[] }).selected.map(({ text }) => text);
    expect(texts(fromPackage)).toHaveLength(3);
    expect(texts(fromBinary)).toEqual(texts(fromPackage));
  });

  it('says where each value comes from, a flag before the environment before the file', async () => {
    const folder = outcomesFolder('passed', 'run: { timeout: 5m }\n');
    expect((await cli(folder, 'plan', 'lane', '--show-config')).stdout).toContain(
      'run.timeout: "5m"  # lanes/lane.yaml:7:17\n',
    );
    const run = async (args: readonly string[]): Promise<string> => {
      const { stdout } = await startCli(folder, ['run', 'lane', '--dry-run', ...args], {
        LANEKEEPER_TIMEOUT: '7m',
        LANEKEEPER_SEED: '9',
      });
      return stdout;
    };
    expect(await run([])).toContain('--ginkgo.seed=9 --ginkgo.timeout=7m');
    expect(await run(['--timeout', '8m'])).toContain('--ginkgo.seed=9 --ginkgo.timeout=8m');
  });

  it('warns of an exclusion that was meant to end, and keeps it', async () => {
    const exclude = 'exclude: [{ filter: flaky, because: it fails, until: 2026-01-31, owner: wg-arm64 }]\n';
    const folder = outcomesFolder('passed || flaky', exclude);
    const { stderr, stdout } = await cli(folder, 'list', 'lane');
    expect(stderr).toContain(
      'lane lane: the exclusion of flaky was meant to end on 2026-01-31: renew or remove it (wg-arm64 decides)',
    );
    expect(stdout).not.toContain('is flaky');
  });

  test.each(['/proc/nope', '/sys/nope', '/etc/passwd/nope'])(
    'says that reports can’t be written to %s before it runs anything',
    async (reports) => {
      const { exitCode, stderr } = await cli(outcomesFolder('passed'), 'run', 'lane', '--reports', reports);
      expect([exitCode, stderr]).toEqual([
        3,
        expect.stringMatching(new RegExp(`^E[A-Z]+: .*, mkdir '${reports}(/lane)?'$`)),
      ]);
    },
  );

  it('is not upset by a reader that stops reading', async () => {
    const running = startCli(REPOSITORY, ['list', '--help']);
    running.stdout.destroy();
    const { stderr } = await running;
    expect(stderr).toBe('');
  });
});
