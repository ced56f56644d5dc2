import { usageError } from '../../core/errors.ts';
import type { Spec } from '../../core/types.ts';
import type { EvidenceRun, SpecEvidence } from '../ledger/run.ts';
import type { RunSpec } from '../report/run-report.ts';

/** What a report of another program doesn't say itself; the user and the lane's configuration do. */
export type Claims = {
  readonly lane: { readonly name: string; readonly digest: string | null };
  readonly arch: string;
  readonly suite: { readonly name: string; readonly kind: string };
  readonly node: { readonly name: string; readonly kind: string; readonly emulated: boolean };
  /** The specs that the lane selects; read only for reports that can't tell them themselves. */
  readonly selected: () => Promise<readonly Spec[]>;
  /** Attempts that the lane gives a spec. */
  readonly flakeAttempts: number;
  /** `null` when unknown. */
  readonly exitCode: number | null;
  readonly commit: string | null;
  /** ISO 8601; `null` when the report has to say it. */
  readonly startedAt: string | null;
  readonly url: string | null;
};

/** A run that was read, and what could not be taken from its report. */
export type Admission = { readonly run: EvidenceRun; readonly notes: readonly string[] };

/** Failure messages are kept up to here: the whole text stays in the report. */
export const FAILURE_CHARACTERS = 1000;

/** Runs of which nobody probed the node: the parts of a header that are the same for all of them. */
export const unprobedHeader = ({ lane, arch, suite, node, commit, exitCode }: Claims) =>
  ({
    schemaVersion: 1,
    suite: { ...suite, digest: null, commit, modified: null },
    lane,
    arch,
    node: { ...node, machine: null, emulator: null },
    command: null,
    focus: null,
    exitCode,
  }) as const;

/** What a report says of a spec, as the ledger keeps it. */
export function specEvidence({
  id,
  testIds,
  attempts,
  seconds,
}: Pick<RunSpec, 'id' | 'testIds' | 'attempts' | 'seconds'>): SpecEvidence {
  const failure = attempts.at(-1)?.failure?.message.slice(0, FAILURE_CHARACTERS);
  return {
    id,
    testIds,
    attempts: attempts.map(({ outcome }) => outcome),
    seconds,
    ...(failure === undefined ? {} : { failure }),
  };
}

/** When a run started, by its report. Throws where that does not say. */
export function startTime(value: unknown): string {
  const time = typeof value === 'string' ? new Date(value) : new Date(Number.NaN);
  // Go writes the year 1 for a time that was never set.
  if (Number.isNaN(time.getTime()) || time.getUTCFullYear() < 2000)
    throw usageError('found no time in the report: say when the run started by --started-at');
  return time.toISOString();
}

/** Ends of a run that says nothing of when it ended. */
export function lastEnd(startedAt: string, results: readonly Pick<SpecEvidence, 'seconds'>[]): string {
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0);
  return new Date(Date.parse(startedAt) + seconds * 1000).toISOString();
}
