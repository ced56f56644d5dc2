import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it, test, vi } from 'vitest';
import { infrastructureError, usageError } from '../core/errors.ts';
import { NodeError } from '../nodes/node-error.ts';
import type { NodeSession } from '../nodes/types.ts';
import { temporaryFolder } from '../testing/cli.ts';
import { expectNoProcess, until } from '../testing/processes.ts';
import { recordedOptions, scriptedLane, setUpLane, watchTemporaryFolders } from '../testing/runner.ts';
import { suiteLane } from '../testing/suite-lanes.ts';
import { type LaneRun, runOnNode } from './run-on-node.ts';
import type { RunSetup } from './setup.ts';

const lost = async (): Promise<never> => Promise.reject(new NodeError('the node was lost', 'its last words'));

/** Makes the node of a set-up one whose session is changed. */
const withSession = (setup: RunSetup, change: (session: NodeSession) => Partial<NodeSession>): RunSetup => ({
  ...setup,
  nodeAdapter: {
    ...setup.nodeAdapter,
    open: (node, options, use) =>
      setup.nodeAdapter.open(node, options, (session) => use({ ...session, ...change(session) })),
  },
});

/** Short form of how far a try came. */
const short = ({ facts, node, built, specs, scope, execution, failure }: LaneRun) => ({
  probed: facts.machine !== undefined,
  opened: node !== undefined,
  built: built !== undefined,
  specs: specs.map(({ text }) => text),
  selected: scope.selection.selected.map(({ text }) => text),
  report:
    execution && ('specs' in execution.report ? execution.report.specs.length : execution.report.unreadable),
  failure: failure?.message,
});

const WHOLE = {
  probed: true,
  opened: true,
  built: true,
  specs: ['one', 'two'],
  selected: ['one', 'two'],
  report: 2,
  failure: undefined,
};

describe('a try at a lane', () => {
  it('opens, builds, lists, selects and runs, and tells it in this order', async () => {
    const temporaryFolders = watchTemporaryFolders();
    const setup = scriptedLane(['one', 'two'], 'echo running; list');
    const rules = { old: { labels: ['x'], because: 'it is old', until: '2020-01-01' } };
    const excluding = {
      ...setup.lane,
      exclude: [{ rule: 'old', because: 'it is old', until: '2020-01-01' }],
    };
    const options = recordedOptions();
    expect(short(await runOnNode({ ...setup, lane: excluding, rules }, options))).toEqual(WHOLE);
    expect(options.said).toEqual([
      '[start]',
      'listing the specs of the suite suite',
      expect.stringContaining('2020-01-01'),
      '> running',
    ]);
    expect(temporaryFolders()).toEqual([]);
  });

  it('that selects nothing runs nothing', async () => {
    const setup = scriptedLane(['one', 'two'], 'touch ran; list');
    const run = await runOnNode({ ...setup, lane: { ...setup.lane, select: 'no-such' } }, recordedOptions());
    expect(short(run)).toEqual({ ...WHOLE, selected: [], report: undefined });
    expect(readdirSync(join(setup.source.path, '..'))).not.toContain('ran');
  });

  it('runs a suite whose specs only a run tells, and knows those of it and of its last report', async () => {
    const testCase = (name: string) => `<testcase classname="c" name="${name}"/>`;
    const xml = (...names: readonly string[]) =>
      `<testsuite name="s">${names.map(testCase).join('')}</testsuite>`;
    const folder = suiteLane(
      {
        kind: 'junit',
        path: '.',
        command: ['sh', '-c', `sleep 0.1; echo '${xml('new')}' >junit.xml`],
        reports: ['junit.xml'],
      },
      { files: { 'junit.xml': xml('old') } },
    );
    const run = await runOnNode(setUpLane(folder, '.'), recordedOptions());
    expect(short(run)).toMatchObject({
      specs: ['s c new', 's c old'],
      selected: ['s c new', 's c old'],
      report: 1,
    });
  });
});

describe('an interrupt', () => {
  it('while the suite runs leaves the node to it, so that its report can be fetched', async () => {
    const setup = scriptedLane(
      ['one', 'two'],
      "trap 'list; exit 130' INT; echo up; while :; do sleep 0.1; done",
    );
    const options = recordedOptions();
    const kills: AbortSignal[] = [];
    const { open } = setup.nodeAdapter;
    const watched: RunSetup['nodeAdapter']['open'] = (node, openOptions, use) => {
      kills.push(openOptions.kill);
      return open(node, openOptions, use);
    };
    const running = runOnNode({ ...setup, nodeAdapter: { ...setup.nodeAdapter, open: watched } }, options);
    await until(() => options.said.includes('> up'));
    options.interrupter.abort();
    expect(kills.map(({ aborted }) => aborted)).toEqual([false]);
    expect(short(await running)).toEqual(WHOLE);
  });
});

