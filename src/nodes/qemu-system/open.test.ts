import { describe, expect, it, test } from 'vitest';
import { HAS_QEMU } from '../../testing/emulated.ts';
import type { NodeSpec } from '../types.ts';
import { openQemuSystemNode } from './open.ts';

const nodeOf = (arch: string): NodeSpec<'qemu-system'> => ({
  name: 'Node_1',
  arch,
  architecture: {},
  root: '/',
  settings: {
    kind: 'qemu-system',
    image: { kind: 'debian', release: 'trixie', kernel: 'cloud' },
    accel: 'tcg',
    network: 'none',
    warmStart: true,
    count: 1,
  },
});

/** What a fresh machine says of itself: seconds of its clock, a random number, its name, what others left. */
const askFresh = (arch: string) =>
  openQemuSystemNode(
    nodeOf(arch),
    { note: () => {}, kill: new AbortController().signal, fromPowerOn: false },
    async ({ run, start, folder }) => {
      let said = '';
      const script =
        'date +%s; cat /proc/sys/kernel/random/uuid; hostname; ls /tmp/left 2>/dev/null | wc -l; touch /tmp/left';
      await run(
        { argv: ['/bin/sh', '-c', script], cwd: folder, env: {} },
        { timeoutMs: 30_000, onOutput: (chunk) => void (said += chunk.toString()) },
      );
      const [seconds, random, hostname, left] = said.trim().split('\n');
      return { mode: start.mode, seconds: Number(seconds), random, hostname, left: Number(left) };
    },
  );

describe.skipIf(!HAS_QEMU)('a restored machine (skipped where QEMU is not installed)', () => {
  test.each(['arm64', 'riscv64'])(
    'of %s is clean, and has its own time, random numbers and name',
    async (arch) => {
      await askFresh(arch);
      const machines = [await askFresh(arch), await askFresh(arch), await askFresh(arch)];
      for (const { mode, seconds, hostname, left } of machines) {
        expect([mode, hostname, left]).toEqual(['warm', 'node-1-0', 0]);
        expect(Math.abs(seconds - Date.now() / 1000)).toBeLessThan(60);
      }
      expect(new Set(machines.map(({ random }) => random)).size).toBe(3);
    },
  );

  it('ends with the function that uses it, also when that fails', async () => {
    const use = openQemuSystemNode(
      nodeOf('arm64'),
      { note: () => {}, kill: new AbortController().signal, fromPowerOn: false },
      async () => {
        throw new Error('no more');
      },
    );
    await expect(use).rejects.toThrow('no more');
  });
});
