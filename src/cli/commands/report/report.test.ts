import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { SaxesParser } from 'saxes';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Site, SiteResults } from '../../../site/schema.ts';
import { cli, REPOSITORY, startCli, temporaryFolder } from '../../../testing/cli.ts';
import { makeRun } from '../../../testing/evidence.ts';
import { AS_OF, addRuns, git, greenRuns, INVENTORY, promotionFolder } from '../../../testing/promotion.ts';
import { makeSite } from '../../../testing/site.ts';

const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');
const siteIn = (folder: string): Site => JSON.parse(read(folder, 'site/index.json')) as Site;
const report = (folder: string, ...args: readonly string[]) =>
  cli(folder, 'report', '--site', 'site', '--as-of', AS_OF, ...INVENTORY, ...args);

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Checks that a text is XML; throws where it is not. */
function parseXml(text: string): void {
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(text).close();
}

describe('the data of a site', () => {
  it('is of the published schemas, and its feed and badges are XML, whatever strangers wrote', async () => {
    const { folder, site } = await makeSite();
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const validator = (name: string) =>
      new Ajv({ strict: false }).compile(
        JSON.parse(readFileSync(join(REPOSITORY, 'dist/schemas', `${name}.json`), 'utf8')) as object,
      );
    const isSite = validator('site');
    expect(isSite(JSON.parse(read(site, 'index.json'))), JSON.stringify(isSite.errors)).toBe(true);
    const isResults = validator('site-results');
    const { lanes } = JSON.parse(read(site, 'index.json')) as Site;
    for (const path of lanes.flatMap(({ data }) => data))
      expect(isResults(JSON.parse(read(site, path))), path).toBe(true);
    const xml = filesIn(site).filter((path) => /\.(svg|atom)$/.test(path));
    expect(xml.length).toBe(1 + 9 + 2);
    for (const path of xml) parseXml(readFileSync(path, 'utf8'));
  });

  it('says of each lane what became of every spec in every run, newest first', async () => {
    const folder = promotionFolder();
    addRuns(folder, greenRuns(['disk boots', 'net pings'], 25));
    addRuns(folder, [
      makeRun(
        { 'disk boots': ['failed', 'passed'], 'net pings': 'timedout' },
        { startedAt: '2026-11-21T11:00:00.000Z', verdict: 'failed', reasons: ['1 spec failed'] },
      ),
    ]);
    expect((await report(folder)).exitCode).toBe(0);
    const [lane] = siteIn(folder).lanes;
    expect(lane).toMatchObject({ name: 'lane', selected: 3, flakeRate: expect.closeTo(1 / 52) });
    expect(lane?.data).toEqual(['data/lane/2026-11.json', 'data/lane/2026-10.json']);
    const november = JSON.parse(read(folder, 'site/data/lane/2026-11.json')) as SiteResults;
    expect(november.specs).toEqual([
      expect.objectContaining({ id: 'disk boots', outcomes: `PK${'P'.repeat(20)}` }),
      expect.objectContaining({ id: 'net pings', outcomes: `PT${'P'.repeat(20)}` }),
    ]);
  });
});

