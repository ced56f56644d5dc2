import type { Decision, SuiteView } from '../../promotion/types.ts';
import type { FeatureFinder } from '../../status/features/find.ts';
import type { Place, StatusReading } from '../../status/types.ts';

/** Code of a finding, which names what disagrees. */
type DriftCode =
  | 'unreadable'
  | 'unknown-feature'
  | 'misspelt-name'
  | 'claim-without-test'
  | 'claim-not-selected'
  | 'claim-only-touched'
  | 'evidence-contradicts'
  | 'evidence-doubts'
  | 'passes-though-unsupported'
  | 'hold-expired'
  | 'prose-without-row'
  | 'prose-differs'
  | 'row-without-prose'
  | 'lane-unknown'
  | 'lane-not-active'
  | 'lane-not-listed'
  | 'lane-selects-nothing'
  | 'documents-disagree'
  | 'graduation-differs'
  | 'gate-unknown'
  | 'gate-missing';

/** Something in a document that is not as it says. */
export type Drift = {
  readonly code: DriftCode;
  readonly file: string;
  readonly place: Place;
  /** Reason for the finding: what was found, and what speaks against it. */
  readonly reason: string;
  /** Advice on what to do. */
  readonly remedy: string;
};

/** A lane of the configuration, as far as documents speak of lanes. */
export type KnownLane = {
  readonly name: string;
  readonly arch: string;
  readonly suite: string;
  readonly state: 'active' | 'defined';
  /** Number of specs that the lane selects; `null` for a lane that no document names. */
  readonly selects: number | null;
};

/** A document and everything that it can be held to. */
export type DriftInput = {
  readonly file: string;
  readonly format: 'markdown-table' | 'go-map' | 'registry';
  readonly arch: string | undefined;
  readonly suite: string;
  readonly reading: StatusReading;
  readonly decisions: readonly Decision[];
  readonly suites: readonly SuiteView[];
  readonly find: FeatureFinder;
  readonly lanes: readonly KnownLane[];
  /** Time of the check, in ISO 8601. */
  readonly asOf: string;
};
