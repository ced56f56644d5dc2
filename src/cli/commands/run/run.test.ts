import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { machine, release } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { describe, expect, it, test } from 'vitest';
import { parseRunReport } from '../../../evidence/report/run-report.ts';
import { readJUnit } from '../../../suites/junit/read-junit.ts';
import { cli, REPOSITORY, readLaneReport, startCli, temporaryFolder } from '../../../testing/cli.ts';
import { outcomesFolder, outcomesOf } from '../../../testing/outcomes.ts';
import { expectNoProcess, processesWith, until } from '../../../testing/processes.ts';

const UGLY = `name with <b>&amp;"quotes"'| \`ticks\` 🚦\nsecond line \u001b[31mred\u001b[0m ]]>`;

describe('the device probe', () => {
  it('runs the lane of this machine, passes what the machine has, and says what it lacks', async () => {
    const reports = temporaryFolder();
    const { exitCode } = await cli(
      REPOSITORY,
      ...['run', '--suite', 'device-probe', '--node', 'local', '--reports', reports],
    );
    expect(exitCode).toBe(0);
    const [lane = 'none'] = readdirSync(reports);
    const report = parseRunReport(readFileSync(join(reports, lane, 'report.json'), 'utf8'));
    expect(report).toMatchObject({
      verdict: 'passed',
      lane: { arch: report.node.arch },
      node: { kind: 'local' },
    });
    expect(report.node.machine?.uname).toBe(machine());
    expect(report.node.machine?.kernel).toBe(release());
    expect(report.counts['passed']).toBeGreaterThan(5);
    const foreign = report.specs.filter(({ labels }) =>
      labels.some((label) => /^requires-(amd64|arm64|riscv64|s390x)$/.test(label)),
    );
    expect(foreign.map(({ outcome }) => outcome).toSorted()).toEqual([
      'excluded',
      'excluded',
      'excluded',
      'passed',
    ]);
    for (const { outcome, exclusion } of report.specs)
      if (outcome === 'excluded') expect(exclusion?.because).toMatch(/; needs .*, node local has/);
  });
});

