import { usageError } from '../../core/errors.ts';
import type { Spec } from '../../core/types.ts';
import type { EvidenceRun, SpecEvidence } from '../ledger/run.ts';
import type { RunSpec } from '../report/run-report.ts';

/**
 * Facts that a report of another program doesn't state itself; they come from the user and the lane's
 * configuration.
 */
export type Claims = {
  readonly lane: { readonly name: string; readonly digest: string | null };
  readonly arch: string;
  readonly suite: { readonly name: string; readonly kind: string };
  readonly node: { readonly name: string; readonly kind: string; readonly emulated: boolean };
  /** The specs that the lane selects; read only for reports that can't tell them themselves. */
  readonly selected: () => Promise<readonly Spec[]>;
  /** Number of attempts that the lane gives a spec. */
  readonly flakeAttempts: number;
  /** Exit code of the run; `null` when unknown. */
  readonly exitCode: number | null;
  readonly commit: string | null;
  /** Start of the run, in ISO 8601; `null` when the report has to say it. */
  readonly startedAt: string | null;
  readonly url: string | null;
};

/** A run that was read, and notes on what could not be taken from its report. */
export type Admission = { readonly run: EvidenceRun; readonly notes: readonly string[] };

/** Length up to which failure messages are kept: the whole text stays in the report. */
export const FAILURE_CHARACTERS = 1000;

/** Parts of a run's header that are the same for all runs of which nobody probed the node. */
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

/** Evidence on a spec as the ledger keeps it, from what a report says of it. */
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

/** Start of a run by its report, in ISO 8601 and UTC. Throws where the report does not say it. */
export function startTime(value: unknown): string {
  const time = typeof value === 'string' ? sensibleTime(value) : undefined;
  if (time === undefined)
    throw usageError('found no time in the report: say when the run started by --started-at');
  return time;
}

/** A time of a report, in ISO 8601 and UTC. @throws LanekeeperError where it is none, or far from our days. */
export function reportedTime(value: string | number): string {
  const time = sensibleTime(value);
  if (time === undefined)
    throw usageError(`found the time ${value}, expected one from the years 2000 to 9999`);
  return time;
}

/** A time in ISO 8601 and UTC. Go writes the year 1 for one that was never set; a year has four digits. */
export function sensibleTime(value: string | number): string | undefined {
  const time = new Date(value);
  const year = time.getUTCFullYear();
  return year >= 2000 && year <= 9999 ? time.toISOString() : undefined;
}

/** End of a run whose report does not say it: its start and the seconds of all its specs. */
export function lastEnd(startedAt: string, results: readonly Pick<SpecEvidence, 'seconds'>[]): string {
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0);
  return reportedTime(Date.parse(startedAt) + seconds * 1000);
}
