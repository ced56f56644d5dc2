import type { Spec } from '../core/types.ts';
import type { Standing, StatusEntry } from '../status/types.ts';
import type { Expected } from './expected.ts';
import type { Counts } from './measure.ts';

/** An active lane of the architecture, and what it makes of the suite's specs now. */
export type LaneView = {
  readonly name: string;
  readonly selects: ReadonlySet<string>;
  /** Why it does not select a spec. */
  readonly reasonFor: (id: string) => string | undefined;
};

/** A suite as it is now, with the lanes that run it on an architecture. */
export type SuiteView = {
  readonly name: string;
  readonly arch: string;
  readonly specs: readonly Spec[];
  readonly lanes: readonly LaneView[];
};

/** What a decision comes down to. */
export type Code =
  | 'promoted'
  | 'demoted'
  | 'emulated-pass'
  | 'emulated-lapsed'
  | 'qualifier'
  | 'verified'
  | 'doubted'
  | 'not-enough'
  | 'no-test'
  | 'unknown-feature'
  | 'human-word'
  | 'passes-though-unsupported'
  | 'unreadable'
  | 'no-evidence';

/** What becomes of a row, also when nothing does. */
export type Decision = {
  /** As the document writes it. */
  readonly feature: string;
  readonly arch: string;
  readonly code: Code;
  /**
   * `change`: to be edited. `keep`: stays. `finding`: stays, and somebody should look. `held`: would change, but a
   * human holds it. `refused`: would change, but a human closed the pull request that said so.
   */
  readonly outcome: 'change' | 'keep' | 'finding' | 'held' | 'refused';
  readonly from: Standing;
  readonly to: Standing;
  readonly reason: string;
  /** Ids of the specs that verify it. */
  readonly specs: readonly string[];
  /** Of the verifying spec that is worst off, in the window of the policy. */
  readonly native: Counts | null;
  readonly emulated: Counts | null;
  /** What a promotion still needs. */
  readonly missing: readonly string[];
  /** When a promotion may come, if nothing changes but that runs go on; `null` where none is waited for. */
  readonly expected: Expected | null;
  /** Files of the ledger that it rests on. */
  readonly runs: readonly string[];
  readonly entry: StatusEntry;
};

/** A change that a human refused by closing its pull request. */
export type Refusal = {
  readonly feature: string;
  readonly arch: string;
  /** `SUPPORTED (virtio bus)`. */
  readonly to: string;
  /** Of the ids of the verifying specs. */
  readonly specs: string;
  /** The newest run that it rested on, ISO 8601. */
  readonly newest: string | null;
};