describe('a run of specs that end in every way', () => {
  it('tells each outcome as itself, in the run report, in JUnit, in the summary and on the console', async () => {
    const folder = outcomesFolder('!ends-the-run');
    const { exitCode, stderr } = await cli(folder, 'run', 'lane');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'lane: failed (5 passed, 2 failed, 1 panicked, 1 timedout, 1 skipped, 1 pending, 10 excluded)',
    );
    expect(stderr).toContain('panicked: [outcome] outcomes panics');
    expect(stripVTControlCharacters(stderr)).toBe(stderr);

    const report = readLaneReport(folder, 'lane');
    expect(report.verdict).toBe('failed');
    expect(report.reasons).toEqual(['2 specs failed', '1 spec panicked', '1 spec timed out']);
    expect(outcomesOf(report)).toEqual({
      passes: 'passed',
      fails: 'failed',
      panics: 'panicked',
      'times out': 'timedout',
      'skips itself': 'skipped',
      'is pending': 'pending',
      'is flaky': 'passed',
      'prints 50 MB': 'passed',
      [UGLY]: 'failed',
      'adds small numbers': 'passed',
      'adds negative numbers': 'passed',
    });
    const spec = (text: string) => report.specs.find((candidate) => candidate.text.endsWith(text));
    expect(spec('is flaky')?.attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'passed']);
    expect(spec('is flaky')?.attempts[1]?.failure?.message).toMatch(/^attempt 2\n/);
    expect(spec(' panics')?.attempts[0]?.failure?.message).toBe('Test Panicked\n\na panic with ]]> in it');
    expect(spec('skips itself')?.skipReason).toBe('this machine has no <flux> capacitor & never had');
    expect(spec(' fails')?.location).toEqual({ file: 'outcomes_test.go', line: 39 });
    expect(report.node.machine?.uname).not.toBe('');
    expect(report.command?.argv).toContain('--ginkgo.label-filter=(!ends-the-run)');
    expect(statSync(join(folder, 'reports/lane/output.log')).size).toBeGreaterThan(50 * 1024 * 1024);

    const [suite] = readJUnit(readFileSync(join(folder, 'reports/lane/junit.xml'), 'utf8'));
    const cases = Object.fromEntries(
      (suite?.cases ?? []).map(({ name, state, type, properties }) => [
        name.replace('[outcome] outcomes ', ''),
        [state, type, properties['lanekeeper.outcome'], properties['lanekeeper.flaky']],
      ]),
    );
    expect(cases).toMatchObject({
      passes: ['bare', null, 'passed', undefined],
      fails: ['failure', 'failed', 'failed', undefined],
      panics: ['failure', 'panicked', 'panicked', undefined],
      'times out': ['failure', 'timedout', 'timedout', undefined],
      'skips itself': ['skipped', null, 'skipped', undefined],
      'is pending': ['skipped', null, 'pending', undefined],
      'is flaky': ['bare', null, 'passed', 'true'],
      [UGLY.replaceAll('\u001b', '')]: ['failure', 'failed', 'failed', undefined],
      'that end the run aborts the suite': ['skipped', null, 'excluded', undefined],
    });
    const summary = readFileSync(join(folder, 'reports/lane/summary.md'), 'utf8');
    expect(summary).toContain('| 5 | 2 | 1 | 1 | 1 | 1 | 10 |');
    expect(summary).toContain('outcomes is flaky: passed at attempt 3');
  });

  test.each<[string, string, string, readonly (string | RegExp)[], Readonly<Record<string, string>>]>([
    [
      'aborts',
      'aborted || after',
      'inconclusive',
      ['1 spec selected but not run', '1 spec aborted the suite'],
      { 'aborts the suite': 'aborted', 'comes after': 'notrun' },
    ],
    [
      'is interrupted',
      'interrupted || after',
      'inconclusive',
      ['1 spec selected but not run', '1 spec interrupted', 'Interrupted by User'],
      { 'is interrupted': 'interrupted', 'comes after': 'notrun' },
    ],
    [
      'is killed with SIGKILL',
      'killed || passed',
      'inconclusive',
      ['the suite was ended by SIGKILL, and left no report'],
      {
        'kills its process': 'notrun',
        passes: 'notrun',
        'adds small numbers': 'notrun',
        'adds negative numbers': 'notrun',
      },
    ],
    [
      'exits with 0 in the middle',
      'exits',
      'inconclusive',
      ['the suite ended with exit code 0, and left no report'],
      { 'exits with 0': 'notrun' },
    ],
    [
      'hangs beyond its time',
      'hangs || after',
      'inconclusive',
      ['1 spec selected but not run', 'Suite Timeout Elapsed'],
      { 'hangs and starts a child that hangs': 'timedout', 'comes after': 'notrun' },
    ],
    [
      'only skips itself',
      'skipped',
      'inconclusive',
      ['no spec passed', '1 spec skipped at run time, so not run'],
      { 'skips itself': 'skipped' },
    ],
    [
      'passes',
      'passed',
      'passed',
      [],
      { passes: 'passed', 'adds small numbers': 'passed', 'adds negative numbers': 'passed' },
    ],
  ])('that %s is judged so', async (_, select, verdict, reasons, outcomes) => {
    const folder = outcomesFolder(select, 'run: { timeout: 3s, gracePeriod: 1s }\n');
    const { exitCode } = await cli(folder, 'run', 'lane', '--quiet');
    const report = readLaneReport(folder, 'lane');
    expect([report.verdict, report.reasons]).toEqual([verdict, reasons]);
    expect(outcomesOf(report)).toEqual(outcomes);
    expect(exitCode).toBe(verdict === 'passed' ? 0 : 1);
  });

  it('runs in parallel, with the runner of the suite’s own version', async () => {
    const folder = outcomesFolder('passed || failed || flaky || skipped');
    const { exitCode } = await cli(folder, 'run', 'lane', '--procs', '2');
    expect(exitCode).toBe(1);
    const report = readLaneReport(folder, 'lane');
    expect([report.verdict, report.reasons]).toEqual(['failed', ['1 spec failed']]);
    expect(report.counts).toMatchObject({ passed: 4, failed: 1, skipped: 1 });
  });

  it('runs one spec only with --focus, and refuses one that the lane leaves out', async () => {
    const folder = outcomesFolder('!ends-the-run');
    expect((await cli(folder, 'run', 'lane', '--focus', 'adds small numbers')).exitCode).toBe(0);
    const report = readLaneReport(folder, 'lane');
    expect(report.counts).toMatchObject({ passed: 1, failed: 0, excluded: 19, pending: 1 });
    expect(report.specs.find(({ text }) => text.endsWith('fails'))?.exclusion).toMatchObject({
      rule: 'focus',
    });
    const refused = await cli(folder, 'run', 'lane', '--focus', 'kills its process');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(
      'kills its process" is like it, but not selected: lanekeeper explain says why',
    );
    expect((await cli(folder, 'run', 'lane', '--focus', 'adds')).stderr).toContain(
      'means 2 specs of the lane, expected one',
    );
  });

  it('gives specs more attempts with --flake-attempts, and keeps each', async () => {
    const folder = outcomesFolder('failed');
    const { stdout } = await cli(folder, 'run', 'lane', '--flake-attempts', '2', '--json');
    expect(JSON.parse(stdout)).toEqual({ schemaVersion: 1, reports: [readLaneReport(folder, 'lane')] });
    const failed = readLaneReport(folder, 'lane').specs.find(({ outcome }) => outcome === 'failed');
    expect(failed?.attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  });

  it('prints specs, commands and what is missing with --dry-run, and starts no spec', async () => {
    const folder = outcomesFolder('killed');
    const { exitCode, stdout } = await cli(folder, 'run', 'lane', '--dry-run');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^# lane: 1 spec\n\[outcome\] outcomes that end the run kills its process {2}\(outcomes_test.go:\d+\)\n# commands\ncd .* && go test -c /,
    );
    expect(stdout).toContain(
      "'--ginkgo.label-filter=(killed)' --ginkgo.seed=1 --ginkgo.timeout=1h --ginkgo.grace-period=30s",
    );
    expect(stdout).toContain('# nothing is missing on this machine');
    expect(existsSync(join(folder, 'reports'))).toBe(false);
    const withoutGo = await startCli(folder, ['run', 'lane', '--dry-run', '--json'], { PATH: '/nowhere' });
    expect(JSON.parse(withoutGo.stdout)).toMatchObject({
      runs: [
        {
          missing: [expect.stringMatching(/^go is not on the PATH: (sudo )?apt-get install golang-go$/)],
          specs: [],
        },
      ],
    });
  });

  it('takes the specs of a dry run from a report, without building the suite', async () => {
    const folder = outcomesFolder('killed || passed');
    await cli(folder, 'run', 'lane', '--focus', 'adds small numbers');
    const binary = readLaneReport(folder, 'lane').command?.argv[0] ?? 'none';
    await execa(binary, ['--ginkgo.dry-run', '--ginkgo.json-report=dry-run.json'], { cwd: folder });
    const { stdout, stderr } = await cli(folder, 'run', 'lane', '--dry-run', '--inventory', 'dry-run.json');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^# lane: 4 specs\n/);
    expect(stdout).toContain('&& go test -c -trimpath');
    const refused = await cli(folder, 'run', 'lane', '--inventory', 'dry-run.json');
    expect([refused.exitCode, refused.stderr]).toEqual([
      2,
      expect.stringContaining('a report can be listed but not run'),
    ]);
  });

  it('names the commit of a package’s sources, and none for a binary, wherever that lies', async () => {
    const folder = outcomesFolder('passed');
    await cli(folder, 'run', 'lane');
    const { suite, command } = readLaneReport(folder, 'lane');
    expect(suite.commit).toBe((await execa('git', ['rev-parse', 'HEAD'], { cwd: REPOSITORY })).stdout);
    const elsewhere = outcomesFolder('passed');
    const git = (...args: readonly string[]) =>
      execa('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], { cwd: elsewhere });
    copyFileSync(command?.argv[0] ?? 'none', join(elsewhere, 'suite.test'));
    await git('init', '--quiet');
    await git('add', 'lanes');
    await git('commit', '--quiet', '--message', 'x');
    await cli(elsewhere, 'run', 'lane', '--inventory', 'suite.test');
    expect(readLaneReport(elsewhere, 'lane')).toMatchObject({
      verdict: 'passed',
      suite: { digest: suite.digest, commit: null, modified: null },
    });
  });

  it('adds its summary to that of the job, where it fits', async () => {
    const folder = outcomesFolder('passed', '', { full: 'x'.repeat(1024 * 1024 - 100), empty: '' });
    await startCli(folder, ['run', 'lane'], { GITHUB_STEP_SUMMARY: join(folder, 'empty') });
    expect(readFileSync(join(folder, 'empty'), 'utf8')).toMatch(/^## ✅ lane: passed/);
    const { stderr } = await startCli(folder, ['run', 'lane'], { GITHUB_STEP_SUMMARY: join(folder, 'full') });
    expect(stderr).toContain('is left out: it would be larger than GitHub shows');
    expect(statSync(join(folder, 'full')).size).toBe(1024 * 1024 - 100);
  });
});

