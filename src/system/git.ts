import { infrastructureError } from '../core/errors.ts';
import { safeLines } from '../core/terminal.ts';
import { execute } from './exec.ts';
import { howToInstall } from './tools.ts';

/** A remote that hangs must not hang us. */
const TIMEOUT_MS = 5 * 60_000;

type GitResult = {
  readonly exitCode: number | null;
  readonly stdout: string;
  /** The end of all that it printed, without passwords of URLs. */
  readonly said: string;
};

/** Runs git in a folder. A git that can't be started is an error, one that says no is a result. */
export type Git = {
  readonly try: (...args: readonly string[]) => Promise<GitResult>;
  /** Its standard output; a git that says no is an error with what it said. */
  readonly run: (...args: readonly string[]) => Promise<string>;
};

/** No questions, and nothing that a repository could have us run. */
const ENVIRONMENT = { GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' };
const OPTIONS = [
  'core.hooksPath=/dev/null',
  'commit.gpgSign=false',
  'core.fsmonitor=false',
  'gc.auto=0',
  'core.autocrlf=false',
];

export function gitIn(folder: string, env: Readonly<Record<string, string>> = {}): Git {
  const call = async (...args: readonly string[]): Promise<GitResult> => {
    const chunks: Buffer[] = [];
    const options = OPTIONS.flatMap((option) => ['-c', option]);
    const { exitCode, failedToStart, tail, timedOut } = await execute(
      { argv: ['git', ...options, ...args], cwd: folder, env: { ...ENVIRONMENT, ...env } },
      { timeoutMs: TIMEOUT_MS, onStdout: (chunk) => void chunks.push(chunk) },
    );
    if (failedToStart !== null)
      throw infrastructureError(`git could not be started (${failedToStart}): ${howToInstall(['git'])}`);
    const said = timedOut ? `no answer within ${TIMEOUT_MS / 60_000} minutes` : tail.trim();
    return {
      exitCode,
      stdout: Buffer.concat(chunks).toString('utf8'),
      said: withoutSecrets(safeLines(said)),
    };
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

/** URLs of remotes may hold a password or a token. */
const withoutSecrets = (text: string): string => text.replace(/:\/\/[^\s/@]+@/g, '://***@');
