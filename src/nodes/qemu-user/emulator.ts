import { architectureCalled } from '../../core/architectures.ts';
import type { NodeSpec } from '../types.ts';

/** The emulator's name in the table of tools. */
export const emulatorOf = ({ arch }: NodeSpec<'qemu-user'>): string =>
  `qemu-${architectureCalled(arch)?.qemuUser ?? arch}`;