describe('a cell of the matrix', () => {
  const cellOf = async (folder: string, feature: string) => {
    expect((await report(folder)).exitCode).toBe(0);
    return siteIn(folder).features.find(({ name }) => name === feature)?.cells[0];
  };

  it('has its counts, bound, trend, runs, and what is decided', async () => {
    const folder = promotionFolder();
    addRuns(folder, greenRuns(['disk boots']));
    expect(await cellOf(folder, 'Disk')).toMatchObject({
      arch: 'arm64',
      status: 'UNVERIFIED',
      decision: { outcome: 'change', to: { status: 'SUPPORTED' } },
      native: { runs: 14, passed: 14, lowerBound: expect.closeTo(0.807, 3) },
      trend: { is: 'steady', recent: 1, before: 1 },
      specs: [{ id: 'disk boots', lanes: ['lane'] }],
      runs: expect.objectContaining({ length: 14 }),
      since: null,
    });
  });

  it('says on which day a promotion may come', async () => {
    const folder = promotionFolder();
    addRuns(folder, greenRuns(['net pings'], 7));
    expect((await cellOf(folder, 'Net'))?.decision).toMatchObject({
      missing: ['7 more native runs'],
      expected: { on: '2026-11-28', because: 'if they go on at 7 runs in 7 days and pass' },
    });
  });

  it('falls when newer runs fail', async () => {
    const folder = promotionFolder();
    addRuns(folder, greenRuns(['disk boots'], 14).slice(7));
    addRuns(folder, [makeRun({ 'disk boots': 'failed' }, { startedAt: AS_OF, verdict: 'failed' })]);
    expect((await cellOf(folder, 'Disk'))?.trend).toEqual({ is: 'falling', recent: 0, before: 1 });
  });

  it('knows by the history of its document since when it says so', async () => {
    const folder = promotionFolder();
    const commit = (date: string): void => {
      git(folder, 'add', '--all');
      execFileSync('git', ['commit', '--quiet', '--message', 'x'], {
        cwd: folder,
        env: { ...process.env, GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date },
      });
    };
    git(folder, 'init', '--quiet');
    git(folder, 'config', 'user.name', 'Tess Ter');
    git(folder, 'config', 'user.email', 'tess@example.org');
    commit('2026-09-01T00:00:00Z');
    const path = join(folder, 'docs/devices.md');
    writeFileSync(path, readFileSync(path, 'utf8').replace('Disk | UNVERIFIED', 'Disk | SUPPORTED'));
    commit('2026-10-02T00:00:00Z');
    // Broken for a while.
    const good = readFileSync(path, 'utf8');
    writeFileSync(path, '# Devices\n');
    commit('2026-10-03T00:00:00Z');
    writeFileSync(path, good);
    commit('2026-10-04T00:00:00Z');
    expect(await cellOf(folder, 'Net')).toMatchObject({ since: { on: '2026-10-04', orEarlier: false } });
    const { changes } = siteIn(folder);
    expect(changes.at(-1)).toMatchObject({
      at: '2026-10-02T00:00:00.000Z',
      feature: 'Disk',
      from: { status: 'UNVERIFIED' },
      to: { status: 'SUPPORTED' },
    });
    expect(read(folder, 'site/changes.atom')).toContain(
      '<title>Disk on arm64: UNVERIFIED → SUPPORTED</title>',
    );
    // Where the history was cut, nobody knows what was before.
    const shallow = join(temporaryFolder(), 'clone');
    git(folder, 'clone', '--quiet', '--depth=1', `file://${folder}`, shallow);
    expect(await cellOf(shallow, 'Net')).toMatchObject({ since: { on: '2026-10-04', orEarlier: true } });
  });
});

