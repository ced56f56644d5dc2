import { infrastructureError } from '../core/errors.ts';
import type { Command } from '../core/types.ts';
import { type Ended, type ExecuteOptions, execute } from './exec.ts';

export type CaptureOptions = Omit<ExecuteOptions, 'onStdout'> & {
  /** Bytes of standard output beyond which the program is killed. */
  readonly maxBytes: number;
};

/** How a program ended, and its answer. */
export type Captured = Ended & {
  /**
   * All that the program printed to its standard output, as UTF-8. What it printed to standard error is in `tail` only.
   */
  readonly stdout: string;
};

/**
 * Runs a program for what it prints: the one way to take a program's output as data.
 *
 * @throws LanekeeperError (infrastructure) where it prints more than `maxBytes`.
 */
export async function capture(command: Command, options: CaptureOptions): Promise<Captured> {
  const { maxBytes, ...rest } = options;
  const chunks: Buffer[] = [];
  let bytes = 0;
  const ended = await execute(command, {
    ...rest,
    onStdout: (chunk) => {
      bytes += chunk.length;
      if (bytes > maxBytes)
        throw infrastructureError(
          `${command.argv[0]} printed more than ${maxBytes} bytes, expected an answer of at most that size: it was ended`,
        );
      chunks.push(chunk);
    },
  });
  return { ...ended, stdout: Buffer.concat(chunks).toString('utf8') };
}