describe('a suite that can’t be trusted', () => {
  /** Program that runs the real binary and then spoils something. */
  const spoiled = (binary: string, then: string): string => `#!/bin/sh
for arg; do case "$arg" in --ginkgo.json-report=*) report="\${arg#*=}";; --ginkgo.dry-run) exec ${binary} "$@";; esac; done
${binary} "$@"; code=$?
${then}
`;
  async function binaryOf(folder: string): Promise<string> {
    await cli(folder, 'run', 'lane', '--quiet');
    return readLaneReport(folder, 'lane').command?.argv[0] ?? 'none';
  }

  test.each<[string, string, RegExp]>([
    [
      'cuts its report off',
      'head -c 3000 "$report" > "$report.cut"; mv "$report.cut" "$report"; exit $code',
      /its report can't be read: not JSON, or cut off/,
    ],
    ['leaves an empty report', ': > "$report"; exit $code', /not JSON, or cut off, at 0 characters/],
    [
      'exits with 1 though all passed',
      'exit 1',
      /ended with exit code 1, but its report says that it succeeded/,
    ],
    [
      'leaves the report of another run',
      'sed -i \'s/"LabelFilter": *"[^"]*"/"LabelFilter": "other"/\' "$report"; exit $code',
      /report is of a run with the label filter "other"/,
    ],
    [
      'leaves a report without its specs',
      'sed -i \'s/"LeafNodeType": *"It"/"LeafNodeType": "Other"/\' "$report"; exit $code',
      /3 specs selected but not run/,
    ],
  ])('because it %s is inconclusive', async (_, then, reason) => {
    const folder = outcomesFolder('passed');
    const binary = await binaryOf(folder);
    const wrapped = outcomesFolder('passed', '', { 'suite.test': spoiled(binary, then) });
    const { exitCode } = await cli(wrapped, 'run', 'lane', '--inventory', 'suite.test');
    expect(exitCode).toBe(1);
    const report = readLaneReport(wrapped, 'lane');
    expect(report.verdict).toBe('inconclusive');
    expect(report.reasons.join()).toMatch(reason);
  });
});

