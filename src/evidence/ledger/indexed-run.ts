import { OUTCOMES, type Outcome } from '../../core/types.ts';
import type { RunHeader, RunOrigin } from './run.ts';

/** The names under which results of a spec can be found. */
export type SpecNames = { readonly id: string; readonly testIds: readonly string[] };

/** A run of the ledger, its results packed: there can be millions of them. */
export type IndexedRun = {
  /** From the ledger's root. */
  readonly file: string;
  /** Equal for two files that hold the same run. */
  readonly key: string;
  readonly header: RunHeader;
  readonly origin: RunOrigin;
  /** Each: number of the spec × 256 + first outcome × 16 + last outcome, outcomes by their place in `OUTCOMES`. */
  readonly results: Uint32Array;
};

/** All that a ledger holds. */
export type Evidence = {
  /** By number. */
  readonly specs: readonly SpecNames[];
  readonly runs: readonly IndexedRun[];
};

/** A result with the number of its spec; one without attempts was not run. */
export const packResult = (spec: number, attempts: readonly Outcome[]): number =>
  spec * 256 + OUTCOMES.indexOf(attempts[0] ?? 'notrun') * 16 + OUTCOMES.indexOf(attempts.at(-1) ?? 'notrun');

export const specOf = (packed: number): number => Math.floor(packed / 256);

export const firstOutcome = (packed: number): Outcome => OUTCOMES[(packed >> 4) & 15] as Outcome;
export const lastOutcome = (packed: number): Outcome => OUTCOMES[packed & 15] as Outcome;
