import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { EXIT, infrastructureError, LanekeeperError, usageError } from '../../core/errors.ts';
import { describeEnd, type Ended, execute } from '../../system/exec.ts';
import { withTemporaryFolder } from '../../system/files.ts';
import { howToInstall } from '../../system/tools.ts';
import { type Call, readCall } from './calls.ts';
import { standInScript } from './stand-ins.ts';

export type TraceRequest = {
  readonly command: readonly [string, ...string[]];
  /** Absolute path of the folder that is copied, and in which the command runs. */
  readonly root: string;
  /** Programs to stand in for, by name, and scripts, by their path from the root. */
  readonly standIns: readonly string[];
  /** Beginnings of calls that fail: `kubectl get clusterversion`. */
  readonly failing: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
};

export type Trace = {
  readonly calls: readonly Call[];
  /** How the command ended, in words: `ended with exit code 1`. */
  readonly end: string;
  readonly exitCode: number | null;
  /** The last that the command printed. */
  readonly tail: string;
};

/** Number of calls beyond which a script has lost its way. */
const MAX_CALLS = 10_000;

/**
 * Name of a file that is there once the sandbox stands: what bubblewrap prints looks no different from what the command
 * does.
 */
const STARTED = 'started';
/** Script that leaves that file, and becomes the command. */
const STARTER = ': >"$0" && exec "$@"';

/**
 * Runs a command in a copy of a folder, without network, with nothing else writable, and with stand-ins for the programs
 * that it would call; by bubblewrap, which needs no privileges.
 *
 * @throws LanekeeperError where bubblewrap is missing, or does not work here.
 */
export function traceCommand(request: TraceRequest): Promise<Trace> {
  return withTemporaryFolder(async (scratch) => {
    const folders = foldersIn(scratch);
    await fillFolders(folders, request);
    const env = environmentOf(folders, request);
    const ended = await execute(
      {
        argv: [
          'bwrap',
          ...sandboxOptions(folders),
          ...environmentOptions(env),
          '--',
          ...['/bin/sh', '-c', STARTER, join(folders.trace, STARTED)],
          ...request.command,
        ],
        cwd: request.root,
        env: {},
      },
      { timeoutMs: request.timeoutMs },
    );
    refuseWithoutSandbox(ended, folders);
    return {
      calls: callsIn(folders.trace, env),
      end: describeEnd(ended),
      exitCode: ended.exitCode,
      tail: ended.tail,
    };
  });
}

/** What the sandbox can write to. */
type Folders = {
  readonly scratch: string;
  /** Where the command runs. */
  readonly copy: string;
  /** The stand-ins for programs. */
  readonly bin: string;
  /** Where the stand-ins read and write. */
  readonly trace: string;
  readonly home: string;
};

const foldersIn = (scratch: string): Folders => ({
  scratch,
  copy: join(scratch, 'copy'),
  bin: join(scratch, 'bin'),
  trace: join(scratch, 'trace'),
  home: join(scratch, 'home'),
});

async function fillFolders(folders: Folders, { root, failing, standIns }: TraceRequest): Promise<void> {
  const { scratch, copy, bin, trace, home } = folders;
  for (const folder of [bin, home, join(trace, 'calls'), join(trace, 'names')])
    mkdirSync(folder, { recursive: true });
  await cp(root, copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => basename(path) !== '.git' && !scratch.startsWith(`${path}${sep}`),
  });
  writeFileSync(join(trace, 'failing'), failing.map((line) => `${line}\n`).join(''));
  for (const name of standIns) standIn(name, folders);
}

function environmentOf({ copy, bin, trace, home }: Folders, request: TraceRequest): Record<string, string> {
  const git = join(request.root, '.git');
  return {
    PATH: `${bin}:${process.env['PATH'] ?? '/usr/bin:/bin'}`,
    HOME: home,
    LANEKEEPER_TRACE: trace,
    // Its history can be read where it is.
    ...(existsSync(git) ? { GIT_DIR: git, GIT_WORK_TREE: copy } : {}),
    ...request.env,
  };
}

/** Options of bubblewrap; later ones lie over those before them. */
const sandboxOptions = ({ scratch, copy }: Folders): readonly string[] => [
  ...['--ro-bind', '/', '/'],
  ...['--dev', '/dev'],
  ...['--proc', '/proc'],
  ...['--tmpfs', '/tmp'],
  ...['--tmpfs', '/run'],
  ...['--bind', scratch, scratch],
  ...['--chdir', copy],
  ...['--unshare-all', '--die-with-parent', '--new-session'],
];

const environmentOptions = (env: Readonly<Record<string, string>>): readonly string[] => [
  '--clearenv',
  ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]),
];

function refuseWithoutSandbox({ failedToStart, tail }: Ended, { trace }: Folders): void {
  if (failedToStart !== null)
    throw infrastructureError(
      `bwrap could not be started (${failedToStart}), and without it a script could do harm: ${howToInstall(['bwrap'])}`,
    );
  if (!existsSync(join(trace, STARTED)))
    throw infrastructureError(`the command can't be shut in here: ${tail.trim()}`);
}

/** Puts a stand-in on the PATH, or in the place of a script of the copy. */
function standIn(name: string, { copy, bin, trace }: Folders): void {
  const path = name.includes('/') ? join(copy, name) : join(bin, name);
  const folder = name.includes('/') ? copy : bin;
  if (relative(folder, path).startsWith('..') || name === '')
    throw usageError(
      `--stand-in: found ${JSON.stringify(name)}, expected a program or a path in the repository`,
    );
  // Only a script that is there can be called; another would change what the command sees.
  if (name.includes('/') && !existsSync(path))
    throw usageError(`--stand-in: found no ${name} in the repository`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, standInScript(name));
  chmodSync(path, 0o755);
  if (name.includes('/')) writeFileSync(join(trace, 'names', basename(name)), name);
}

function callsIn(trace: string, env: Readonly<Record<string, string>>): readonly Call[] {
  const folder = join(trace, 'calls');
  const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
  if (names.length > MAX_CALLS)
    throw new LanekeeperError(EXIT.notFine, `found ${names.length} calls, expected at most ${MAX_CALLS}`);
  return names
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) => readCall(readFileSync(join(folder, name), 'utf8'), env));
}
