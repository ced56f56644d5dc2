import { spawn } from 'node:child_process';

export type LastWill = {
  /** Completes the will by a line that was not known when it was made: `$told` in its script. */
  readonly arm: (text: string) => void;
  readonly disarm: () => void;
};

/**
 * Has something done when we are gone, even by SIGKILL: a shell of its own session waits for the end of a pipe that
 * only we hold open, and that the kernel closes for us.
 *
 * @param script of a POSIX shell, never made from data; its `$1` is the argument.
 */
export function lastWill(script: string, argument = ''): LastWill {
  const wait = 'read -r told; while read -r _; do :; done';
  const executor = spawn('sh', ['-c', `${wait}; ${script}`, 'sh', argument], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // Without a shell, what our own handlers clean up must do.
  executor.on('error', () => {});
  executor.stdin.on('error', () => {});
  executor.unref();
  return {
    arm: (text) => void executor.stdin.write(`${text}\n`),
    // Without a shell there is no process to end, and Node would end those of our own group.
    disarm: () => {
      if (executor.pid !== undefined) executor.kill('SIGKILL');
    },
  };
}