describe('a try that the node, or the build, ends', () => {
  const open = (setup: RunSetup): RunSetup => ({
    ...setup,
    nodeAdapter: { ...setup.nodeAdapter, open: lost },
  });
  const close = (setup: RunSetup): RunSetup => ({
    ...setup,
    nodeAdapter: {
      ...setup.nodeAdapter,
      open: async (...args) => {
        await setup.nodeAdapter.open(...args);
        return lost();
      },
    },
  });
  const LOST = { failure: 'the node was lost' };
  const UNLISTED = { specs: [], selected: [], report: undefined };

  test.each<[string, (setup: RunSetup) => RunSetup, object]>([
    ['opened', open, { ...UNLISTED, probed: false, opened: false, built: false }],
    ['given the suite', (setup) => withSession(setup, () => ({ upload: lost })), UNLISTED],
    ['listed', (setup) => withSession(setup, () => ({ run: lost })), UNLISTED],
    [
      'run',
      (setup) =>
        withSession(setup, ({ run }) => ({
          run: (command, options) =>
            command.argv.includes('--ginkgo.dry-run') ? run(command, options) : lost(),
        })),
      { report: undefined },
    ],
    [
      'asked for artifacts',
      (setup) => withSession(setup, () => ({ downloadFolder: lost })),
      { report: undefined },
    ],
    ['closed', close, {}],
  ])('when it is %s keeps what was reached, and leaves nothing', async (_, change, reached) => {
    const temporaryFolders = watchTemporaryFolders();
    vi.stubEnv('LANEKEEPER_CACHE', temporaryFolder());
    const options = recordedOptions();
    const run = await runOnNode(
      change(scriptedLane(['one', 'two'], 'list; sleep 86394 >/dev/null 2>&1 &')),
      options,
    );
    expect(short(run)).toEqual({ ...WHOLE, ...reached, ...LOST });
    expect(run.criteria.labelFilter).toBe('(spec)');
    // The reports of the last run are taken away, whenever this one ended.
    expect(options.said).toContain('[start]');
    expect(temporaryFolders()).toEqual([]);
    await expectNoProcess('sleep 86394');
  });

  it('before the suite is listed knows the specs of a listing that was kept', async () => {
    vi.stubEnv('LANEKEEPER_CACHE', temporaryFolder());
    const setup = scriptedLane(['one', 'two']);
    await runOnNode(setup, recordedOptions());
    const run = await runOnNode(
      withSession(setup, () => ({ upload: lost })),
      recordedOptions(),
    );
    expect(short(run)).toEqual({ ...WHOLE, report: undefined, ...LOST });
  });

  it('when the suite does not build knows of which commit it was', async () => {
    const folder = suiteLane(
      { kind: 'ginkgo', path: '.' },
      { select: 'spec', files: { 'go.mod': 'module x\n', 'x_test.go': 'package x\nfunc broken( {}\n' } },
    );
    const git = async (...args: readonly string[]) =>
      (await execa('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], { cwd: folder }))
        .stdout;
    await git('init', '--quiet');
    await git('add', '.');
    await git('commit', '--quiet', '--message', 'x');
    const run = await runOnNode(setUpLane(folder, '.'), recordedOptions());
    expect(short(run)).toMatchObject({ ...UNLISTED, opened: true, built: false });
    expect(run.failure?.message).toContain('the suite "suite" does not build');
    expect(run.sources).toEqual({ commit: await git('rev-parse', 'HEAD'), modified: false });
  });
});

describe('whatever else goes wrong', () => {
  test.each<[string, Error]>([
    ['an error of the user', usageError('no such thing')],
    ['a bug', new TypeError('undefined is not a function')],
  ])('such as %s is thrown, and leaves nothing', async (_, error) => {
    const temporaryFolders = watchTemporaryFolders();
    const setup = withSession(scriptedLane(['one']), () => ({ downloadFolder: () => Promise.reject(error) }));
    await expect(runOnNode(setup, recordedOptions())).rejects.toBe(error);
    expect(temporaryFolders()).toEqual([]);
  });

  it('such as reports that can’t be written is thrown before the suite runs', async () => {
    const setup = scriptedLane(['one'], 'touch ran; list');
    const refused = infrastructureError('the disk is full');
    const onStart = (): never => {
      throw refused;
    };
    await expect(runOnNode(setup, { ...recordedOptions(), onStart })).rejects.toBe(refused);
    expect(readdirSync(join(setup.source.path, '..'))).not.toContain('ran');
  });
});
