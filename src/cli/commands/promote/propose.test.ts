import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { startCli, temporaryFolder } from '../../../testing/cli.ts';
import { type LocalGitHub, startGitHub } from '../../../testing/github.ts';
import {
  AS_OF,
  addRuns,
  git,
  greenRuns,
  INVENTORY,
  promotionFolder,
  withRemote,
} from '../../../testing/promotion.ts';

const SETTINGS = 'promotion: { repository: octo/hello, labels: [kind/status, arm64] }\n';
const BRANCH = 'lanekeeper/promotion';

type Setting = {
  readonly folder: string;
  readonly remote: string;
  readonly github: LocalGitHub;
  readonly propose: (
    asOf?: string,
    more?: Readonly<Record<string, string>>,
  ) => Promise<{ exitCode: number | undefined; outcome: string; stderr: string }>;
};

async function start(specs: readonly string[] = ['disk boots']): Promise<Setting> {
  const folder = promotionFolder(SETTINGS);
  const remote = withRemote(folder);
  addRuns(folder, greenRuns(specs));
  const github = await startGitHub(remote);
  const env = { GITHUB_TOKEN: github.token, GITHUB_API_URL: github.url, XDG_CACHE_HOME: temporaryFolder() };
  return {
    folder,
    remote,
    github,
    propose: async (asOf = AS_OF, more = {}) => {
      const args = ['promote', '--pull-request', '--as-of', asOf, ...INVENTORY];
      const { exitCode, stdout, stderr } = await startCli(folder, args, { ...env, ...more });
      expect(`${stdout}${stderr}`).not.toContain(github.token);
      expect(github.violations).toEqual([]);
      return { exitCode, outcome: /^pull request: (\w+)/m.exec(stderr)?.[1] ?? 'none', stderr };
    },
  };
}

const openPulls = async ({ github }: Setting) =>
  (await github.pulls()).filter(({ state }) => state === 'open');

/** Text of the document on the branch of the pull request. */
const proposed = ({ remote }: Setting): string => git(remote, 'show', `${BRANCH}:docs/devices.md`);

describe('the pull request', () => {
  it('is created with its commit, body and labels, left alone, updated, and closed', async () => {
    const setting = await start();
    expect(await setting.propose()).toMatchObject({ exitCode: 0, outcome: 'created' });
    const [pull] = await setting.github.pulls();
    expect(pull).toMatchObject({ state: 'open', title: 'Update the support status of Disk on arm64' });
    expect(pull?.labels.map(({ name }) => name)).toEqual(['kind/status', 'arm64']);
    expect(pull?.body).toContain(
      '| docs/devices.md | Disk | arm64 | UNVERIFIED | SUPPORTED | 14 of 14 (100 %, at least 80.7 %) |',
    );
    expect(pull?.body).toContain('- Net on arm64: 14 more native runs on 7 more days; 3 more commits');
    expect(pull?.body).toMatch(/```release-note\n.+\n```/);
    expect(proposed(setting)).toContain('Disk | SUPPORTED\nNet | UNVERIFIED');
    expect(git(setting.remote, 'log', '-1', '--format=%B', BRANCH)).toContain(
      'Signed-off-by: Tess Ter <tess@example.org>',
    );
    expect(readFileSync(join(setting.folder, 'docs/devices.md'), 'utf8')).toContain('Disk | UNVERIFIED');
    expect(git(setting.folder, 'status', '--porcelain')).toBe('');

    const before = git(setting.remote, 'rev-parse', BRANCH);
    expect((await setting.propose()).outcome).toBe('unchanged');
    expect(git(setting.remote, 'rev-parse', BRANCH)).toBe(before);

    addRuns(setting.folder, greenRuns(['disk boots', 'net pings']));
    expect((await setting.propose()).outcome).toBe('updated');
    expect(proposed(setting)).toContain('Disk | SUPPORTED\nNet | SUPPORTED');
    expect(await openPulls(setting)).toMatchObject([
      { title: 'Update the support status of 2 features on arm64' },
    ]);

    const document = join(setting.folder, 'docs/devices.md');
    const hold = '<!-- lanekeeper:hold until=2027-01-31 because="a freeze" -->\n\n';
    writeFileSync(document, hold + readFileSync(document, 'utf8'));
    expect((await setting.propose()).outcome).toBe('closed');
    expect(await openPulls(setting)).toEqual([]);
    expect(git(setting.remote, 'branch', '--list', BRANCH)).toBe('');
    expect((await setting.propose()).outcome).toBe('unchanged');
    // One that we closed ourselves is no refusal.
    writeFileSync(document, readFileSync(document, 'utf8').replace(hold, ''));
    expect((await setting.propose()).outcome).toBe('created');
  });

  it('that a human closed is a refusal, remembered until the evidence is another', async () => {
    const setting = await start();
    await setting.propose();
    await setting.github.change(1, { state: 'closed' });
    const refused = await setting.propose();
    expect(refused.outcome).toBe('unchanged');
    expect(refused.stderr).toContain('refused: Disk on arm64: UNVERIFIED → SUPPORTED: refused by a human');
    expect(await openPulls(setting)).toEqual([]);
    const later = greenRuns(['disk boots']).map((run) => ({
      ...run,
      header: { ...run.header, startedAt: run.header.startedAt.replace('2026-11', '2026-12') },
    }));
    addRuns(setting.folder, later);
    expect((await setting.propose('2026-12-21T12:00:00Z')).outcome).toBe('created');
  });

  it('does not overwrite what somebody else pushed to its branch', async () => {
    const setting = await start();
    await setting.propose();
    const clone = join(temporaryFolder(), 'clone');
    git(setting.folder, 'clone', '--quiet', '--branch', BRANCH, setting.remote, clone);
    writeFileSync(join(clone, 'docs/devices.md'), 'theirs\n');
    git(
      clone,
      '-c',
      'user.name=Else',
      '-c',
      'user.email=e@e',
      'commit',
      '--quiet',
      '--all',
      '--message',
      'Mine',
    );
    git(clone, 'push', '--quiet');
    addRuns(setting.folder, greenRuns(['disk boots', 'net pings']));
    const { exitCode, stderr } = await setting.propose();
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/holds [0-9a-f]{12} by Else, which is not ours/);
    expect(proposed(setting)).toBe('theirs');
    // Nor is it closed when nothing of ours is left.
    const document = join(setting.folder, 'docs/devices.md');
    const hold = '<!-- lanekeeper:hold until=2027-01-31 because="a freeze" -->\n\n';
    writeFileSync(document, hold + readFileSync(document, 'utf8'));
    expect((await setting.propose()).exitCode).toBe(2);
    expect(await openPulls(setting)).toHaveLength(1);
    expect(proposed(setting)).toBe('theirs');
  });

  it('is made only from documents that are as the base has them', async () => {
    const setting = await start();
    writeFileSync(join(setting.folder, 'docs/devices.md'), 'Device | Status\n-- | --\nDisk | UNVERIFIED\n');
    const { exitCode, stderr } = await setting.propose();
    expect(exitCode).toBe(2);
    expect(stderr).toContain('docs/devices.md: found another text on main');
    expect(await setting.github.pulls()).toEqual([]);
  });
});

