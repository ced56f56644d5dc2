import { type Config, nodeSettings } from '../lanes/config.ts';
import type { Lane } from '../lanes/resolve.ts';
import type { NodeSettings } from '../lanes/schema-types.ts';
import { kubernetes } from './kubernetes/index.ts';
import { local } from './local/index.ts';
import { qemuSystem } from './qemu-system/index.ts';
import { qemuUser } from './qemu-user/index.ts';
import { ssh } from './ssh/index.ts';
import type { NodeAdapter, NodeSpec } from './types.ts';

/** Adapters of nodes, a row for each kind. */
const NODES = { local, 'qemu-system': qemuSystem, 'qemu-user': qemuUser, ssh, kubernetes } satisfies {
  [K in NodeSettings['kind']]: NodeAdapter<K>;
};

/** Whether a node's CPU is a program, as far as its settings say. */
export const isEmulated = (settings: NodeSettings): boolean =>
  settings.kind.startsWith('qemu-') || ('emulated' in settings && settings.emulated === true);

/** The node of a lane, with what starts it. */
export function nodeOf(
  config: Config,
  lane: Lane,
): { readonly node: NodeSpec; readonly adapter: NodeAdapter } {
  const { architectureConfiguration } = config.settings.value;
  const settings = nodeSettings(config, lane.node);
  const arch = settings.arch ?? lane.arch;
  const { defaultArchitecture: _default, ...architectures } = architectureConfiguration;
  const architecture = (architectures as Readonly<Record<string, NodeSpec['architecture'] | undefined>>)[
    arch
  ];
  return {
    node: { name: lane.node, settings, arch, architecture: architecture ?? {}, root: config.root },
    // The kind of the settings is that of the row.
    adapter: NODES[settings.kind] as NodeAdapter,
  };
}
