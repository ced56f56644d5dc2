import { EXIT, infrastructureError, LanekeeperError } from '../../core/errors.ts';
import type { Command } from '../../core/types.ts';
import { capture } from '../../system/capture.ts';
import { describeEnd } from '../../system/exec.ts';
import { howToInstall } from '../../system/tools.ts';

export type StepOptions = {
  readonly note: (message: string) => void;
  readonly kill: AbortSignal;
};

const STEP_TIMEOUT_MS = 15 * 60 * 1000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** Runs a program that makes a part of an image, and gives what it printed to its standard output. */
export async function runStep(command: Command, { kill }: StepOptions): Promise<string> {
  const ended = await capture(command, { kill, timeoutMs: STEP_TIMEOUT_MS, maxBytes: MAX_OUTPUT_BYTES });
  if (kill.aborted) throw new LanekeeperError(EXIT.interrupted, 'interrupted before any spec ran');
  if (ended.failedToStart !== null)
    throw infrastructureError(
      `${command.argv[0]}: could not be started (${ended.failedToStart}): ${howToInstall([command.argv[0]])}`,
    );
  if (ended.exitCode !== 0)
    throw infrastructureError(`${command.argv.join(' ')} ${describeEnd(ended)}:\n${ended.tail}`);
  return ended.stdout;
}