describe('when GitHub', () => {
  test.each([
    ['fails once', { status: 502, message: 'Bad Gateway' }],
    [
      'limits the rate for a second',
      { status: 403, message: 'You have exceeded a secondary rate limit', headers: { 'retry-after': '1' } },
    ],
  ])('%s, it is asked again', async (_, fault) => {
    const setting = await start();
    setting.github.fail({ on: 'GET /pulls', with: fault });
    expect(await setting.propose()).toMatchObject({ exitCode: 0, outcome: 'created' });
  });

  test.each([
    [
      'limits the rate for an hour',
      {
        status: 403,
        message: 'API rate limit exceeded',
        headers: {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': `${Math.floor(Date.now() / 1000) + 3600}`,
        },
      },
      /limits the rate: it asks to wait \d+ s, giving up/,
    ],
    [
      'forbids it',
      { status: 403, message: 'Resource not accessible by integration' },
      /the token needs contents: write/,
    ],
    [
      'does not know the repository',
      { status: 404, message: 'Not Found' },
      /does not exist, or the token can’t see it/,
    ],
    [
      'knows another token',
      { status: 401, message: 'Bad credentials' },
      /the token in GITHUB_TOKEN is not valid/,
    ],
  ])('%s, nothing is pushed, and it says so', async (_, fault, message) => {
    const setting = await start();
    setting.github.fail({ on: 'GET /pulls', with: fault, times: 10 });
    const { exitCode, stderr } = await setting.propose();
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(message);
    expect(git(setting.remote, 'branch', '--list', BRANCH)).toBe('');
  });

  test.each([
    ['is gone before it opens the pull request', 'cut before'],
    ['opens the pull request, and its answer gets lost', 'cut after'],
  ] as const)('%s, the next run completes it, and nothing is doubled', async (_, fault) => {
    const setting = await start();
    setting.github.fail({ on: 'POST /pulls', with: fault, times: 3 });
    const first = await setting.propose();
    expect(first.exitCode).toBe(fault === 'cut before' ? 3 : 0);
    const second = await setting.propose();
    expect(second).toMatchObject({ exitCode: 0, outcome: fault === 'cut before' ? 'created' : 'unchanged' });
    const [pull, ...others] = await setting.github.pulls();
    expect(others).toEqual([]);
    expect(pull?.labels).toHaveLength(2);
  });

  it('is gone before it labels the pull request, the next run does', async () => {
    const setting = await start();
    setting.github.fail({ on: 'POST /labels', with: 'cut before', times: 3 });
    expect((await setting.propose()).exitCode).toBe(3);
    expect(await setting.propose()).toMatchObject({ exitCode: 0, outcome: 'updated' });
    expect((await setting.github.pulls())[0]?.labels).toHaveLength(2);
  });

  it('finds the pull request invalid, its reason is told', async () => {
    const setting = await start();
    setting.github.fail({ on: 'POST /pulls', with: { status: 422, message: 'Validation Failed: base' } });
    const { exitCode, stderr } = await setting.propose();
    expect(exitCode).toBe(3);
    expect(stderr).toContain('opening the pull request failed (422): Validation Failed: base');
  });
});

describe('without', () => {
  test.each([
    ['a token', { GITHUB_TOKEN: '' }, SETTINGS, /GITHUB_TOKEN is not set/],
    [
      'a repository',
      { GITHUB_TOKEN: 'x', GITHUB_REPOSITORY: '' },
      '',
      /found no repository, expected owner\/name/,
    ],
    ['a URL', { GITHUB_TOKEN: 'x', GITHUB_API_URL: 'ftp://x' }, SETTINGS, /found ftp:\/\/x, expected a URL/],
  ])('%s it says what is missing', async (_, env, settings, message) => {
    const folder = promotionFolder(settings);
    const { exitCode, stderr } = await startCli(folder, ['promote', '--pull-request', ...INVENTORY], env);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('a name to sign off with, it says so', async () => {
    const setting = await start();
    git(setting.folder, 'config', '--unset', 'user.email');
    const { exitCode, stderr } = await setting.propose(AS_OF, { GIT_CONFIG_GLOBAL: '/dev/null' });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('git knows no user.name and user.email');
  });
});
