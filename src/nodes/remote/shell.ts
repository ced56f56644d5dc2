import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Command } from '../../core/types.ts';
import { type CaptureOptions, capture } from '../../system/capture.ts';
import { describeEnd, execute } from '../../system/exec.ts';
import { NodeError } from '../node-error.ts';

/** A way to start programs on another machine. */
export type RemoteShell = {
  /** Name of the machine in messages: `ssh host`. */
  readonly title: string;
  /** Command that is run here to run these words there, each as it is. */
  readonly command: (words: readonly string[]) => Command;
  /** Why the machine can't be reached any more, where there is more to know than that. */
  readonly explainLoss: () => Promise<string | undefined>;
};

/** Milliseconds that a small question may take: it is answered at once, where anybody answers. */
const ASK_TIMEOUT_MS = 60_000;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
/** Mark that follows whatever a script printed, when it ended well. */
const MARK = 'lanekeeper-done';

/** Words that run a script of ours with its arguments there. */
export const scriptWords = (script: string, args: readonly string[]): readonly string[] => [
  'sh',
  '-c',
  script,
  'sh',
  ...args,
];

/**
 * Runs a script there and gives what it printed.
 *
 * @throws NodeError where it failed, or the machine was lost.
 */
export async function ask(
  shell: RemoteShell,
  script: string,
  args: readonly string[],
  options: Partial<CaptureOptions> = {},
): Promise<string> {
  const whole = `{ ${script}\n} && printf '\\n%s' ${MARK}`;
  const ended = await capture(shell.command(scriptWords(whole, args)), {
    timeoutMs: ASK_TIMEOUT_MS,
    maxBytes: MAX_ANSWER_BYTES,
    ...options,
  });
  const answer = ended.stdout;
  if (answer.endsWith(`\n${MARK}`)) return answer.slice(0, -MARK.length - 1);
  const tail = ended.tail.trim();
  throw new NodeError(
    (await shell.explainLoss()) ??
      `${shell.title}: a command there ${describeEnd(ended)}${tail === '' ? '' : `: ${tail}`}`,
  );
}

/** Bytes of what stands in front of a file that is printed: its size, or that it is not there. */
const MAX_HEADER_BYTES = 32;

/**
 * Writes what a script prints to a file: first a line with its size, then the content.
 *
 * @returns `part` when fewer bytes came.
 */
export async function receive(
  shell: RemoteShell,
  script: string,
  args: readonly string[],
  to: string,
  maxBytes: number,
  kill: AbortSignal,
): Promise<'whole' | 'part' | 'absent'> {
  let header: string | undefined;
  let pending = Buffer.alloc(0);
  let bytes = 0;
  writeFileSync(to, '');
  const write = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > maxBytes)
      throw new NodeError(`${shell.title}: found more than ${maxBytes} bytes in ${args[0]}`);
    appendFileSync(to, chunk);
  };
  await execute(shell.command(scriptWords(script, args)), {
    timeoutMs: 60 * ASK_TIMEOUT_MS,
    kill,
    onStdout: (chunk) => {
      if (header !== undefined) return write(chunk);
      pending = Buffer.concat([pending, chunk]);
      const end = pending.indexOf(10);
      if (end < 0) return;
      header = pending.toString('latin1', 0, Math.min(end, MAX_HEADER_BYTES));
      write(pending.subarray(end + 1));
    },
  });
  if (header !== undefined && /^\d+$/.test(header)) return bytes === Number(header) ? 'whole' : 'part';
  rmSync(to);
  return 'absent';
}
