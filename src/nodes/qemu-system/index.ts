import { existsSync } from 'node:fs';
import { plannedImage } from '../../images/plan.ts';
import { capabilitiesFrom } from '../capabilities.ts';
import type { NodeAdapter, NodeSpec } from '../types.ts';
import { accelOf } from './accel.ts';
import { PASTED, qemuCommand } from './command-line.ts';
import { declaredCapabilities } from './devices.ts';
import { machineOf } from './machines.ts';
import { missingTool } from './tools.ts';

/** Machines that QEMU makes: a new one for each run. */
export const qemuSystem: NodeAdapter<'qemu-system'> = {
  isHost: false,
  known: (node) => ({
    arch: node.arch,
    node: node.name,
    capabilities: capabilitiesFrom({}, declaredCapabilities(node.settings)),
  }),
  plan: (node) => {
    const machine = machineOf(node);
    const image = plannedImage(node.settings.image, machine.firmware.find(existsSync));
    const accel = accelOf(node).accel;
    const indices = Array.from({ length: node.settings.count }, (_, index) => index);
    return {
      commands: indices.map((index) => qemuCommand(node, machine, image, accel, PASTED, index)),
      missing: [
        ...missingTool(machine.emulator, machine.packages.emulator),
        ...missingTool('go', 'golang-go'),
        ...(node.settings.image.kind === 'debian' ? missingTool('apt-get', 'apt') : []),
      ],
    };
  },
  // Loaded when needed: a listing starts nothing.
  open: async (node, options, use) => (await import('./open.ts')).openNode(node, options, use),
};
