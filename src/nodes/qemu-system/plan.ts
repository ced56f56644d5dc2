import { existsSync } from 'node:fs';
import { plannedImage } from '../../images/plan.ts';
import type { NodePlan, NodeSpec } from '../types.ts';
import { accelOf } from './accel.ts';
import { PASTED, qemuCommand } from './command-line.ts';
import { machineOf } from './machines.ts';
import { missingTool } from '../../tools.ts';

/** The command lines of a node's machines, and what this machine lacks for them. */
export function planNode(node: NodeSpec<'qemu-system'>): NodePlan {
  const machine = machineOf(node);
  const image = plannedImage(node.settings.image, node.arch, machine.firmware.find(existsSync));
  const accel = accelOf(node).accel;
  const indices = Array.from({ length: node.settings.count }, (_, index) => index);
  return {
    commands:
      image === undefined
        ? []
        : indices.map((index) => qemuCommand(node, machine, image, accel, PASTED, index)),
    missing: [
      ...(image === undefined ? [`the image of the node: lanekeeper image build ${node.name}`] : []),
      ...missingTool(machine.emulator),
      ...missingTool('go'),
      ...(node.settings.image.kind === 'debian' ? missingTool('apt-get') : []),
    ],
  };
}
