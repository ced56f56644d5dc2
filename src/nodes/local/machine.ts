import { cpus, hostname, machine, release, totalmem, type } from 'node:os';
import type { MachineFacts } from '../../core/types.ts';

/**
 * Probes this machine. `os.machine()` and `os.release()` are what `uname -m` and `uname -r` print: the same system
 * call.
 */
export const probeMachine = (): MachineFacts => {
  // The processor that QEMU's software emulation shows on x86; on others a guest can't tell.
  const emulated = cpus()[0]?.model.includes('QEMU TCG') ?? false;
  return {
    uname: machine(),
    os: type(),
    kernel: release(),
    hostname: hostname(),
    cpuModel: cpus()[0]?.model.trim() || 'unknown',
    cpus: cpus().length,
    memoryBytes: totalmem(),
    accel: emulated ? 'tcg' : 'none',
    emulated,
  };
};
