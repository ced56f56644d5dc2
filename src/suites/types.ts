import { InputError, type InputPlace } from '../core/errors.ts';
import type { Command, Location, Outcome, Spec } from '../core/types.ts';
import type { SuiteSettings } from '../lanes/schema-types.ts';

/** Where a suite's sources or its binary are. All paths absolute. */
export type SuiteSource = {
  readonly path: string;
  readonly kind: 'package' | 'binary';
  readonly settings: SuiteSettings;
};

/** Where a suite will run, when not on this machine as it is. */
export type Target = { readonly arch: string };

/** A suite that can be started. All paths absolute. */
export type BuiltSuite = {
  /**
   * Path of the program or of the file of steps; for a suite that is a folder, the name or path of the tool that runs
   * it.
   */
  readonly binary: string;
  /** Path of the program that runs specs in parallel processes; absent for a suite that was found as a binary. */
  readonly runner?: string;
  /** Folder that the suite expects to run in. */
  readonly folder: string;
  /** Go module that file names in reports start with; empty when unknown. */
  readonly modulePath: string;
};

export type Build = {
  readonly commands: readonly Command[];
  readonly suite: BuiltSuite;
  /** Command that prints, one a line, what may be the reason when a build for another machine fails. */
  readonly suspects?: Suspects;
};

export type Suspects = {
  readonly command: Command;
  /** Says what it means that these lines were printed, and what to do. */
  readonly explain: (lines: readonly string[]) => string;
};

export type RunRequest = {
  readonly suite: BuiltSuite;
  readonly settings: SuiteSettings;
  readonly labelFilter: string;
  /** The specs to run: those that match the filter, or fewer. */
  readonly specs: readonly Spec[];
  /** Whether `specs` are fewer than those that match the filter. */
  readonly narrowed: boolean;
  /** The other specs of the suite. */
  readonly others: readonly Spec[];
  readonly reportPath: string;
  /** Folder for what is to be kept. */
  readonly artifacts: string;
  /** Unix socket of the node's console, where it has one. */
  readonly console?: string;
  /** Architecture of the lane, in Go's terms. */
  readonly arch: string;
  /** How many times longer the suite's own timeouts are here. */
  readonly timeoutFactor: number;
  readonly timeout: string;
  readonly gracePeriod: string;
  readonly seed: number;
  readonly flakeAttempts: number;
  readonly procs: number;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

export type Failure = { readonly message: string; readonly location: Location | null };

/** One try at a spec. */
export type Attempt = { readonly outcome: Outcome; readonly failure?: Failure };

/** What a suite says of one spec that it was asked to run. */
export type SpecResult = {
  readonly text: string;
  readonly location: Location;
  readonly outcome: Outcome;
  /** Attempts in their order; none for a spec that was never started. */
  readonly attempts: readonly Attempt[];
  readonly startedAt: string | null;
  readonly seconds: number;
  /** Number of the parallel process that ran it, from 1; absent where the suite does not tell. */
  readonly process?: number;
  /** Why a spec skipped itself. */
  readonly skipReason?: string;
  /** The end of what the spec printed. */
  readonly output?: string;
};

/** A suite-level step that failed: its specs may never have started. */
export type SuiteFailure = {
  readonly step: string;
  readonly phase: 'before' | 'after';
  readonly failure: Failure;
};

/** What a suite says of a run. */
export type SuiteReport = {
  readonly succeeded: boolean;
  readonly specs: readonly SpecResult[];
  readonly suiteFailures: readonly SuiteFailure[];
  /** Reasons for a failure beyond those of specs, such as an interrupt. */
  readonly specialReasons: readonly string[];
  /** What the suite was asked to do, as it understood it; `null` for a suite that knows no such thing. */
  readonly labelFilter: string | null;
  readonly seed: number | null;
  readonly dryRun: boolean;
  /** Whether the source marks some specs as the only ones to run. */
  readonly focused: boolean;
};

/** Something that happens while a suite runs. For progress only: never evidence. */
export type ProgressEvent =
  | { readonly kind: 'total'; readonly specs: number }
  | { readonly kind: 'started'; readonly text: string }
  | { readonly kind: 'ended'; readonly outcome: Outcome; readonly text: string };

/** Builds commands and reads what they leave behind; executes nothing. */
export type SuiteAdapter = {
  /**
   * What a suite is: one `program`, which is brought to the node; a `folder`, which is brought whole and run by tools
   * that the node has; or steps on the node's `console`, which is driven from this machine.
   */
  readonly form: 'program' | 'folder' | 'console';
  /** Whether only a run tells which specs there are, and runs them all: a listing then has those of the last one. */
  readonly listsLastRun: boolean;
  /** Tools that must be on the PATH to build and run the suite. */
  readonly tools: (source: SuiteSource) => readonly string[];
  /** What to run to make a suite startable, and what results; no commands for one that is a binary. */
  readonly build: (source: SuiteSource, folder: string, procs: number, target?: Target) => Build;
  /** Lists the specs into a report, running none. */
  readonly list: (suite: BuiltSuite, source: SuiteSource, reportPath: string) => Command;
  /** Exit codes of a listing that is whole. */
  readonly listExitCodes: readonly number[];
  /** The specs in a report of a listing or a run. Throws `SuiteReportError`. */
  readonly readSpecs: (text: string, modulePath: string) => readonly Spec[];
  readonly run: (request: RunRequest) => Command;
  /** What a run's report says. Throws `SuiteReportError`. */
  readonly readReport: (text: string, modulePath: string) => SuiteReport;
  /** Reads progress off the output, line by line. */
  readonly createProgressReader: () => (line: string) => ProgressEvent | undefined;
};

/** Why a text is no report of a suite, in words: it ends early, or is something else. */
export class SuiteReportError extends InputError {
  constructor(complaint: string, place: InputPlace = {}) {
    super('suite-report', complaint, place);
    this.name = 'SuiteReportError';
  }
}
