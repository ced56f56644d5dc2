import { findFile, missingTools, type ToolName } from '../../system/tools.ts';
import { agentObstacles, agentTools } from '../images/agent.ts';
import { DEBIAN_TOOLS } from '../images/apt.ts';
import { plannedImage } from '../images/plan.ts';
import type { NodePlan, NodeSpec } from '../types.ts';
import { accelOf } from './accel.ts';
import { PASTED, qemuCommand } from './command-line.ts';
import { hasDevice } from './devices.ts';
import { type EmulatedMachine, emulatedMachineOf } from './machines.ts';

/** The command lines of a node's machines, as far as they can be told before all that they need is here. */
export function planNode(node: NodeSpec<'qemu-system'>): NodePlan {
  const machine = emulatedMachineOf(node);
  const image = imageOf(node, machine);
  const accel = accelOf(node).accel;
  const indices = Array.from({ length: node.settings.count }, (_, index) => index);
  const canTell = image !== undefined && missingTools(firmwareOf(node, machine)).length === 0;
  return {
    commands: canTell ? indices.map((index) => qemuCommand(node, machine, image, accel, PASTED, index)) : [],
    obstacles: [
      ...(image === undefined ? [`the image of the node: lanekeeper image build ${node.name}`] : []),
      ...agentObstacles(node.arch),
    ],
  };
}

/** What this machine must have to start a node's machines, and to make their image where it is not there. */
export function toolsOfNode(node: NodeSpec<'qemu-system'>): readonly string[] {
  const machine = emulatedMachineOf(node);
  const { image, devices = [] } = node.settings;
  return [
    machine.emulator,
    ...firmwareOf(node, machine),
    ...machine.data,
    ...(hasDevice(devices, 'tpm') ? ['swtpm'] : []),
    ...agentTools(node.arch),
    ...(image.kind === 'debian' && imageOf(node, machine) === undefined ? DEBIAN_TOOLS : []),
  ];
}

/** What a machine is started by where the user names nothing: UEFI starts disks, QEMU's own starts kernels. */
function firmwareOf({ settings }: NodeSpec<'qemu-system'>, machine: EmulatedMachine): readonly ToolName[] {
  const firmware = settings.image.kind === 'disk' ? machine.uefi : machine.bios;
  return firmware === undefined || machine.firmwarePath !== undefined ? [] : [firmware];
}

const imageOf = (
  { settings, arch }: NodeSpec<'qemu-system'>,
  { uefi }: EmulatedMachine,
): ReturnType<typeof plannedImage> => plannedImage(settings.image, arch, uefi && findFile(uefi));
