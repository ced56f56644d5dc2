import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../testing/cli.ts';
import { makeRun } from '../../testing/evidence.ts';
import { git } from '../../testing/promotion.ts';
import { compactStore } from './compact.ts';
import { directoryStore } from './directory-store.ts';
import { withGitBranchStore } from './git-branch-store.ts';
import { verifyStore, withLedger } from './ledger.ts';
import type { EvidenceRun } from './run.ts';

beforeEach(() => {
  vi.stubEnv('LANEKEEPER_CACHE', temporaryFolder());
});

const run = (day: number, more: Parameters<typeof makeRun>[1] = {}): EvidenceRun =>
  makeRun(
    { a: 'passed', b: ['failed', 'passed'] },
    { startedAt: `2026-11-${`${day}`.padStart(2, '0')}T08:00:00.000Z`, ...more },
  );

const admit = (folder: string, ...runs: readonly EvidenceRun[]) =>
  withLedger(directoryStore(folder), ({ admit: add }) => add(runs));

const evidence = (folder: string) => withLedger(directoryStore(folder), async (ledger) => ledger.evidence());

const filesIn = (folder: string): readonly string[] =>
  directoryStore(folder)
    .list()
    .map(({ name }) => name);

describe('a ledger', () => {
  it('keeps a run once, however often it is admitted, and from wherever', async () => {
    const folder = temporaryFolder();
    expect(await admit(folder, run(1), run(2))).toMatchObject([
      { admittedAs: 'added' },
      { admittedAs: 'added' },
    ]);
    expect(await admit(folder, run(1), run(2, { url: 'elsewhere' }), run(3))).toMatchObject([
      { admittedAs: 'known' },
      { admittedAs: 'known' },
      { admittedAs: 'added' },
    ]);
    expect(filesIn(folder)).toHaveLength(3);
    expect(filesIn(folder)[0]).toMatch(/^2026\/11\/[0-9a-f]{64}\.jsonl$/);
    expect(verifyStore(directoryStore(folder))).toEqual({ files: 3, damages: [] });
  });

  it('is joined with another by putting their files together', async () => {
    const [one, two, both] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    await admit(one, run(1), run(2));
    await admit(two, run(2, { url: 'elsewhere' }), run(3));
    for (const folder of [one, two])
      for (const name of filesIn(folder)) {
        mkdirSync(dirname(join(both, name)), { recursive: true });
        writeFileSync(join(both, name), readFileSync(join(folder, name)));
      }
    const { runs } = await evidence(both);
    expect(new Set(runs.map(({ key }) => key)).size).toBe(3);
  });

  it('says the same with a new index as with the one that grew', async () => {
    const folder = temporaryFolder();
    await admit(folder, run(1), run(2));
    await admit(folder, run(3));
    const grown = await evidence(folder);
    const moved = join(temporaryFolder(), 'moved');
    git(dirname(folder), 'init', '--quiet', moved);
    for (const name of filesIn(folder)) {
      mkdirSync(dirname(join(moved, name)), { recursive: true });
      writeFileSync(join(moved, name), readFileSync(join(folder, name)));
    }
    expect(await evidence(moved)).toEqual(grown);
    expect(grown.specs).toEqual([
      { id: 'a', testIds: [] },
      { id: 'b', testIds: [] },
    ]);
  });

  it('forgets what is no longer there, and takes it in again', async () => {
    const folder = temporaryFolder();
    await admit(folder, run(1), run(2));
    rmSync(join(folder, filesIn(folder)[0] as string));
    expect((await evidence(folder)).runs).toHaveLength(1);
    const outcomes = (await admit(folder, run(1), run(2))).map(({ admittedAs }) => admittedAs);
    expect(outcomes.toSorted()).toEqual(['added', 'known']);
    expect((await evidence(folder)).runs).toHaveLength(2);
  });

  it('does without an index that is damaged', async () => {
    const folder = temporaryFolder();
    await admit(folder, run(1), run(2));
    const cache = join(process.env['LANEKEEPER_CACHE'] as string, 'evidence');
    for (const name of readdirSync(cache)) writeFileSync(join(cache, name), 'x'.repeat(5000));
    expect((await evidence(folder)).runs).toHaveLength(2);
  });

  it.each([
    ['cut off', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 100))],
    ['grown', (path: string) => appendFileSync(path, '{}\n')],
  ])('with a file that is %s says nothing, names it, and goes on when it is set aside', async (_, spoil) => {
    const folder = temporaryFolder();
    await admit(folder, run(1), run(2));
    const [damaged = ''] = filesIn(folder);
    spoil(join(folder, damaged));
    await expect(evidence(folder)).rejects.toThrow(
      new RegExp(`found 1 damaged file[\\s\\S]*${damaged}: its content has the SHA-256`),
    );
    const store = directoryStore(folder);
    expect(verifyStore(store).damages.map(({ file }) => file)).toEqual([damaged]);
    await store.setAside([damaged]);
    expect((await evidence(folder)).runs).toHaveLength(1);
    expect(readdirSync(join(folder, 'damaged'))).toHaveLength(1);
  });

  it('finds a change that keeps the size when it is verified', async () => {
    const folder = temporaryFolder();
    await admit(folder, run(1));
    const [name = ''] = filesIn(folder);
    const path = join(folder, name);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"failed"', '"passed"'));
    expect(verifyStore(directoryStore(folder)).damages).toMatchObject([{ file: name }]);
  });

  it('is compacted to what the policy looks at, and the first and last run of each lane', async () => {
    const folder = temporaryFolder();
    const runs = [1, 2, 3, 28].map((day) => run(day));
    await admit(folder, ...runs, run(2, { lane: 'other' }));
    const result = await compactStore(directoryStore(folder), {}, '2026-12-30T00:00:00.000Z');
    expect(result).toMatchObject({ removed: 2, kept: 3 });
    const left = (await evidence(folder)).runs.map(
      ({ header }) => `${header.lane.name} ${header.startedAt.slice(0, 10)}`,
    );
    expect(left.toSorted()).toEqual(['lane 2026-11-01', 'lane 2026-11-28', 'other 2026-11-02']);
  });
});

