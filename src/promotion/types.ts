import type { Spec } from '../core/types.ts';
import type { Standing, StatusEntry } from '../status/types.ts';
import type { Expected } from './expected.ts';
import type { Counts } from './measure.ts';

/** An active lane of the architecture, and what it makes of the suite's specs now. */
export type ActiveLane = {
  readonly name: string;
  readonly selects: ReadonlySet<string>;
  /** Reason why the lane does not select a spec. */
  readonly reasonFor: (id: string) => string | undefined;
};

/** A suite as it is now, with the lanes that run it on an architecture. */
export type SuiteView = {
  readonly name: string;
  readonly arch: string;
  readonly specs: readonly Spec[];
  readonly lanes: readonly ActiveLane[];
};

/** Code of a decision, which says what it comes down to. */
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

/** Decision about a row, also where nothing changes. */
export type Decision = {
  /** Name of the feature as the document writes it. */
  readonly feature: string;
  readonly arch: string;
  readonly code: Code;
  /**
   * Effect of the decision on the row. `change`: the row is to be edited. `keep`: it stays. `finding`: it stays,
   * and somebody should look. `held`: it would change, but a human holds it. `refused`: it would change, but a
   * human closed the pull request that said so.
   */
  readonly action: 'change' | 'keep' | 'finding' | 'held' | 'refused';
  readonly from: Standing;
  readonly to: Standing;
  readonly reason: string;
  /** Ids of the specs that verify the row. */
  readonly specs: readonly string[];
  /** Counts of the verifying spec that is worst off, in the window of the policy. */
  readonly native: Counts | null;
  readonly emulated: Counts | null;
  /** Conditions that a promotion still needs, in words. */
  readonly missing: readonly string[];
  /**
   * Day on which a promotion may come, if nothing changes but that runs go on; `null` where none is waited for.
   */
  readonly expected: Expected | null;
  /** Files of the ledger that the decision rests on. */
  readonly runs: readonly string[];
  readonly entry: StatusEntry;
};

/** A change that a human refused by closing its pull request. */
export type Refusal = {
  readonly feature: string;
  readonly arch: string;
  /** Standing that was refused: `SUPPORTED (virtio bus)`. */
  readonly to: string;
  /** Digest of the ids of the verifying specs. */
  readonly specs: string;
  /** Start of the newest run that the change rested on, in ISO 8601. */
  readonly newest: string | null;
};
