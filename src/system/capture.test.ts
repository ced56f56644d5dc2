import { expect, it } from 'vitest';
import { LanekeeperError } from '../core/errors.ts';
import { capture } from './capture.ts';

const shell = (script: string) => ({ argv: ['sh', '-c', script] as const, cwd: '/', env: {} });

it('takes standard output alone as the answer, however much more is said', async () => {
  const script =
    'i=0; while [ $i -lt 3000 ]; do echo "line $i"; echo "warning $i" >&2; i=$((i+1)); done; exit 3';
  const { stdout, tail, exitCode } = await capture(shell(script), { timeoutMs: 60_000, maxBytes: 64 * 1024 });
  expect(stdout).toBe(Array.from({ length: 3000 }, (_, index) => `line ${index}\n`).join(''));
  expect([exitCode, tail.length]).toEqual([3, 8 * 1024]);
});

it('takes an answer of just the allowed size, and ends a program that says more', async () => {
  const exactly = await capture(shell('printf 12345678'), { timeoutMs: 60_000, maxBytes: 8 });
  expect(exactly.stdout).toBe('12345678');
  const started = performance.now();
  const endless = capture(shell('while :; do echo 12345678; done'), { timeoutMs: 60_000, maxBytes: 1024 });
  await expect(endless).rejects.toThrow(
    'sh printed more than 1024 bytes, expected an answer of at most that size: it was ended',
  );
  await expect(endless).rejects.toBeInstanceOf(LanekeeperError);
  expect(performance.now() - started).toBeLessThan(30_000);
});
