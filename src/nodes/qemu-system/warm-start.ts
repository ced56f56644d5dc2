import type { Image } from '../images/types.ts';
import type { NodeSpec, OpenOptions } from '../types.ts';
import { hasDevice } from './devices.ts';
import type { EmulatedMachine } from './machines.ts';

type Reason = {
  readonly because: string;
  /** Whether it was asked for: then there is nothing to tell. */
  readonly isExpected: boolean;
};

/** Why a machine is not started from a snapshot; `undefined` when it can be. */
export function coldStartReason(
  { settings }: NodeSpec<'qemu-system'>,
  { arch, cpu, cpus }: EmulatedMachine,
  { boot }: Image,
  { fromPowerOn }: OpenOptions,
): Reason | undefined {
  if (!settings.warmStart) return { because: 'warmStart is false', isExpected: true };
  if (fromPowerOn) return { because: 'the suite looks at the boot', isExpected: true };
  const unsafe: readonly (readonly [boolean, string])[] = [
    [settings.count > 1, 'machines of one network have to differ from their first moment on'],
    [boot.kind === 'disk', 'the content of a disk is not part of a snapshot'],
    [hasDevice(settings.devices ?? [], 'tpm'), 'what a TPM holds is not part of a snapshot'],
    [arch === 'riscv64' && cpus > 1, 'snapshots of riscv64 with several CPUs did not restore reliably'],
    [
      arch === 'riscv64' && !/^rv64\b.*,sstc=(off|false)\b/.test(cpu),
      `snapshots of riscv64 with the CPU ${cpu} did not restore reliably`,
    ],
  ];
  const because = unsafe.find(([holds]) => holds)?.[1];
  return because === undefined ? undefined : { because, isExpected: false };
}
