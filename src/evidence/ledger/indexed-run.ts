import type { SpecNames } from '../../core/spec-identity.ts';
import type { PackedResults } from './packed-results.ts';
import type { RunHeader, RunOrigin } from './run.ts';

/** A run of the ledger, as the index keeps it. */
export type IndexedRun = {
  /** Path of the run's file, from the ledger's root. */
  readonly file: string;
  /** Key of the run, equal for two files that hold the same run. */
  readonly key: string;
  readonly header: RunHeader;
  readonly origin: RunOrigin;
  /** Results of the run; the numbers of their specs are those of `Evidence`. */
  readonly results: PackedResults;
};

/** Everything that a ledger holds. */
export type Evidence = {
  /** Names of the specs, by number. */
  readonly specs: readonly SpecNames[];
  readonly runs: readonly IndexedRun[];
};
