import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test, vi } from 'vitest';
import { startCli, temporaryFolder } from '../../../testing/cli.ts';
import { AS_OF, addRuns, greenRuns, INVENTORY, promotionFolder } from '../../../testing/promotion.ts';

const run = (folder: string, ...args: readonly string[]) =>
  startCli(folder, args, { LANEKEEPER_CACHE: join(folder, '.cache') });

const promote = (folder: string, ...args: readonly string[]) =>
  run(folder, 'promote', '--as-of', AS_OF, ...INVENTORY, ...args);

describe('promote', () => {
  it('prints the decision about every row, and the edits as a diff', async () => {
    const folder = promotionFolder();
    addRuns(folder, greenRuns(['disk boots', 'sound plays']));
    const { exitCode, stdout, stderr } = await promote(folder);
    expect(exitCode).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "--- a/docs/devices.md
      +++ b/docs/devices.md
      @@ -1,7 +1,7 @@
       # Devices
       
       Device | Status
       -- | --
      -Disk | UNVERIFIED
      +Disk | SUPPORTED
       Net | UNVERIFIED
       Sound | UNSUPPORTED"
    `);
    expect(stderr).toMatchInlineSnapshot(`
      "docs/devices.md: arm64: 14 native runs and 0 emulated runs count
      docs/devices.md:5:1: change: Disk on arm64: UNVERIFIED → SUPPORTED: 1 spec, 14 of 14 native runs passed at the first attempt (95 % lower bound 80.7 %), on 14 days and 4 commits
      docs/devices.md:6:1: keep: Net on arm64: UNVERIFIED: needs 14 more native runs on 7 more days; 3 more commits
      docs/devices.md:7:1: finding: Sound on arm64: UNSUPPORTED: 1 spec, 14 of 14 native runs passed at the first attempt (95 % lower bound 80.7 %), on 14 days and 4 commits; but UNSUPPORTED is set and lifted by people only
      docs/devices.md: 3 rows: 1 change, 1 keep, 1 finding"
    `);
    expect(readFileSync(join(folder, 'docs/devices.md'), 'utf8')).toContain('Disk | UNVERIFIED');
  });

  it('writes the edits with --write, and then has nothing left to say', async () => {
    const folder = promotionFolder();
    addRuns(folder, greenRuns(['disk boots']));
    expect((await promote(folder, '--write')).stderr).toContain('written: docs/devices.md');
    expect(readFileSync(join(folder, 'docs/devices.md'), 'utf8')).toContain(
      'Disk | SUPPORTED\nNet | UNVERIFIED',
    );
    expect((await promote(folder)).stdout).toBe('');
  });

  it('decides the same again at the same time, whatever was recorded later', async () => {
    const folder = promotionFolder();
    addRuns(folder, greenRuns(['disk boots']));
    const before = (await promote(folder, '--json')).stdout;
    addRuns(
      folder,
      greenRuns(['disk boots', 'net pings']).map((each) => ({
        ...each,
        header: { ...each.header, startedAt: each.header.startedAt.replace('2026-11', '2026-12') },
      })),
    );
    expect((await promote(folder, '--json')).stdout).toBe(before);
    const document = JSON.parse(before);
    expect(document).toMatchObject({ schemaVersion: 1, asOf: AS_OF, pullRequest: null });
    expect(document.documents[0].decisions[0]).toMatchObject({
      feature: 'Disk',
      outcome: 'change',
      native: { runs: 14, passed: 14, ratio: 1, days: 14, commits: 4 },
      place: { line: 5, column: 1 },
    });
    expect(document.documents[0].decisions[0].runs).toHaveLength(14);
  });

  it('edits a map of Go and a registry beside a table', async () => {
    const folder = promotionFolder(`  code: { path: gates.go, format: go-map, arch: arm64 }
  registry: { path: registry.yaml, format: registry }
`);
    writeFileSync(
      join(folder, 'gates.go'),
      'package x\n\nfunc init() {\n\tRegisterFeatureGate(FeatureGate{Name: "Disk", State: Beta})\n}\n',
    );
    writeFileSync(
      join(folder, 'registry.yaml'),
      'schemaVersion: 1\nentries:\n  - { feature: Disk, arch: arm64, status: UNVERIFIED, qualifier: null }\n',
    );
    addRuns(folder, greenRuns(['disk boots']));
    await promote(folder, '--write');
    expect(readFileSync(join(folder, 'gates.go'), 'utf8')).toContain('SupportByArch{ARM64: SUPPORTED}');
    expect(readFileSync(join(folder, 'registry.yaml'), 'utf8')).toContain(
      'status: "SUPPORTED", qualifier: null',
    );
  });

  it.each([
    [
      'damaged evidence',
      (folder: string) =>
        writeFileSync(join(folder, 'reports/evidence/2026/11', `${'0'.repeat(64)}.jsonl`), 'x'),
      3,
      /found 1 damaged file/,
    ],
    [
      'a document that is gone',
      (folder: string) =>
        writeFileSync(
          join(folder, 'lanes/lanekeeper.yaml'),
          readFileSync(join(folder, 'lanes/lanekeeper.yaml'), 'utf8').replace(
            'docs/devices.md',
            'docs/gone.md',
          ),
        ),
      2,
      /docs\/gone\.md: no such file/,
    ],
    [
      'a document that is no text',
      (folder: string) => writeFileSync(join(folder, 'docs/devices.md'), Buffer.from([0x41, 0xff, 0x0a])),
      2,
      /bytes that are not UTF-8/,
    ],
    [
      'a feature without specs',
      (folder: string) =>
        writeFileSync(join(folder, 'lanes/features.yaml'), 'features:\n  Disk: { kind: device }\n'),
      2,
      /lanes\/features\.yaml:2:\d+: found neither or both of verifiedBy and noTest/,
    ],
    [
      'two features of one name',
      (folder: string) =>
        writeFileSync(
          join(folder, 'lanes/features.yaml'),
          'features:\n  Disk: { kind: device, noTest: x }\n  Net: { kind: device, aliases: [Disk], noTest: x }\n',
        ),
      2,
      /found the name "Disk", expected each name once/,
    ],
    [
      'a regular expression that is none',
      (folder: string) =>
        writeFileSync(
          join(folder, 'lanes/features.yaml'),
          "features:\n  Disk: { kind: device, verifiedBy: { text: '(' } }\n",
        ),
      2,
      /found no regular expression of Go/,
    ],
  ])('with %s edits nothing, and says why', async (_, spoil, code, message) => {
    const folder = promotionFolder();
    addRuns(folder, greenRuns(['disk boots']));
    spoil(folder);
    const { exitCode, stderr } = await promote(folder, '--write');
    expect(exitCode).toBe(code);
    expect(stderr).toMatch(message);
  });

  test.each([
    [['--as-of', 'yesterday'], /--as-of: found "yesterday", expected a time/],
    [['--evidence', 'evidnce'], /--evidence: found no folder evidnce/],
    [['--write', '--pull-request'], /found --write and --pull-request, expected one of them/],
  ])('with %j says what is wrong', async (args, message) => {
    const { exitCode, stderr } = await run(promotionFolder(), 'promote', ...INVENTORY, ...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('the status', () => {
  it('is read in the same form from a table and back from what it prints', async () => {
    const folder = promotionFolder();
    const args = ['status', 'read', 'docs/devices.md', '--arch', 'arm64'];
    const json = await run(folder, ...args, '--json');
    writeFileSync(join(folder, 'registry.json'), json.stdout);
    writeFileSync(join(folder, 'registry.yaml'), (await run(folder, ...args, '--format', 'yaml')).stdout);
    for (const file of ['registry.json', 'registry.yaml'])
      expect((await run(folder, 'status', 'read', file, '--json')).stdout).toBe(json.stdout);
    expect((await run(folder, 'status', 'read', 'docs/devices.md', '--json')).stdout).toBe(json.stdout);
    writeFileSync(join(folder, 'other.md'), 'x');
    expect(await run(folder, 'status', 'read', 'other.md', '--arch', 'arm64')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('other.md: found no status'),
    });
    expect((await run(folder, 'status', 'read', 'other.md')).stderr).toContain('found no --arch, expected');
    expect((await run(folder, ...args)).stdout).toContain('docs/devices.md:7  Sound    arm64  UNSUPPORTED');
  });

  it('is found by feature and architecture', async () => {
    const folder = promotionFolder();
    const found = await run(folder, 'status', 'query', '--arch', 'arm64', '--feature', 'Disk');
    expect(found).toMatchObject({
      exitCode: 0,
      stdout: 'at                 feature  arch   status\ndocs/devices.md:5  Disk     arm64  UNVERIFIED',
    });
    const none = await run(folder, 'status', 'query', '--arch', 's390x');
    expect(none).toMatchObject({ exitCode: 1, stderr: 'no document says anything of it' });
    const slip = await run(folder, 'status', 'query', '--arch', 'aarch64');
    expect(slip.stderr).toContain('--arch: found "aarch64", expected one of');
  });

  it('of one architecture is held to that of another', async () => {
    const folder = promotionFolder(
      '  s390x: { path: docs/s390x.md, arch: s390x }\n',
      'Device | Status\n-- | --\nDisk | SUPPORTED\nNet | SUPPORTED\n',
    );
    writeFileSync(
      join(folder, 'docs/s390x.md'),
      'Device | Status\n-- | --\nDisk | SUPPORTED\nNet | PENDING (soon)\n',
    );
    const { stdout, stderr } = await run(folder, 'status', 'parity', '--arch', 's390x', '--against', 'arm64');
    expect(stdout).toBe('feature  arm64      s390x\nNet      SUPPORTED  PENDING (soon)');
    expect(stderr).toBe('1 of the 2 features that arm64 supports are SUPPORTED on s390x');
  });
});

test('two that record at once lose nothing, and one that is killed leaves a ledger that can be trusted', async () => {
  const folder = promotionFolder();
  const reports = temporaryFolder();
  const paths = Array.from({ length: 40 }, (_, index) => {
    const path = join(reports, `${index}.json`);
    const day = `${(index % 28) + 1}`.padStart(2, '0');
    writeFileSync(path, ginkgoReport(`2026-11-${day}T0${index % 10}:00:00Z`));
    return path;
  });
  const record = (some: readonly string[]) => run(folder, 'record', ...some, '--lane', 'lane', ...INVENTORY);
  const verify = async () => (await run(folder, 'evidence', 'verify', '--json')).stdout;

  for (const delay of [150, 200, 250, 300, 350, 450]) {
    const child = record(paths.slice(0, 20));
    setTimeout(() => child.kill('SIGKILL'), delay);
    await child;
    expect(JSON.parse(await verify())).toMatchObject({ damages: [] });
  }
  await vi.waitFor(() => {
    expect(readdirSync(join(folder, 'reports/evidence')).filter((name) => name.startsWith('.'))).toEqual([]);
  });
  const both = await Promise.all([record(paths.slice(0, 25)), record(paths.slice(15))]);
  expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(JSON.parse(await verify())).toEqual({ schemaVersion: 1, files: 40, damages: [] });
  const again = await record(paths);
  expect(again.stderr.match(/^known: /gm)).toHaveLength(40);
  const [one, two] = await Promise.all([promote(folder, '--json'), promote(folder, '--json')]);
  expect(one.exitCode).toBe(0);
  expect(one.stdout).toBe(two.stdout);
});

const ginkgoReport = (startedAt: string): string =>
  JSON.stringify([
    {
      SuiteSucceeded: true,
      StartTime: startedAt,
      SuiteConfig: { RandomSeed: 1, LabelFilter: 'wg-arm64' },
      SpecReports: [
        {
          LeafNodeType: 'It',
          LeafNodeText: 'disk boots',
          LeafNodeLabels: ['wg-arm64'],
          LeafNodeLocation: { FileName: 'a_test.go', LineNumber: 1 },
          State: 'passed',
          StartTime: startedAt,
          NumAttempts: 1,
        },
      ],
    },
  ]);

test('the ledger is verified, mended and compacted', async () => {
  const folder = promotionFolder();
  addRuns(folder, greenRuns(['disk boots']));
  const damaged = `2026/11/${'0'.repeat(64)}.jsonl`;
  writeFileSync(join(folder, 'reports/evidence', damaged), 'x');
  const found = await run(folder, 'evidence', 'verify');
  expect(found).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(`^${damaged}: its content has`) });
  expect((await run(folder, 'evidence', 'verify', '--set-aside')).exitCode).toBe(1);
  expect(await run(folder, 'evidence', 'verify')).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining('14 files, 0 damaged'),
  });
  expect(readdirSync(join(folder, 'reports/evidence/damaged'))).toEqual([`${'0'.repeat(64)}.jsonl`]);
  const compacted = await run(folder, 'evidence', 'compact', '--as-of', '2027-02-01');
  // The first and the last run of the lane stay.
  expect(compacted.stderr).toContain('removed 12 runs that started before 2026-12-31T00:00:00.000Z, kept 2');
});

describe('record', () => {
  it('admits what can be read, and names what can’t', async () => {
    const folder = promotionFolder();
    writeFileSync(join(folder, 'good.json'), ginkgoReport('2026-11-20T08:00:00Z'));
    writeFileSync(join(folder, 'bad.json'), '[{');
    const { exitCode, stderr } = await run(
      folder,
      'record',
      'good.json',
      'bad.json',
      'none.json',
      '--lane',
      'lane',
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('added: good.json: lane on arm64 (not probed), passed, 1 spec');
    expect(stderr).toContain('bad.json:1:3: neither XML nor JSON, or cut off');
    expect(stderr).toContain('none.json: ENOENT');
    expect(JSON.parse((await run(folder, 'evidence', 'verify', '--json')).stdout).files).toBe(1);
  });

  test.each([
    [['good.json'], /good\.json: its report does not say which lane it was: add --lane/],
    [['good.json', '--lane', 'lone'], /"lone".*did you mean "lane"/],
    [['good.json', '--lane', 'lane', '--exit-code', 'x'], /--exit-code: found "x", expected a number/],
    [['good.json', '--lane', 'lane', '--commit', 'x'], /--commit: found "x", expected the hash/],
    [[], /found no report\.json of a lane in reports\//],
  ])('with %j says what is missing', async (args, message) => {
    const folder = promotionFolder();
    writeFileSync(join(folder, 'good.json'), ginkgoReport('2026-11-20T08:00:00Z'));
    const { exitCode, stderr } = await run(folder, 'record', ...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});
