import type { Facts } from '../core/types.ts';
import type { Config } from '../lanes/config.ts';
import type { Lane } from '../lanes/resolve.ts';
import { nodeOf } from './index.ts';

/**
 * What is known of a lane's node without starting, reaching or probing it: its architecture, the capabilities that the
 * configuration declares and, where the node is this machine, those that this machine shows by itself. A run probes
 * the node and may know more.
 */
export function knownFacts(config: Config, lane: Lane): Facts {
  const { node, adapter } = nodeOf(config, lane);
  return adapter.known(node);
}
