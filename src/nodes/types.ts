import type { Command, Facts } from '../core/types.ts';
import type { ArchitectureSettings, NodeSettings } from '../lanes/schema-types.ts';
import type { Ended, ExecuteOptions } from '../system/exec.ts';

type Kind = NodeSettings['kind'];

/** A node of the configuration, for a lane. */
export type NodeSpec<K extends Kind = Kind> = {
  readonly name: string;
  readonly settings: Extract<NodeSettings, { kind: K }>;
  /** Architecture of the node where it has one, else of the lane, in Go's terms. */
  readonly arch: string;
  /** What the configuration says of machines of that architecture. */
  readonly architecture: ArchitectureSettings;
  /** Absolute path of the folder that paths in the settings start from. */
  readonly root: string;
};

/** What stands between a lane and its node; nothing is started to know it. */
export type NodePlan = {
  /** What starts the node, to be pasted into a shell. */
  readonly commands: readonly Command[];
  /** What else stands in the way on this machine, and what to do, in words. */
  readonly obstacles: readonly string[];
};

export type OpenOptions = {
  /** Tells the user what takes long, or is not as they may expect. */
  readonly note: (message: string) => void;
  /** Aborts to end whatever the node is doing, and the node. */
  readonly kill: AbortSignal;
  /** Whether the node is to be seen from its first moment on, without a snapshot. */
  readonly fromPowerOn: boolean;
};

/** How a node came to be. */
export type NodeStart = {
  /** What was done to start it: `none` (it was there), `cold` (booted) or `warm` (restored from a snapshot). */
  readonly mode: 'none' | 'cold' | 'warm';
  readonly commands: readonly Command[];
  /** Remarks on whatever was not as it was asked for. */
  readonly remarks: readonly string[];
  readonly emulator: string | null;
  readonly seconds: number;
};

/** How a command on a node ended. */
export type NodeEnded = Ended & {
  /** Why this says nothing about the command: the node was lost, or had no memory left. */
  readonly nodeFailure?: string;
  /** The last that the node's console said, where the node failed. */
  readonly consoleTail?: string;
};

/** A node that is ready to run commands, until the function that was given it ends. */
export type NodeSession = {
  /** Facts of the node, probed. */
  readonly facts: Facts;
  readonly start: NodeStart;
  /** How many times longer timeouts are here. */
  readonly timeoutFactor: number;
  /** Variables that are added to the environment of a suite. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path of a fresh folder there, for what a suite leaves. */
  readonly folder: string;
  /** Path of a folder in it, for what a suite wants to be kept. */
  readonly artifacts: string;
  /** Makes a file, or a folder with all that is in it, available there, once, and gives its path there. */
  readonly upload: (path: string) => Promise<string>;
  readonly run: (command: Command, options: ExecuteOptions) => Promise<NodeEnded>;
  /** Fetches a file to this machine; gives `part` where the node was lost on the way. */
  readonly download: (path: string, to: string) => Promise<'whole' | 'part' | 'absent'>;
  /** Fetches all files of a folder, as far as the node still gives them. */
  readonly downloadFolder: (path: string, to: string) => Promise<void>;
  /** Unix socket of the machine's console: what it has said so far, then both ways. */
  readonly console?: string;
};

/** Starts nodes, runs commands there and says what the machine is; knows no suite. */
export type NodeAdapter<K extends Kind = Kind> = {
  /** Whether the node is this machine, seen as it is: its suites are compiled by the defaults of their tools. */
  readonly isHost: boolean;
  /** What is known without starting anything: what was declared, and what this machine shows by itself. */
  readonly known: (node: NodeSpec<K>) => Facts;
  /** What this machine must have to start the node, by the names of the table of tools. */
  readonly tools: (node: NodeSpec<K>) => Promise<readonly string[]>;
  readonly plan: (node: NodeSpec<K>) => Promise<NodePlan>;
  /**
   * Starts and probes the node, and ends it after use, however that ends.
   *
   * @throws NodeError when there is no node to use.
   */
  readonly open: <T>(
    node: NodeSpec<K>,
    options: OpenOptions,
    use: (session: NodeSession) => Promise<T>,
  ) => Promise<T>;
};
