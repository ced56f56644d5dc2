/** Says what takes long. */
export type Note = (message: string) => void;

/** Every document that we print or write names the version of its form. */
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
  /** Unknown parts show as `…`. */
  readonly text: string;
  /** Those that are known. */
  readonly labels: readonly string[];
  readonly location: Location;
  readonly unknown: readonly UnknownPart[];
};

/** A node of the tree that a spec hangs in: the suite, a container or the leaf. */
export type SpecNode = {
  readonly kind: 'suite' | 'container' | 'leaf';
  readonly text: string;
  /** `null` for a suite: its report doesn't say where it was declared. */
  readonly location: Location | null;
  readonly labels: readonly string[];
  /** Its specs rely on each other's order; absent where that is not known, as a report does not tell it. */
  readonly ordered?: boolean;
};

/** One test of a suite, as it can be listed without running it. */
export type Spec = {
  /** Stable when tags such as `[QUARANTINE]` come and go. */
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
  /** From the suite to the leaf. */
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
  /** In Go's terms. */
  readonly arch: string;
  readonly node: string;
  readonly capabilities: Readonly<Record<string, Capability>>;
  /** Absent until the node was probed: a listing needs no machine. */
  readonly machine?: MachineFacts;
};

/** What was probed of the machine that runs the specs. */
export type MachineFacts = {
  /** As `uname -m` says. */
  readonly uname: string;
  /** As `uname -s` says. */
  readonly os: string;
  /** As `uname -r` says. */
  readonly kernel: string;
  readonly hostname: string;
  readonly cpuModel: string;
  /** How many processors it has. */
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly accel: Accel;
  /** Its CPU's instructions are those of a program, not of silicon. */
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
  /** Added to the environment. */
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
 * What a lane run says: of the product `passed` or `failed`; `infrastructure`: the node or the harness failed;
 * `inconclusive`: its report can't be trusted; `empty`: nothing was selected.
 */
export type Verdict = (typeof VERDICTS)[number];

/** A value of which nothing can be changed, however deep: what a schema gives, which knows no `readonly`. */
export type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;
