import type { Capability, Facts } from '../../types.ts';
import type { NodeAdapter, NodeSpec } from '../types.ts';
import { probeCapabilities } from './capabilities.ts';
import { machineArch, probeMachine } from './machine.ts';

/** The machine that Lanekeeper runs on. */
export const local: NodeAdapter = {
  known: (node, laneArch) => ({
    arch: node.settings.arch ?? laneArch,
    node: node.name,
    // A machine of another architecture tells nothing about the node of this lane.
    capabilities: capabilitiesOf(node, laneArch === machineArch()),
  }),
  probe: async (node): Promise<Facts> => ({
    arch: machineArch(),
    node: node.name,
    capabilities: capabilitiesOf(node, true),
    machine: probeMachine(),
  }),
  // Loaded when needed: a listing starts nothing.
  run: async (command, options) => (await import('../../exec.ts')).execute(command, options),
};

function capabilitiesOf({ settings }: NodeSpec, isThisMachine: boolean): Facts['capabilities'] {
  const probed = isThisMachine && settings.capabilitiesFrom === 'probe' ? probeCapabilities() : {};
  return {
    ...tagged(probed, 'probed'),
    ...tagged(settings.capabilities ?? {}, 'declared'),
  };
}

const tagged = (
  values: Readonly<Record<string, Capability['value']>>,
  source: Capability['source'],
): Record<string, Capability> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, source }]));