describe('an interrupt', () => {
  const start = (select: string, gracePeriod: string) => {
    const folder = outcomesFolder(select, `run: { timeout: 10m, gracePeriod: ${gracePeriod} }\n`);
    const temporary = join(folder, 'tmp');
    mkdirSync(temporary);
    return { folder, temporary, running: startCli(folder, ['run', 'lane'], { TMPDIR: temporary }) };
  };
  const isHanging = (folder: string): boolean =>
    processesWith('sleep 86400').length > 0 && existsSync(folder);

  it('stops the suite gently, keeps its report, and leaves no process', async () => {
    const { folder, running } = start('hangs || after', '1s');
    await until(() => isHanging(folder));
    running.kill('SIGINT');
    const { exitCode, stderr } = await running;
    expect(exitCode).toBe(130);
    expect(stderr).toContain(
      'SIGINT: stopping gently, so that the suite can write its report; once more kills it',
    );
    const report = readLaneReport(folder, 'lane');
    expect(report.verdict).toBe('inconclusive');
    expect(report.reasons[0]).toBe('the run was interrupted by the user');
    expect(outcomesOf(report)).toEqual({
      'hangs and starts a child that hangs': 'interrupted',
      'comes after': 'notrun',
    });
    await expectNoProcess('sleep 86400');
    await expectNoProcess('suite.test --ginkgo');
  });

  it('that comes twice kills the tree', async () => {
    const { folder, running } = start('stubborn', '10m');
    await until(() => isHanging(folder));
    let seen = '';
    running.stderr.on('data', (chunk) => (seen += chunk));
    running.kill('SIGINT');
    await until(() => seen.includes('once more kills it'));
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
    expect(readLaneReport(folder, 'lane')).toMatchObject({
      verdict: 'inconclusive',
      exit: { signal: 'SIGKILL' },
    });
    await expectNoProcess('sleep 86400');
    await expectNoProcess('suite.test --ginkgo');
  });

  it('that can’t be caught leaves no process and no temporary folder either', async () => {
    const { folder, running, temporary } = start('hangs', '1s');
    await until(() => isHanging(folder));
    expect(readdirSync(temporary)).not.toEqual([]);
    running.kill('SIGKILL');
    await running;
    await expectNoProcess('sleep 86400');
    await expectNoProcess('suite.test --ginkgo');
    await expect.poll(() => readdirSync(temporary), { timeout: 10_000 }).toEqual([]);
  });
});

