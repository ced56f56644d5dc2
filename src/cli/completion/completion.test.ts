import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { missingTools } from '../../system/tools.ts';
import { cli, REPOSITORY, temporaryFolder } from '../../testing/cli.ts';

/** Name that does something where a shell expands it. */
const HOSTILE = 'net $(touch pwned) `touch pwned` "quoted" \'single\' ; touch pwned';

/**
 * Makes a folder with a configuration, and with a `lanekeeper` that completes, and otherwise prints what it is
 * called with.
 */
function folderWithCommand(): string {
  const spec = (text: string, line: number) => ({
    LeafNodeType: 'It',
    LeafNodeText: text,
    LeafNodeLocation: { FileName: 'a_test.go', LineNumber: line },
    LeafNodeLabels: ['wg-arm64'],
    State: 'passed',
  });
  const report = {
    SuiteSucceeded: true,
    SuiteConfig: { RandomSeed: 1, DryRun: true },
    SpecReports: [spec('disk boots twice', 1), spec(HOSTILE, 2)],
  };
  return temporaryFolder({
    'lanes/lanekeeper.yaml':
      'suites: { suite: { kind: ginkgo, path: suite } }\nnodes: { here: { kind: local, arch: arm64, capabilitiesFrom: declaration } }\n',
    'lanes/wg-arm64.yaml':
      'name: wg-arm64\nstate: active\nsuite: suite\narch: arm64\nnode: here\nselect: wg-arm64\n',
    'lanes/features.yaml': 'features:\n  AutoattachMemBalloon: { kind: device, noTest: nobody wrote one }\n',
    'suite.json': JSON.stringify([report]),
    'bin/lanekeeper': `#!/bin/sh
case $1 in
complete|completion) exec ${process.execPath} ${join(REPOSITORY, 'dist/cli.js')} "$@" ;;
*) printf BEGIN; printf '<%s>' "$@"; echo END ;;
esac
`,
  });
}

/** Script that types lines into a shell on a terminal of its own, and gives what the command was called with. */
const DRIVER = `zmodload zsh/zpty
zpty -b shell "$1"
zpty -w shell "$2"
zpty -w shell "$3"
zpty -r shell seen '*BEGIN<*END*'
print -r -- "$seen"
zpty -d shell
`;

const SHELLS_AT_WORK: Readonly<Record<string, { readonly start: string; readonly setup: string }>> = {
  bash: { start: 'bash --norc --noprofile -i', setup: 'source <(lanekeeper completion bash)' },
  zsh: {
    start: 'zsh -f -i',
    setup: 'autoload -Uz compinit; compinit -u -D; source <(lanekeeper completion zsh)',
  },
};

async function type(shell: string, folder: string, line: string): Promise<string> {
  const { start, setup } = SHELLS_AT_WORK[shell] ?? { start: '', setup: '' };
  const { stdout } = await execa('zsh', ['-f', '-c', DRIVER, 'driver', start, setup, line], {
    cwd: folder,
    env: {
      PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`,
      LANEKEEPER_INVENTORY: 'suite.json',
      TERM: 'dumb',
      PS1: '$ ',
    },
    timeout: 60_000,
  });
  // Long lines are broken by the terminal.
  return /BEGIN(<.*>)END/.exec(stdout.replaceAll('\r\n', ''))?.[1] ?? stdout;
}

describe.skipIf(missingTools(['zsh']).length > 0).each(['bash', 'zsh'])('in %s', (shell) => {
  it.each<[string, string]>([
    ['lanekeeper cover\t', '<coverage>'],
    ['lanekeeper run wg\t', '<run><wg-arm64>'],
    ['lanekeeper run --no\t here', '<run><--node><here>'],
    ['lanekeeper coverage --arch ris\t Auto\t', '<coverage><--arch><riscv64><AutoattachMemBalloon>'],
    ['lanekeeper explain disk\t', '<explain><disk boots twice>'],
  ])('completes %j', async (line, called) => {
    expect(await type(shell, folderWithCommand(), line)).toBe(called);
  });

  it('completes the name of a hostile spec and runs nothing of it', async () => {
    const folder = folderWithCommand();
    expect(await type(shell, folder, 'lanekeeper explain net\t')).toBe(`<explain><${HOSTILE}>`);
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });
});

it('answers for every shell, and refuses others', async () => {
  const folder = folderWithCommand();
  for (const shell of ['bash', 'zsh', 'fish', 'powershell'])
    expect((await cli(folder, 'completion', shell)).stdout).toContain('lanekeeper complete -- ');
  expect(await cli(folder, 'completion', 'tcsh')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Allowed choices are bash, zsh, fish, powershell'),
  });
});

it.each<[readonly string[], string]>([
  [['run', '--'], '--suite'],
  [['status', 'query', '--format', ''], 'tsv'],
  [['status', ''], 'parity'],
  [['list', 'wg'], 'wg-arm64\tactive, arm64'],
  [['explain', '--lane', ''], 'wg-arm64\tactive, arm64'],
])('completes %j', async (words, candidate) => {
  const { stdout } = await cli(folderWithCommand(), 'complete', '--', ...words);
  expect(stdout.split('\n').some((line) => line.startsWith(candidate))).toBe(true);
});

it('fetches nothing for a key press', async () => {
  let asked = 0;
  const server = createServer((socket) => {
    asked += 1;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const folder = folderWithCommand();
  await execa('git', ['init', '--quiet'], { cwd: folder });
  const path = join(folder, 'lanes/lanekeeper.yaml');
  const remote = `git://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
  writeFileSync(path, `${readFileSync(path, 'utf8')}evidence: { kind: git-branch, remote: '${remote}' }\n`);
  expect(await cli(folder, 'complete', '--', 'explain', '')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  expect(asked).toBe(0);
  // Another command does ask it.
  expect((await cli(folder, 'evidence', 'verify')).exitCode).toBe(3);
  expect(asked).toBeGreaterThan(0);
});

it('says nothing where there is no configuration', async () => {
  expect(await cli(temporaryFolder(), 'complete', '--', 'run', '')).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: '',
  });
});
