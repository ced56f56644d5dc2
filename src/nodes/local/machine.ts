import { closeSync, openSync } from 'node:fs';
import { cpus, hostname, machine, release, totalmem, type } from 'node:os';
import { architectureOfUname } from '../../lane/architectures.ts';
import type { MachineFacts } from '../../types.ts';

/** This machine's architecture in Go's terms, or what `uname -m` says where the table lacks it. */
export const machineArch = (): string => architectureOfUname(machine())?.go ?? machine();

/** `os.machine()` and `os.release()` are what `uname -m` and `uname -r` print: the same system call. */
export const probeMachine = (): MachineFacts => ({
  uname: machine(),
  os: type(),
  kernel: release(),
  hostname: hostname(),
  cpuModel: cpus()[0]?.model.trim() || 'unknown',
  cpus: cpus().length,
  memoryBytes: totalmem(),
  accel: canUseKvm() ? 'kvm' : 'none',
  // The processor that QEMU's software emulation shows on x86; on others a guest can't tell.
  emulated: cpus()[0]?.model.includes('QEMU TCG') ?? false,
});

function canUseKvm(): boolean {
  try {
    // The file can be there, with access for all, on a machine whose processor won't open it.
    closeSync(openSync('/dev/kvm', 'r+'));
    return true;
  } catch {
    return false;
  }
}
