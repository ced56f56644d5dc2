import type { Readable } from 'node:stream';
import { execa } from 'execa';
import type { Command } from '../core/types.ts';
import { lastWill } from './last-will.ts';

export type ExecuteOptions = {
  /** Aborts to end the process gently, by SIGINT; when `kill` aborts, the whole tree is killed. */
  readonly interrupt?: AbortSignal;
  readonly kill?: AbortSignal;
  /** Milliseconds after which the tree is killed; `Infinity` for what runs until it is ended. */
  readonly timeoutMs: number;
  /** Gets standard output and standard error in the order in which they come. */
  readonly onOutput?: (chunk: Buffer) => void;
  /** Gets standard output alone. */
  readonly onStdout?: (chunk: Buffer) => void;
  /** Gets a function that types into the program's standard input, which is empty otherwise. */
  readonly onStdin?: (write: (text: string) => void) => void;
  /** Path of a file that is the program's standard input instead. */
  readonly inputFile?: string;
  /** Whether a variable of our own environment, by its name, is kept from the program. */
  readonly withholds?: (name: string) => boolean;
};

/** How a process ended. One that ends badly is a result, not an error. */
export type Ended = {
  readonly exitCode: number | null;
  /** Signal that ended the process: `SIGKILL`; `null` where none did. */
  readonly signal: string | null;
  readonly timedOut: boolean;
  /** Why the process could not be started at all: `ENOENT`; `null` where it could. */
  readonly failedToStart: string | null;
  readonly startedAt: string;
  readonly endedAt: string;
  /** The last 8 KiB of what the process printed, on either stream: for messages, never an answer; see `capture`. */
  readonly tail: string;
};

/** How a process ended, in words: `ended with exit code 1`, `was ended by SIGKILL`. */
export function describeEnd({ exitCode, signal, timedOut, failedToStart }: Ended): string {
  if (failedToStart !== null) return `could not be started (${failedToStart})`;
  if (timedOut) return 'did not end in time and was killed';
  return exitCode === null ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
}

const TAIL_BYTES = 8 * 1024;
/** Milliseconds that a timer of Node can wait at most, 24.8 days: nothing of ours takes longer. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Runs a program in a process group of its own and waits for its end. An interrupt sends SIGINT, once and to
 * the program alone; a kill or the timeout ends the whole group, and so does our own end, however it comes. A listener
 * that throws ends the group, too, and what it threw is the error.
 */
export async function execute(command: Command, options: ExecuteOptions): Promise<Ended> {
  const [file, ...args] = command.argv;
  const startedAt = new Date().toISOString();
  let tail = Buffer.alloc(0);
  const { broken, guarded } = guardListeners();
  // Made first, because its shell takes a moment to start.
  const will = lastWill('[ -z "$told" ] || kill -s KILL -- "-$told"');
  const child = execa(file, args, {
    cwd: command.cwd,
    env: { ...withheld(options.withholds), ...command.env },
    stdin:
      options.inputFile === undefined
        ? options.onStdin === undefined
          ? 'ignore'
          : 'pipe'
        : { file: options.inputFile },
    buffer: false,
    reject: false,
    killDescendants: true,
    killSignal: 'SIGKILL',
    timeout: Math.min(options.timeoutMs, MAX_TIMEOUT_MS),
    cancelSignal: AbortSignal.any([broken, ...(options.kill === undefined ? [] : [options.kill])]),
  });
  if (child.pid !== undefined) will.arm(`${child.pid}`);
  const { stdin } = child;
  if (stdin !== null && options.onStdin !== undefined) {
    // A program that ended reads no more.
    stdin.on('error', () => {});
    options.onStdin((text) => void stdin.write(text));
  }
  const interrupt = (): void => {
    if (child.pid !== undefined) sendSignal(child.pid, 'SIGINT');
  };
  options.interrupt?.addEventListener('abort', interrupt, { once: true });
  if (options.interrupt?.aborted === true) interrupt();
  for (const stream of [child.stdout, child.stderr] as Readable[])
    stream.on(
      'data',
      guarded((chunk) => {
        tail = Buffer.concat([tail, chunk]).subarray(-TAIL_BYTES);
        options.onOutput?.(chunk);
      }),
    );
  if (options.onStdout !== undefined) child.stdout.on('data', guarded(options.onStdout));
  try {
    const result = await child;
    broken.throwIfAborted();
    return {
      exitCode: result.exitCode ?? null,
      signal: result.signal ?? null,
      timedOut: result.timedOut,
      failedToStart: child.pid === undefined ? ((result as { code?: string }).code ?? 'unknown error') : null,
      startedAt,
      endedAt: new Date().toISOString(),
      tail: tail.toString('utf8'),
    };
  } finally {
    options.interrupt?.removeEventListener('abort', interrupt);
    // What the program left running in its group goes with it.
    if (child.pid !== undefined) sendSignal(-child.pid, 'SIGKILL');
    will.disarm();
  }
}

/** Makes listeners that may throw: the first that does aborts `broken`, with its error as the reason. */
function guardListeners() {
  const broken = new AbortController();
  const guarded = (listener: (chunk: Buffer) => void) => (chunk: Buffer) => {
    if (broken.signal.aborted) return;
    try {
      listener(chunk);
    } catch (error) {
      broken.abort(error);
    }
  };
  return { broken: broken.signal, guarded };
}

/** Variables that a program must not inherit. */
function withheld(withholds: ExecuteOptions['withholds']): Readonly<Record<string, undefined>> {
  const names = withholds === undefined ? [] : Object.keys(process.env).filter(withholds);
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

/** Signals a process, or its group where the id is negative; one that has ended needs no signal. */
function sendSignal(pid: number, name: 'SIGINT' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
