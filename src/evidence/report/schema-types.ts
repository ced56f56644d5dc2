// Written by npm run schemas; a test holds it to the schemas.
import type { Capability, Location, MachineFacts, Outcome, Verdict } from '../../core/types.ts';

/** The run report of one lane run. */
export type RunReport = {
  readonly schemaVersion: 1;
  readonly tool: {
    readonly name: 'lanekeeper';
    readonly version: string;
  };
  readonly lane: {
    readonly name: string;
    /** Digest of the lane, which changes when what is selected, or how it runs, changes. */
    readonly digest: string;
    readonly state: 'active' | 'defined';
    readonly arch: string;
  };
  readonly suite: {
    readonly name: string;
    readonly kind: string;
    /** SHA-256 of the binary that ran; null when the node failed before it was built. */
    readonly digest: string | null;
    /** Git commit of the suite’s sources; null where they are unknown or in no repository. */
    readonly commit: string | null;
    /** Whether what was compiled may differ from that commit. */
    readonly modified: boolean | null;
  };
  readonly node: {
    readonly name: string;
    readonly kind: string;
    /** Whether the node is emulated; its evidence is marked as such for ever. */
    readonly emulated: boolean;
    readonly arch: string;
    /** Machine that ran the specs, as it was probed; null when it never came up. */
    readonly machine: MachineFacts | null;
    /** Start of the node: it was there, was booted, or was restored from a snapshot. */
    readonly start: {
      readonly mode: 'none' | 'cold' | 'warm';
      /** Commands that start such a node; they can be pasted into a shell. */
      readonly commands: readonly {
        readonly argv: readonly string[];
        readonly cwd: string;
        readonly env: Readonly<Record<string, string>>;
      }[];
      readonly remarks: readonly string[];
      readonly emulator: string | null;
      readonly seconds: number;
    } | null;
    /** Factor by which the lane’s timeouts were multiplied. */
    readonly timeoutFactor: number;
    /** Last output of the node’s console before it failed. */
    readonly consoleTail: string | null;
    readonly capabilities: Readonly<Record<string, Capability>>;
  };
  /** Label filter exactly as the suite got it. */
  readonly labelFilter: string;
  /** Id of the one spec that the run was limited to. */
  readonly focus: string | null;
  /** Job of a plan that the run was limited to: the other specs of the lane run elsewhere. */
  readonly job: {
    readonly id: string;
    /** SHA-256 of the plan. */
    readonly plan: string;
    readonly shard: {
      readonly number: number;
      readonly count: number;
    };
    /** Differences between what the lane selected and what was planned, in words. */
    readonly differences: readonly string[];
  } | null;
  readonly seed: number;
  /** Command that was run; null when nothing was selected. */
  readonly command: {
    readonly argv: readonly string[];
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
  } | null;
  /** A time in ISO 8601 with its zone, such as 2027-03-31T06:00:00.000Z. */
  readonly startedAt: string;
  /** A time in ISO 8601 with its zone, such as 2027-03-31T06:00:00.000Z. */
  readonly endedAt: string;
  readonly exit: {
    readonly code: number | null;
    readonly signal: string | null;
    readonly timedOut: boolean;
  } | null;
  readonly verdict: Verdict;
  /** Reasons for the verdict, in words. */
  readonly reasons: readonly string[];
  /** Runs of this lane whose node failed, before this one on a fresh node. */
  readonly earlierAttempts: readonly {
    readonly verdict: Verdict;
    readonly reasons: readonly string[];
    /** A time in ISO 8601 with its zone, such as 2027-03-31T06:00:00.000Z. */
    readonly startedAt: string;
    /** A time in ISO 8601 with its zone, such as 2027-03-31T06:00:00.000Z. */
    readonly endedAt: string;
    readonly consoleTail: string | null;
  }[];
  /** The runs of shards and reruns that this report joins, oldest first; none for a single run. */
  readonly merged: readonly {
    readonly job: string | null;
    readonly verdict: Verdict;
    /** Whether the attempts of the run say anything of the product. */
    readonly counted: boolean;
    readonly reasons: readonly string[];
    readonly hostname: string | null;
    readonly command: {
      readonly argv: readonly string[];
      readonly cwd: string;
      readonly env: Readonly<Record<string, string>>;
    } | null;
    /** A time in ISO 8601 with its zone, such as 2027-03-31T06:00:00.000Z. */
    readonly startedAt: string;
    /** A time in ISO 8601 with its zone, such as 2027-03-31T06:00:00.000Z. */
    readonly endedAt: string;
    readonly exit: {
      readonly code: number | null;
      readonly signal: string | null;
      readonly timedOut: boolean;
    } | null;
    readonly consoleTail: string | null;
  }[];
  /** Numbers of specs by outcome. */
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly suiteFailures: readonly {
    readonly step: string;
    readonly phase: 'before' | 'after';
    readonly failure: {
      readonly message: string;
      readonly location: Location | null;
    };
  }[];
  /** All specs of the suite. */
  readonly specs: readonly RunSpec[];
};

/** A spec of a run report: how it ended, or why it did not run. */
export type RunSpec = {
  /** Id of the spec, which stays when tags such as [QUARANTINE] come and go. */
  readonly id: string;
  /** Texts of containers and leaf, joined by one space. */
  readonly text: string;
  readonly labels: readonly string[];
  readonly location: Location;
  /** Numbers of [test_id:n] tags. */
  readonly testIds: readonly string[];
  /** Outcome of the last attempt; excluded: not selected; notrun: selected but never started. */
  readonly outcome: Outcome;
  /** Tries at the spec, in order. */
  readonly attempts: readonly {
    readonly outcome: Outcome;
    readonly failure?:
      | {
          readonly message: string;
          readonly location: Location | null;
        }
      | undefined;
    /** Number of the merged run that made the attempt, from 0. */
    readonly run?: number | undefined;
  }[];
  /** A time in ISO 8601 with its zone, such as 2027-03-31T06:00:00.000Z. */
  readonly startedAt: string | null;
  /** Duration of the spec in seconds. */
  readonly seconds: number;
  /** Number of the parallel process that ran the spec; absent where the suite does not tell. */
  readonly process?: number | undefined;
  /** Reason that the spec gave for skipping itself: it did not run. */
  readonly skipReason?: string | undefined;
  /** End of the output of a spec that did not pass. */
  readonly output?: string | undefined;
  /** Reason why the spec was not selected. */
  readonly exclusion?:
    | {
        readonly rule: string;
        readonly because: string;
        readonly label: string | null;
        readonly labelAt: {
          readonly node: 'suite' | 'container' | 'leaf';
          readonly text: string;
          readonly location: Location | null;
        } | null;
      }
    | undefined;
};