describe('the command', () => {
  it('replaces a site of its own as a whole, and leaves any other folder alone', async () => {
    const folder = promotionFolder();
    addRuns(folder, greenRuns(['disk boots']));
    const { stdout, stderr } = await report(folder);
    expect(stdout).toMatch(/^file:\/\/\/.*\/site\/index\.html$/);
    expect(stderr).toMatch(/\d+ files, 0\.\d MB: 3 features, 1 lane$/);
    writeFileSync(join(folder, 'site/stale.html'), 'old');
    expect((await report(folder)).exitCode).toBe(0);
    expect(existsSync(join(folder, 'site/stale.html'))).toBe(false);
    for (const [target, found] of [
      ['docs', /found the folder docs with files that are no site of ours/],
      ['suite.json', /found the file suite\.json, expected a folder or nothing/],
      ['.', /found the folder \. with files/],
    ] as const) {
      const refused = await cli(folder, 'report', '--site', target, ...INVENTORY);
      expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(found) });
    }
    expect(read(folder, 'docs/devices.md')).toContain('Disk');
    expect(readdirSync(folder).filter((name) => name.startsWith('.lanekeeper'))).toEqual([]);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const folder = promotionFolder();
    addRuns(folder, greenRuns(['disk boots'], 200));
    const running = startCli(folder, ['report', '--site', 'site', ...INVENTORY]);
    const scratch = () => readdirSync(folder).some((name) => name.startsWith('.lanekeeper'));
    await expect.poll(scratch, { timeout: 20_000, interval: 2 }).toBe(true);
    running.kill('SIGTERM');
    await running;
    await expect.poll(scratch, { timeout: 5000 }).toBe(false);
    expect(existsSync(join(folder, 'site', 'index.html'))).toBe(
      existsSync(join(folder, 'site', 'index.json')),
    );
  });

  it('shows what it can where a suite is not there, and says what it can’t', async () => {
    const folder = promotionFolder();
    addRuns(folder, greenRuns(['disk boots']));
    const { exitCode, stderr } = await cli(folder, 'report', '--site', 'site', '--as-of', AS_OF);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/docs\/devices\.md: nothing can be decided: .*suite/);
    const { features, lanes } = siteIn(folder);
    expect(features[0]?.cells[0]).toMatchObject({ status: 'UNVERIFIED', decision: { outcome: 'keep' } });
    expect(lanes[0]).toMatchObject({ selected: null, unlisted: expect.stringContaining('suite') });
    expect(lanes[0]?.runs).toHaveLength(14);
  });

  it('shows runs that are not recorded, which count for nothing', async () => {
    const folder = promotionFolder();
    const [run] = greenRuns(['disk boots'], 1);
    const { header } = run ?? makeRun({});
    const path = join(folder, 'reports/lane/report.json');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      JSON.stringify({
        schemaVersion: 1,
        tool: { name: 'lanekeeper', version: '1' },
        lane: { name: 'lane', digest: 'sha256:2', state: 'active', arch: 'arm64' },
        suite: header.suite,
        node: {
          ...header.node,
          emulator: undefined,
          arch: 'arm64',
          start: null,
          timeoutFactor: 1,
          consoleTail: null,
          capabilities: {},
        },
        labelFilter: 'wg-arm64',
        focus: null,
        seed: 1,
        command: header.command,
        startedAt: header.startedAt,
        endedAt: header.endedAt,
        exit: { code: 0, signal: null, timedOut: false },
        verdict: 'passed',
        reasons: [],
        earlierAttempts: [],
        counts: {
          passed: 0,
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
        specs: [],
      }),
    );
    expect((await report(folder)).exitCode).toBe(0);
    const [lane] = siteIn(folder).lanes;
    expect(lane?.runs).toMatchObject([
      { isRecorded: false, counts: 'no', because: 'it is not in the ledger: lanekeeper record admits it' },
    ]);
  });

  it('keeps pages small, however many specs there are and however long their names', async () => {
    const folder = promotionFolder();
    const names = Array.from({ length: 6000 }, (_, index) => `${index} ${'long '.repeat(100)}`);
    const results = Object.fromEntries(
      [...names, 'n'.repeat(2_000_000)].map(
        (name, index) => [name, index % 2 === 0 ? 'failed' : 'passed'] as const,
      ),
    );
    addRuns(folder, [
      makeRun(results, { startedAt: AS_OF, verdict: 'failed', reasons: ['r'.repeat(2_000_000)] }),
    ]);
    expect((await report(folder)).exitCode).toBe(0);
    for (const path of filesIn(join(folder, 'site')).filter((name) => name.endsWith('.html')))
      expect(readFileSync(path).length, path).toBeLessThan(3_000_000);
  });

  it('prints the same answers: what is supported, since when and why, and what broke', async () => {
    const folder = promotionFolder();
    addRuns(folder, greenRuns(['disk boots', 'net pings']).slice(1));
    addRuns(folder, [
      makeRun({ 'disk boots': 'passed', 'net pings': 'failed' }, { startedAt: AS_OF, verdict: 'failed' }),
    ]);
    const print = (...args: readonly string[]) =>
      cli(folder, 'report', '--as-of', AS_OF, ...INVENTORY, ...args);
    const whole = await print();
    expect(whole.stdout).toMatch(/^feature +arch +status +since +evidence +trend +why\n/);
    expect(whole.stdout).toMatch(
      /\nDisk +arm64 +UNVERIFIED +native 14\/14, ≥ 80\.7 %, newest now +▶ steady +to be SUPPORTED: 1 spec, 14 of 14/,
    );
    expect(whole.stdout).toMatch(
      /\n\nturned red +lane +run +cause +because\nnet pings +lane +2026-11-21 12:00 +the product, or its test +red in 1 of 1 run/,
    );
    expect(whole.stderr).toBe(
      '1 spec turned red within the last day: 1 by the product, 0 by the machine, 0 nobody knows by what.',
    );
    expect(
      (await print('broke', '--format', 'tsv')).stdout.split('\n').map((line) => line.split('\t').length),
    ).toEqual([5, 5]);
    expect((await print('support', '--arch', 'riscv64')).stdout).not.toContain('arm64');
    expect(JSON.parse((await print('--json')).stdout)).toMatchObject({ red: [{ spec: 'net pings' }] });
    for (const [args, message] of [
      [['--format', 'tsv'], /expected one: lanekeeper report support/],
      [['broke', '--site', 'site'], /found --site beside a part/],
      [['--arch', 'arm46'], /--arch: found "arm46"/],
      [['tonight'], /Allowed choices are support, broke/],
    ] as const)
      expect(await print(...args)).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(message) });
  });

  it('takes the address of the site for its feed, and refuses what is none', async () => {
    const folder = promotionFolder();
    expect((await report(folder, '--base-url', 'https://example.org/status')).exitCode).toBe(0);
    expect(read(folder, 'site/changes.atom')).toContain('href="https://example.org/status/changes.atom"');
    const refused = await report(folder, '--base-url', 'javascript:alert(1)');
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--base-url: found') });
  });
});
