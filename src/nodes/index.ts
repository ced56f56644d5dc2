import type { NodeSettings } from '../lane/schema.ts';
import { local } from './local/index.ts';
import type { NodeAdapter } from './types.ts';

/** One row per kind of node. */
export const NODES = { local } satisfies Record<NodeSettings['kind'], NodeAdapter>;
