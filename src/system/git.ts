import { infrastructureError } from '../core/errors.ts';
import { safeLines } from '../core/terminal.ts';
import { capture } from './capture.ts';
import { findProgram, howToInstall } from './tools.ts';

/** Milliseconds that git may take: a remote that hangs must not hang us. */
const TIMEOUT_MS = 5 * 60_000;
/** Bytes that git may answer: the largest answers are texts of documents, and lists of files. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

type GitResult = {
  readonly exitCode: number | null;
  readonly stdout: string;
  /** The end of all that git printed, without passwords of URLs; for messages. */
  readonly said: string;
};

/** Runs git in a folder. A git that can't be started, or says too much, is an error; one that says no is a result. */
export type Git = {
  readonly try: (...args: readonly string[]) => Promise<GitResult>;
  /** Gives git's standard output; a git that says no is an error with what it said. */
  readonly run: (...args: readonly string[]) => Promise<string>;
};

/** Variables by which git asks no questions, speaks English, and takes no lock that somebody else would wait for. */
const ENVIRONMENT = { GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' };

/**
 * Settings that keep a repository's configuration from having us run programs, or from changing answers: hooks,
 * monitors, signatures, more repositories. Two things stay, because git gives other answers without them: how a remote
 * is reached (`core.sshCommand`, credential helpers), which only commands that speak to a remote use; and filters of
 * files (`filter.*.clean`), without which files of Git LFS are taken for changed. `status` alone runs those, for
 * `lanekeeper run`, which compiles and starts the repository's code anyway.
 */
const OPTIONS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  // Prints nothing: what an alternate store has is not offered to a remote, and found all the same.
  'core.alternateRefsCommand=true',
  'log.showSignature=false',
  'commit.gpgSign=false',
  'push.gpgSign=false',
  'push.recurseSubmodules=no',
  'fetch.recurseSubmodules=false',
  'maintenance.auto=false',
  'gc.auto=0',
  'core.autocrlf=false',
];

/**
 * The variables of git that it gets from our environment: how to reach remotes, who signs, and the user's own
 * configuration. All others are withheld: the folder alone says which repository is asked (`GIT_DIR`, as a hook sets it),
 * and traces or foreign diffs (`GIT_TRACE`, `GIT_EXTERNAL_DIFF`) would be part of answers.
 */
const PASSED =
  /^GIT_(?:SSH|ASKPASS|SSL_|HTTP_|PROXY_|ALLOW_PROTOCOL|LFS_|AUTHOR_|COMMITTER_|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_|VALUE_)|EXEC_PATH|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM)/;

const isWithheld = (name: string): boolean => name.startsWith('GIT_') && !PASSED.test(name);

export function gitIn(folder: string, env: Readonly<Record<string, string>> = {}): Git {
  const call = async (...args: readonly string[]): Promise<GitResult> => {
    const options = OPTIONS.flatMap((option) => ['-c', option]);
    const { exitCode, failedToStart, stdout, tail, timedOut } = await capture(
      // Found beforehand: with a relative folder on the PATH, a repository could bring a git of its own.
      {
        argv: [findProgram('git') ?? 'git', ...options, ...args],
        cwd: folder,
        env: { ...ENVIRONMENT, ...env },
      },
      { timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES, withholds: isWithheld },
    );
    if (failedToStart !== null)
      throw infrastructureError(`git could not be started (${failedToStart}): ${howToInstall(['git'])}`);
    const said = timedOut ? `no answer within ${TIMEOUT_MS / 60_000} minutes` : tail.trim();
    return { exitCode, stdout, said: withoutSecrets(safeLines(said)) };
  };
  return {
    try: call,
    run: async (...args) => {
      const { exitCode, stdout, said } = await call(...args);
      if (exitCode !== 0) throw infrastructureError(`git ${args[0]} failed: ${said}`);
      return stdout;
    },
  };
}

/** A text without what URLs of remotes may hold: a password or a token. */
const withoutSecrets = (text: string): string => text.replace(/:\/\/[^\s/@]+@/g, '://***@');
