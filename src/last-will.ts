import { spawn } from 'node:child_process';

/**
 * Has something done when we are gone, even by SIGKILL: a shell of its own session waits for the end of a pipe that
 * only we hold open, and that the kernel closes for us.
 *
 * @param script of a POSIX shell, never made from data; its `$1` is the argument.
 * @returns what takes the will back.
 */
export function lastWill(script: string, argument: string): () => void {
  const executor = spawn('sh', ['-c', `read -r _; ${script}`, 'sh', argument], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // Without a shell, what our own handlers clean up must do.
  executor.on('error', () => {});
  executor.stdin.on('error', () => {});
  executor.unref();
  return () => void executor.kill('SIGKILL');
}