describe('a ledger on a branch', () => {
  const repositories = (): { remote: string; clone: () => string } => {
    const remote = join(temporaryFolder(), 'remote.git');
    const start = temporaryFolder({ 'README.md': 'x\n', '.gitignore': '*.jsonl\n' });
    git(start, 'init', '--quiet');
    git(start, 'add', '--all', '--force');
    git(start, '-c', 'user.name=T', '-c', 'user.email=t@t', 'commit', '--quiet', '--message', 'Start');
    git(start, 'clone', '--quiet', '--bare', start, remote);
    return {
      remote,
      clone: () => {
        const folder = join(temporaryFolder(), 'clone');
        git(start, 'clone', '--quiet', remote, folder);
        return folder;
      },
    };
  };
  const record = (clone: string, ...runs: readonly EvidenceRun[]) =>
    withGitBranchStore(clone, 'origin', 'evidence', (store) =>
      withLedger(store, ({ admit: add }) => add(runs)),
    );

  it('shares no commit with the others, and leaves the working tree alone', async () => {
    const { remote, clone } = repositories();
    const folder = clone();
    expect(await record(folder, run(1), run(2))).toMatchObject([
      { admittedAs: 'added' },
      { admittedAs: 'added' },
    ]);
    expect(await record(folder, run(2))).toMatchObject([{ admittedAs: 'known' }]);
    expect(git(remote, 'rev-list', '--count', 'evidence')).toBe('1');
    expect(git(remote, 'ls-tree', '-r', '--name-only', 'evidence').split('\n')).toHaveLength(2);
    expect(git(folder, 'status', '--porcelain')).toBe('');
    expect(existsSync(join(folder, '2026'))).toBe(false);
  });

  it('loses nothing when several push at once', async () => {
    const { remote, clone } = repositories();
    const days = [1, 2, 3, 4];
    await Promise.all(days.map((day) => record(clone(), run(day), run(day + 10))));
    expect(git(remote, 'ls-tree', '-r', '--name-only', 'evidence').split('\n')).toHaveLength(8);
    const { runs } = await withGitBranchStore(clone(), 'origin', 'evidence', (store) =>
      withLedger(store, async (ledger) => ledger.evidence()),
    );
    expect(runs).toHaveLength(8);
  });

  it('that can’t be reached, or has no repository, is an error that says so', async () => {
    const { remote, clone } = repositories();
    const folder = clone();
    rmSync(remote, { recursive: true });
    await expect(record(folder, run(1))).rejects.toThrow(/origin can't be reached/);
    await expect(record(temporaryFolder(), run(1))).rejects.toThrow(/is in no git repository/);
  });
});
