import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { cli, readLaneReport, startCli, temporaryFolder } from '../../../testing/cli.ts';
import { emulatedFolder, HAS_QEMU } from '../../../testing/emulated.ts';
import { expectNoProcess } from '../../../testing/processes.ts';

/** Program that is a machine which asks for a password, in colour, and knows one command. */
const MACHINE = `#!/usr/bin/env node
const say = (text) => process.stdout.write(text);
const answers = [
  () => say('Password: '),
  (typed) => say('you typed ' + typed + '\\r\\n$ '),
  () => say('riscv64\\r\\n$ '),
];
say('\\u001b[32mwelcome\\u001b[0m\\r\\nlogin: ');
let line = '';
process.stdin.on('data', (chunk) => {
  for (const char of chunk.toString())
    if (char === '\\r') {
      answers.shift()?.(line);
      line = '';
    } else line += char;
});
`;

const STEPS = `name: the machine
labels: [boot]
timeout: 5s
steps:
  - { name: greets, expect: welcome }
  - { name: asks who, expect: 'login:', labels: [login] }
  - { name: asks for a password, send: root, expect: 'Password:' }
  - { name: lets in, sendSecret: CONSOLE_PASSWORD, expectRegexp: '(?m)^\\$ $' }
  - { name: is of its architecture, send: uname -m, expectRegexp: '(?m)^{{machine}}$' }
`;

const laneFolder = (steps: string, files: Readonly<Record<string, string>> = {}): string =>
  temporaryFolder({
    'lanes/lanekeeper.yaml':
      'suites:\n  boot: { kind: console, path: steps.yaml, transport: [./machine] }\nnodes:\n  here: { kind: local, arch: riscv64 }\n',
    'lanes/lane.yaml': 'name: lane\nstate: active\nsuite: boot\narch: riscv64\nnode: here\nselect: ""\n',
    'steps.yaml': steps,
    machine: MACHINE,
    ...files,
  });

const drive = (folder: string, ...args: readonly string[]) =>
  startCli(folder, ['console', 'steps.yaml', '--report', 'report.json', ...args, '--', './machine'], {
    CONSOLE_PASSWORD: 'hunter2',
    ARTIFACTS: folder,
  });

describe('a console', () => {
  it('is driven over a command, as a person would, and its secrets are masked', async () => {
    const folder = laneFolder(STEPS);
    const { exitCode, stdout } = await drive(folder, '--machine', 'riscv64');
    expect(stdout.split('\n').filter((line) => line.startsWith('passed'))).toHaveLength(5);
    expect(exitCode).toBe(0);
    const report = readFileSync(join(folder, 'report.json'), 'utf8');
    expect(report).not.toContain('hunter2');
    expect(report).toContain('you typed ***');
    expect(report).not.toContain('\\u001b');
    const said = readFileSync(join(folder, 'console.log'), 'utf8');
    expect(said).toContain('\u001b[32mwelcome\u001b[0m\r\n');
    expect(said).toContain('you typed ***\r\n');
    await expectNoProcess(folder);
  });

  it('that says something else fails with the transcript, and later steps are not tried', async () => {
    const folder = laneFolder(STEPS.replace("'(?m)^{{machine}}$'", () => "'(?m)^s390x$', timeout: 1s"));
    const { exitCode, stdout } = await drive(folder);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /failed: is of its architecture \(found no a match of .* within 1 s\)\n(.*\n)* {4}riscv64/,
    );
    const wrong = laneFolder(STEPS.replace('expect: welcome', 'expect: goodbye, timeout: 1s'));
    expect((await drive(wrong)).stdout).toMatch(/skipped: lets in \(the step "greets" before it failed\)/);
  });

  it('that is closed fails at once', async () => {
    const folder = laneFolder(STEPS, { machine: '#!/bin/sh\necho welcome\n' });
    const { exitCode, stdout } = await drive(folder);
    expect([exitCode, stdout]).toEqual([
      1,
      expect.stringContaining('the console was closed before "login:"'),
    ]);
  });

  it('is driven by a lane over the suite’s transport; each step is a spec', async () => {
    const folder = laneFolder(STEPS.replaceAll('sendSecret: CONSOLE_PASSWORD', 'send: x'));
    const { exitCode, stderr } = await cli(folder, 'run', 'lane');
    expect(stderr).toContain('found the arch riscv64, but the node "here" is a machine of');
    expect(exitCode).toBe(2);
    const listed = await cli(folder, 'list', 'lane');
    expect(listed.stdout).toContain('steps.yaml:7  the machine asks for a password');
    expect(listed.stderr).toContain('lane: 5 selected, 0 excluded');
  });

  test.each<[string, string, RegExp]>([
    [
      'a pattern that is none',
      STEPS.replace('(?m)^\\$ $', '('),
      /steps.yaml:8:\d+: not a regular expression of Go/,
    ],
    [
      'a step that expects nothing',
      STEPS.replace(', expect: welcome', ''),
      /expected either "expect" or "expectRegexp"/,
    ],
    ['an unknown key', STEPS.replace('timeout', 'timout'), /unknown key "timout".*did you mean "timeout"\?/],
    ['no steps', 'name: x\n', /the key "steps" is missing/],
    [
      'a step that types twice',
      STEPS.replace('send: root', 'send: root, sendSecret: X'),
      /found both "send" and "sendSecret"/,
    ],
  ])('is not touched because of %s', async (_, steps, message) => {
    const { exitCode, stderr } = await drive(laneFolder(steps));
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  test.each<[string, readonly string[], number, RegExp]>([
    ['there is none', ['--socket', '/nowhere'], 3, /\/nowhere: no console/],
    ['its command is not installed', ['--', '/nowhere/virtctl'], 3, /could not be started \(ENOENT\)/],
    ['none is named', [], 2, /expected either --socket, or a command after --/],
    ['there are no steps', ['--list', '--socket', 'x'], 2, /none.yaml: found no such file/],
  ])('is not driven when %s', async (_, args, code, message) => {
    const folder = laneFolder(STEPS);
    const file = message.source.startsWith('none') ? 'none.yaml' : 'steps.yaml';
    const { exitCode, stderr } = await cli(folder, 'console', file, ...args);
    expect([exitCode, stderr]).toEqual([code, expect.stringMatching(message)]);
  });
});

describe.skipIf(!HAS_QEMU)('a machine’s console (skipped where QEMU is not installed)', () => {
  it('fails with what was on it, when that is not what was expected', async () => {
    const folder = emulatedFolder(
      { select: '', suite: 'kind: console, path: steps.yaml' },
      {
        'steps.yaml':
          'name: boot\nsteps:\n  - { name: greets, expect: "login:", timeout: 30s }\n  - { name: is a mainframe, send: root, expect: "z/OS", timeout: 500ms }\n',
      },
    );
    expect((await cli(folder, 'run', 'lane')).exitCode).toBe(1);
    const report = readLaneReport(folder, 'lane');
    expect([report.verdict, report.reasons]).toEqual(['failed', ['1 spec failed']]);
    expect(report.specs[1]).toMatchObject({
      outcome: 'failed',
      output: expect.stringContaining('root login on') as string,
    });
  });
});
