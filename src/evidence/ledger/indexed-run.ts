import type { SpecNames } from '../../core/spec-identity.ts';
import type { PackedResults } from './packed-results.ts';
import type { RunHeader, RunOrigin } from './run.ts';

/** A run of the ledger, as the index keeps it. */
export type IndexedRun = {
  /** From the ledger's root. */
  readonly file: string;
  /** Equal for two files that hold the same run. */
  readonly key: string;
  readonly header: RunHeader;
  readonly origin: RunOrigin;
  /** Numbers of specs are those of `Evidence`. */
  readonly results: PackedResults;
};

/** All that a ledger holds. */
export type Evidence = {
  /** By number. */
  readonly specs: readonly SpecNames[];
  readonly runs: readonly IndexedRun[];
};
