import type { SpecNames } from '../core/spec-identity.ts';
import type { Outcome } from '../core/types.ts';
import type { IndexedRun } from '../evidence/ledger/indexed-run.ts';
import { firstOutcome, lastOutcome, specNumberOf } from '../evidence/ledger/packed-results.ts';
import type { RunDetails } from '../evidence/ledger/run.ts';
import type { RunReport, RunSpec } from '../evidence/report/run-report.ts';
import { anchorOf, type Grid, type Letter, letterOf } from './grid.ts';

/** A spec in one run, as far as it is known. */
export type RunSpecView = {
  readonly id: string;
  readonly anchor: string;
  readonly letter: Letter;
  readonly outcome: Outcome;
  readonly seconds: number;
  /** Attempts in their order. */
  readonly attempts: readonly { readonly outcome: Outcome; readonly failure: string | null }[];
  readonly skipReason: string | null;
  readonly output: string | null;
  /** Place of the spec, `file:line`; `null` where only the ledger tells of the run. */
  readonly location: string | null;
  /** Start of the spec, in milliseconds since 1970; `null` where nobody knows. */
  readonly startedAt: number | null;
  /** Job and process that ran the spec, in words; empty where nobody knows. */
  readonly process: string;
};

/** The specs of a run that were selected, from its report where there is one, else from the ledger. */
export const specsOfRun = (
  run: IndexedRun,
  report: RunReport | undefined,
  names: readonly SpecNames[],
  idOf: Grid['idOf'],
  details: RunDetails,
): readonly RunSpecView[] =>
  report === undefined
    ? [...run.results].map((packed, place) =>
        fromLedger(packed, place, idOf(names[specNumberOf(packed)] as SpecNames), details),
      )
    : report.specs
        .filter(({ outcome }) => outcome !== 'excluded' && outcome !== 'pending')
        .map((spec) => fromReport(spec, idOf(spec), report));

function fromLedger(
  packed: number,
  place: number,
  id: string,
  { seconds, attempts, failures }: RunDetails,
): RunSpecView {
  const outcome = lastOutcome(packed);
  const failure = failures.get(place) ?? null;
  const all = attempts.get(place) ?? (outcome === 'notrun' ? [] : [outcome]);
  return {
    id,
    anchor: anchorOf(id),
    letter: letterOf(firstOutcome(packed), outcome),
    outcome,
    seconds: seconds[place] ?? 0,
    attempts: all.map((each, index) => ({
      outcome: each,
      failure: index === all.length - 1 ? failure : null,
    })),
    skipReason: null,
    output: null,
    location: null,
    startedAt: null,
    process: '',
  };
}

function fromReport(spec: RunSpec, id: string, { merged }: RunReport): RunSpecView {
  const { outcome, attempts, seconds, startedAt, location } = spec;
  const run = attempts.at(-1)?.run;
  const job = run === undefined ? undefined : (merged[run]?.job ?? `run ${run + 1}`);
  const process = spec.process === undefined ? [] : [`process ${spec.process}`];
  return {
    id,
    anchor: anchorOf(id),
    letter: letterOf(attempts[0]?.outcome ?? outcome, outcome),
    outcome,
    seconds,
    attempts: attempts.map((attempt) => ({
      outcome: attempt.outcome,
      failure: attempt.failure?.message ?? null,
    })),
    skipReason: spec.skipReason ?? null,
    output: spec.output ?? null,
    location: `${location.file}:${location.line}`,
    startedAt: startedAt === null ? null : Date.parse(startedAt),
    process: [...(job === undefined ? [] : [job]), ...process].join(', '),
  };
}
