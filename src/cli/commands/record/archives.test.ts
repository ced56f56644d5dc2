import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTar, makeZip } from '../../../testing/archives.ts';
import { cli, startCli } from '../../../testing/cli.ts';
import { startGitHub } from '../../../testing/github.ts';
import { outcomesFolder } from '../../../testing/outcomes.ts';

type Recorded = {
  readonly recorded: readonly { path: string; outcome: string }[];
  readonly problems: readonly string[];
};

const record = async (
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) => {
  const { exitCode, stdout, stderr } = await startCli(folder, ['record', '--json', ...args], env);
  return { exitCode, stderr, ...(JSON.parse(stdout) as Recorded) };
};

/** Makes a folder in which a lane was run, and gives the report of that. */
async function ranFolder(): Promise<{ folder: string; report: Buffer }> {
  const folder = outcomesFolder('passed');
  await cli(folder, 'run', 'lane');
  renameSync(join(folder, 'reports'), join(folder, 'ran'));
  return { folder, report: readFileSync(join(folder, 'ran/lane/report.json')) };
}

describe('record', () => {
  it('finds reports in folders, tars and zips; the same run from each is one', async () => {
    const { folder, report } = await ranFolder();
    const entries = [
      { name: 'a/lane/report.json', content: report },
      { name: 'a/lane/junit.xml', content: '<testsuites/>' },
      { name: 'a/lane/artifacts/other.json', content: '{}' },
    ];
    writeFileSync(join(folder, 'all.tar'), await makeTar(entries));
    writeFileSync(join(folder, 'all.zip'), makeZip(entries));
    const { exitCode, recorded, problems } = await record(folder, ['ran', 'all.tar', 'all.zip']);
    expect(problems).toEqual([]);
    expect(exitCode).toBe(0);
    expect(recorded.map(({ path, outcome }) => [path, outcome])).toEqual([
      ['ran/lane/report.json', 'added'],
      ['all.tar/a/lane/report.json', 'known'],
      ['all.zip/a/lane/report.json', 'known'],
    ]);
  });

  it('reads a bucket of Prow that was copied, every build of every job', async () => {
    const folder = outcomesFolder('passed');
    const text = '[outcome] outcomes passes';
    for (const [index, build] of ['1001', '1002'].entries()) {
      const at = join(folder, 'bucket/logs/periodic-lane', build);
      mkdirSync(join(at, 'artifacts'), { recursive: true });
      writeFileSync(join(at, 'started.json'), JSON.stringify({ timestamp: 1_790_000_000 + index * 1000 }));
      writeFileSync(
        join(at, 'finished.json'),
        JSON.stringify({ timestamp: 1_790_000_100 + index * 1000, passed: true, result: 'SUCCESS' }),
      );
      writeFileSync(
        join(at, 'artifacts/junit.functest.xml'),
        `<testsuite name="x"><testcase name="${text}" time="1"/></testsuite>`,
      );
    }
    const { exitCode, recorded, problems } = await record(folder, ['bucket', '--lane', 'lane']);
    expect({ exitCode, problems }).toEqual({ exitCode: 0, problems: [] });
    expect(recorded.map(({ path }) => path)).toEqual([
      'bucket/logs/periodic-lane/1001',
      'bucket/logs/periodic-lane/1002',
    ]);
  });

  it('refuses hostile archives by name, takes the others, and leaves nothing elsewhere', async () => {
    const { folder, report } = await ranFolder();
    writeFileSync(join(folder, 'bad.zip'), makeZip([{ name: '../lane/report.json', content: report }]));
    writeFileSync(
      join(folder, 'link.tar'),
      await makeTar([{ name: 'report.json', type: 'symlink', linkname: '/etc/passwd' }]),
    );
    writeFileSync(join(folder, 'empty.zip'), makeZip([{ name: 'readme.md', content: 'x' }]));
    const before = readdirSync(folder).toSorted();
    const { exitCode, stderr, recorded, problems } = await record(folder, [
      'bad.zip',
      'link.tar',
      'empty.zip',
      'ran',
    ]);
    expect(exitCode).toBe(2);
    expect(recorded).toHaveLength(1);
    expect(problems).toEqual([
      expect.stringMatching(/^bad\.zip: .*not unpacked$/),
      expect.stringMatching(/^link\.tar: has "report\.json", a symlink.*not unpacked$/),
      expect.stringMatching(/^empty\.zip: found no report/),
    ]);
    expect(stderr).toContain('link.tar: has "report.json", a symlink');
    expect(readdirSync(folder).toSorted()).toEqual([...before, 'reports'].toSorted());
  });

  it('takes the artifacts of a run of GitHub Actions, page by page, and tells those that expired', async () => {
    const { folder, report } = await ranFolder();
    const github = await startGitHub(folder);
    const zip = makeZip([{ name: 'report.json', content: report }]);
    github.addArtifact('logs', makeZip([{ name: 'x.json', content: '{}' }]));
    github.addArtifact('lanekeeper-old', zip, { expired: true });
    github.addArtifact('lanekeeper-lane', zip);
    const env = { GITHUB_TOKEN: github.token, GITHUB_API_URL: github.url, GITHUB_REPOSITORY: 'octo/hello' };
    const { exitCode, stderr, recorded } = await record(folder, ['--github-run', '42'], env);
    expect(stderr).toContain('the artifact lanekeeper-old has expired: left out');
    expect(exitCode).toBe(0);
    expect(recorded.map(({ path, outcome }) => [path, outcome])).toEqual([
      ['lanekeeper-lane/report.json', 'added'],
    ]);
    expect(github.violations).toEqual([]);
    expect(stderr).not.toContain(github.token);

    const none = await startCli(folder, ['record', '--github-run', '43'], env);
    expect(none.exitCode).toBe(3);
    expect(none.stderr).toContain('listing the artifacts of the run 43 failed (404)');
    const slip = await startCli(folder, ['record', '--github-run', 'abc'], env);
    expect(slip.exitCode).toBe(2);
  });
});
