/** A function that tells the user what takes long, in words. */
export type Note = (message: string) => void;

/** Version of the form of the documents that we print or write; each of them names it. */
export const SCHEMA_VERSION = 1;

/** A place in a suite's source: `file` relative to its module, or as the suite reported it; `line` from 1, 0 where it is unknown. */
export type Location = { readonly file: string; readonly line: number };

/** A place in a text; line and column from 1, the column in UTF-16 units. */
export type Position = Location & { readonly column: number };

/** Why something is not known, and where that was seen. */
export type Cause = { readonly at: Position; readonly because: string };

/** What of a spec could not be read off the source. */
export type UnknownPart = Cause & { readonly what: 'text' | 'labels' | 'presence' };

/** A spec that the source declares, of which something is not known. It may stand for several, or for none. */
export type UnresolvedSpec = {
  /** Text of the spec, with `…` for unknown parts. */
  readonly text: string;
  /** Labels that are known. */
  readonly labels: readonly string[];
  readonly location: Location;
  readonly unknown: readonly UnknownPart[];
};

/** A node of the tree that a spec hangs in: the suite, a container or the leaf. */
export type SpecNode = {
  readonly kind: 'suite' | 'container' | 'leaf';
  readonly text: string;
  /** Place where it is declared; `null` for a suite, as its report doesn't say that. */
  readonly location: Location | null;
  readonly labels: readonly string[];
  /** Whether its specs rely on each other's order; absent where that is not known, as a report does not tell it. */
  readonly ordered?: boolean;
};

/** One test of a suite, as it can be listed without running it. */
export type Spec = {
  /** Identity of the spec in its suite, which stays when tags such as `[QUARANTINE]` come and go. */
  readonly id: string;
  /** Texts of containers and leaf joined by one space, nothing trimmed. */
  readonly text: string;
  /** All labels, outermost first, each once. */
  readonly labels: readonly string[];
  readonly location: Location;
  readonly pending: boolean;
  readonly serial: boolean;
  /** The numbers of `[test_id:n]` tags: an alias that follows a rename. They can repeat. */
  readonly testIds: readonly string[];
  /** Nodes that the spec hangs in, from the suite to the leaf. */
  readonly path: readonly SpecNode[];
};

/** The specs of a suite and what they were read from. */
export type Inventory = {
  readonly suite: string;
  readonly specs: readonly Spec[];
  /** Specs that the source does not tell; absent for a listing, which knows all. */
  readonly unresolved?: readonly UnresolvedSpec[];
  /** Why specs may be missing, where the source could not be read in full. */
  readonly doubts?: readonly Cause[];
  /** SHA-256 of the report, binary or source that the specs were read from, `sha256:…`; made when it is asked for. */
  readonly digest: () => Promise<string>;
};

export type CapabilityValue = boolean | number;

/** What a node can do, and how we know. */
export type Capability = { readonly value: CapabilityValue; readonly source: 'probed' | 'declared' };

/** What is known of a node. Absent values are unknown, and count as lacking. */
export type Facts = {
  /** Architecture in Go's terms: `arm64`. */
  readonly arch: string;
  readonly node: string;
  readonly capabilities: Readonly<Record<string, Capability>>;
  /** Machine of the node, absent until it was probed: a listing needs no machine. */
  readonly machine?: MachineFacts;
};

/** What was probed of the machine that runs the specs. */
export type MachineFacts = {
  /** Architecture as `uname -m` says: `aarch64`. */
  readonly uname: string;
  /** Operating system as `uname -s` says: `Linux`. */
  readonly os: string;
  /** Release of the kernel as `uname -r` says. */
  readonly kernel: string;
  readonly hostname: string;
  readonly cpuModel: string;
  /** Number of processors. */
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly accel: Accel;
  /** Whether the machine's CPU is a program, not silicon. */
  readonly emulated: boolean;
};

export const ACCELS = ['none', 'kvm', 'tcg', 'user'] as const;

/**
 * What the machine runs on: hardware or a guest that can't tell (`none`), KVM, QEMU's emulation of a whole machine
 * (`tcg`), or of a CPU alone, with the host's kernel (`user`).
 */
type Accel = (typeof ACCELS)[number];

/** A program and its arguments: never a shell line. */
export type Command = {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** Variables that are added to the environment. */
  readonly env: Readonly<Record<string, string>>;
};

export const OUTCOMES = [
  'passed',
  'failed',
  'panicked',
  'timedout',
  'interrupted',
  'aborted',
  'skipped',
  'pending',
  'excluded',
  'notrun',
] as const;

/** How a spec ended; `excluded` stayed out by selection, `notrun` was selected but never started. */
export type Outcome = (typeof OUTCOMES)[number];

export const VERDICTS = ['passed', 'failed', 'infrastructure', 'inconclusive', 'empty'] as const;

/**
 * What a lane run says: `passed` or `failed` is about the product; `infrastructure`: the node or the harness failed;
 * `inconclusive`: its report can't be trusted; `empty`: nothing was selected.
 */
export type Verdict = (typeof VERDICTS)[number];

/** A value of which nothing can be changed, however deep: what a schema gives, which knows no `readonly`. */
export type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;