describe('before any spec runs', () => {
  it('an interrupt ends the build or the listing, and leaves nothing', async () => {
    const folder = outcomesFolder('passed', '', { 'suite.test': '#!/bin/sh\nsleep 86399\n' });
    const temporary = join(folder, 'tmp');
    mkdirSync(temporary);
    const running = startCli(folder, ['run', 'lane', '--inventory', 'suite.test'], { TMPDIR: temporary });
    await until(() => processesWith('sleep 86399').length > 0);
    running.kill('SIGINT');
    const { exitCode, stderr } = await running;
    expect([exitCode, stderr]).toEqual([130, expect.stringContaining('interrupted before any spec ran')]);
    await expectNoProcess('sleep 86399');
    expect(readdirSync(temporary)).toEqual([]);
    expect(readdirSync(join(folder, 'reports/lane'))).toEqual([]);
  });

  it('a signal ends a listing by another command, too', async () => {
    const folder = outcomesFolder('passed', '', { 'suite.test': '#!/bin/sh\nsleep 86398\n' });
    const temporary = join(folder, 'tmp');
    mkdirSync(temporary);
    const running = startCli(folder, ['list', 'lane', '--inventory', 'suite.test'], { TMPDIR: temporary });
    await until(() => processesWith('sleep 86398').length > 0);
    running.kill('SIGTERM');
    expect((await running).exitCode).toBe(130);
    await expectNoProcess('sleep 86398');
    expect(readdirSync(temporary)).toEqual([]);
  });

  test.each<[string, string, RegExp]>([
    ['fails', 'echo no cluster; exit 7', /can't be listed: .* ended with exit code 7:\n *no cluster/],
    ['says nothing', 'exit 0', /can't be listed: .* ended with exit code 0 and left no report/],
    [
      'writes nonsense',
      'for arg; do case "$arg" in --ginkgo.json-report=*) echo "{" > "${arg#*=}";; esac; done',
      /its report can't be read: not JSON/,
    ],
  ])('a suite that %s when it is listed is the infrastructure’s fault', async (_, script, message) => {
    const folder = outcomesFolder('passed', '', { 'suite.test': `#!/bin/sh\n${script}\n` });
    const { exitCode, stderr } = await cli(folder, 'run', 'lane', '--inventory', 'suite.test');
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(message);
  });
});

describe('a run that can’t start', () => {
  it('on a machine of another architecture is refused, with the place of the lane’s arch', async () => {
    const folder = outcomesFolder('passed');
    const lane = readFileSync(join(folder, 'lanes/lane.yaml'), 'utf8')
      .replace(/arch: .*/, 'arch: loong64')
      .replace('name: lane', 'name: other');
    const { exitCode, stderr } = await cli(
      outcomesFolder('passed', '', { 'lanes/other.yaml': lane }),
      'run',
      'other',
    );
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^lanes\/other.yaml:4:7: found the arch loong64, but the node "here" is a machine of \w+ \(uname -m: \w+\): run it on a machine of loong64/,
    );
  });

  it('because nothing is selected is empty, and leaves a report', async () => {
    const folder = outcomesFolder('no-such-label');
    const { exitCode, stderr } = await cli(folder, 'run', 'lane');
    expect(exitCode).toBe(1);
    expect(readLaneReport(folder, 'lane')).toMatchObject({ verdict: 'empty', command: null });
    expect(stderr).toMatch(/^lane: empty \(\d+ excluded.*\)$/m);
  });

  it('because nothing at all is on the PATH ends as it should, and ends nothing beside it', async () => {
    // In a process group of its own, because that is what would end.
    const { exitCode, signal, stderr } = await startCli(
      outcomesFolder('passed'),
      ['run', 'lane'],
      { PATH: '/nowhere' },
      { detached: true },
    );
    expect([exitCode, signal]).toEqual([3, undefined]);
    expect(stderr).toMatch(/^lane: infrastructure: go is not on the PATH: (sudo )?\S+ install \S+$/m);
  });

  it('because the suite does not build is the infrastructure’s fault, with what Go said, and leaves a report of that', async () => {
    const folder = outcomesFolder('passed', '', {
      'broken/go.mod': 'module x\n',
      'broken/x_test.go': 'package x\nfunc broken( {}\n',
    });
    await cli(folder, 'run', 'lane');
    const { exitCode, stderr } = await cli(folder, 'run', 'lane', '--inventory', 'broken');
    expect(readLaneReport(folder, 'lane')).toMatchObject({
      verdict: 'infrastructure',
      suite: { digest: null },
      specs: [],
      reasons: [expect.stringContaining('x_test.go:2')],
    });
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(
      /the suite "outcomes" does not build: go test -c .* ended with exit code 1:\n(.*\n)*.*x_test.go:2/,
    );
  });

  test.each<[string, readonly string[], RegExp]>([
    [
      'nothing there',
      ['--inventory', 'nowhere'],
      /nowhere: no such file or folder for the suite "outcomes"; name the report/,
    ],
    ['a report', ['--inventory', 'lanes/lane.yaml'], /can't be executed/],
    ['a bad number', ['--procs', 'many'], /--procs: found "many", expected a whole number in range/],
    ['a bad duration', ['--timeout', '4 hours'], /--timeout: found "4 hours", expected a duration/],
    ['an unknown lane', ['lan'], /found no lane "lan", expected one of lane; did you mean "lane"\?/],
    ['an unknown suite', ['--suite', 'x'], /--suite: found no suite "x", expected one of outcomes/],
  ])('because of %s exits with 2', async (_, args, message) => {
    const folder = outcomesFolder('passed');
    const { exitCode, stderr } = await cli(
      folder,
      'run',
      ...(args[0]?.startsWith('-') === true && args[0] !== '--suite' ? ['lane'] : []),
      ...args,
    );
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});
