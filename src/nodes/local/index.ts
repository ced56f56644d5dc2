import { machineArch } from '../../core/architectures.ts';
import type { Facts } from '../../core/types.ts';
import { downloadHere, makeArtifactsFolder } from '../artifacts.ts';
import { capabilitiesFrom } from '../capabilities.ts';
import { probeCapabilities } from '../capability-probes.ts';
import type { NodeAdapter, NodeSpec } from '../types.ts';
import { localFiles } from './files.ts';
import { probeMachine } from './machine.ts';

/** The machine that Lanekeeper runs on. */
export const local: NodeAdapter<'local'> = {
  isHost: true,
  known: (node) => ({
    arch: node.arch,
    node: node.name,
    // A machine of another architecture tells nothing about the node of this lane.
    capabilities: capabilitiesOf(node, node.arch === machineArch()),
  }),
  tools: async ({ settings }) => (settings.capabilitiesFrom === 'cluster' ? ['kubectl'] : []),
  plan: async ({ arch, settings }) => ({
    commands: [],
    obstacles:
      arch === machineArch() || settings.capabilitiesFrom === 'cluster'
        ? []
        : [`this machine is ${machineArch()}, the lane is for ${arch}`],
  }),
  open: async (node, _options, use) => {
    const facts = await factsOf(node);
    // Loaded when needed: a listing starts nothing.
    const [{ execute }, { withTemporaryFolder }] = await Promise.all([
      import('../../system/exec.ts'),
      import('../../system/files.ts'),
    ]);
    return withTemporaryFolder((folder) =>
      use({
        facts,
        start: { mode: 'none', commands: [], remarks: [], emulator: null, seconds: 0 },
        timeoutFactor: 1,
        env: {},
        folder,
        artifacts: makeArtifactsFolder(folder),
        upload: async (path) => path,
        run: execute,
        ...downloadHere,
      }),
    );
  },
};

/** Facts of this machine, or of the cluster that its suites test. */
async function factsOf(node: NodeSpec<'local'>): Promise<Facts> {
  const { settings, name } = node;
  if (settings.capabilitiesFrom !== 'cluster')
    return {
      arch: machineArch(),
      node: name,
      capabilities: capabilitiesOf(node, true),
      machine: probeMachine(),
    };
  const [{ askCluster }, { createKubectl }] = await Promise.all([
    import('../cluster/cluster.ts'),
    import('../cluster/kubectl.ts'),
  ]);
  const { capabilities, machine } = await askCluster(createKubectl(node.root, settings), node.arch);
  return {
    arch: node.arch,
    node: name,
    capabilities: capabilitiesFrom(capabilities, settings.capabilities ?? {}),
    machine: settings.emulated === true ? { ...machine, emulated: true, accel: 'tcg' } : machine,
  };
}

function capabilitiesOf({ settings }: NodeSpec<'local'>, isThisMachine: boolean): Facts['capabilities'] {
  const isProbed = isThisMachine && settings.capabilitiesFrom === 'probe';
  return capabilitiesFrom(isProbed ? probeCapabilities(localFiles) : {}, settings.capabilities ?? {});
}
