import type { Ended, ExecuteOptions } from '../exec.ts';
import type { NodeSettings } from '../lane/schema.ts';
import type { Command, Facts } from '../types.ts';

/** A node of the configuration. */
export type NodeSpec = { readonly name: string; readonly settings: NodeSettings };

/** Runs commands and says what the machine is; knows no suite. */
export type NodeAdapter = {
  /** What is known without starting anything: what was declared, and what this machine shows by itself. */
  readonly known: (node: NodeSpec, laneArch: string) => Facts;
  /** Probes the machine that will run the specs. */
  readonly probe: (node: NodeSpec) => Promise<Facts>;
  /** Runs a command there and waits for its end. */
  readonly run: (command: Command, options: ExecuteOptions) => Promise<Ended>;
};
