import { closeSync, openSync, readFileSync } from 'node:fs';
import { machineArch } from '../../core/architectures.ts';
import type { NodeSpec } from '../types.ts';

/** What runs a guest's instructions, and why not KVM where one may have expected it. */
export type ChosenAccel = { readonly accel: 'kvm' | 'tcg'; readonly remark?: string };

/**
 * The accelerator of a node: KVM where this machine can and the guest is of its architecture; looked up, not assumed.
 */
export function accelOf({ settings, arch }: NodeSpec<'qemu-system'>): ChosenAccel {
  if (settings.accel !== 'auto') return { accel: settings.accel };
  if (arch !== machineArch()) return { accel: 'tcg' };
  const obstacle = kvmObstacle();
  return obstacle === undefined
    ? { accel: 'kvm' }
    : { accel: 'tcg', remark: `emulated though the architecture is this machine’s own: ${obstacle}` };
}

function kvmObstacle(): string | undefined {
  try {
    // The file can be there, with access for all, on a machine whose processor won't open it.
    closeSync(openSync('/dev/kvm', 'r+'));
  } catch (error) {
    return `/dev/kvm can't be opened (${(error as NodeJS.ErrnoException).code})`;
  }
  // It can open, too, where the processor has no virtualization: then guests stop at their first odd instruction.
  const isX86 = machineArch() === 'amd64';
  return isX86 && !/^flags\s*:.*\b(vmx|svm)\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'))
    ? 'the processor shows neither vmx nor svm'
    : undefined;
}
