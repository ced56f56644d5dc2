import type { Position } from '../../core/types.ts';
import type { SourceSpec } from '../../source/ginkgo/types.ts';

/** Signal that says what a spec has to do with a feature. */
export type Signal = {
  readonly kind: 'mapping' | 'label' | 'gate' | 'name';
  /** The signal in words, such as `enables VSOCKGate`. */
  readonly says: string;
  readonly at: Position | null;
  readonly confidence: 'certain' | 'high' | 'medium';
};

/** Whether a spec shows that a feature works, or only touches it: with its gate disabled, say. */
export type Relation = 'exercises' | 'disables';

/** Fate of a spec on an architecture. */
export type Fate =
  | { readonly kind: 'selected'; readonly lanes: readonly string[] }
  /** The lane would select the spec if it had these labels. */
  | { readonly kind: 'lacks-label'; readonly lane: string; readonly labels: readonly string[] }
  /** The node of the lane lacks a capability that the spec needs. */
  | { readonly kind: 'blocked'; readonly lane: string; readonly because: string }
  /** A rule or the lane itself keeps the spec out. */
  | { readonly kind: 'excluded'; readonly lane: string; readonly because: string }
  | { readonly kind: 'pending' }
  | { readonly kind: 'no-suite'; readonly because: string }
  | { readonly kind: 'no-lane' };

export type CoveredSpec = {
  readonly spec: SourceSpec;
  readonly relation: Relation;
  readonly signals: readonly Signal[];
  readonly fate: Fate;
};

export type FeatureCoverage = {
  /** Name of the feature: that of `features.yaml`, else that of its constant. */
  readonly feature: string;
  readonly specs: readonly CoveredSpec[];
  /** Place where the gate is enabled for the whole suite: then any spec may need it; else `null`. */
  readonly implicit: Position | null;
};
