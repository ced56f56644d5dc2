import { EXIT, infrastructureError, LanekeeperError } from '../../core/errors.ts';
import type { Command } from '../../core/types.ts';
import { describeEnd, execute } from '../../system/exec.ts';
import { howToInstall } from '../../system/tools.ts';

export type StepOptions = {
  readonly note: (message: string) => void;
  readonly kill: AbortSignal;
};

const STEP_TIMEOUT_MS = 15 * 60 * 1000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** Runs a program that makes a part of an image; what it printed. */
export async function runStep(command: Command, { kill }: StepOptions): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  const ended = await execute(command, {
    kill,
    timeoutMs: STEP_TIMEOUT_MS,
    onOutput: (chunk) => {
      bytes += chunk.length;
      if (bytes <= MAX_OUTPUT_BYTES) parts.push(chunk);
    },
  });
  if (kill.aborted) throw new LanekeeperError(EXIT.interrupted, 'interrupted before any spec ran');
  if (ended.failedToStart !== null)
    throw infrastructureError(
      `${command.argv[0]}: could not be started (${ended.failedToStart}): ${howToInstall([command.argv[0]])}`,
    );
  if (ended.exitCode !== 0)
    throw infrastructureError(`${command.argv.join(' ')} ${describeEnd(ended)}:\n${ended.tail}`);
  return Buffer.concat(parts).toString('utf8');
}
