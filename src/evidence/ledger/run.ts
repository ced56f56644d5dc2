import * as z from 'zod';
import { conform } from '../../core/conform.ts';
import { InputError } from '../../core/errors.ts';
import { type DeepReadonly, OUTCOMES, type Outcome, SCHEMA_VERSION, VERDICTS } from '../../core/types.ts';
import { commandSchema, machineSchema } from '../report/run-report-schema.ts';

const SOURCES = ['run-report', 'ginkgo', 'playwright', 'junit', 'prow'] as const;

const headerSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  suite: z.strictObject({
    name: z.string(),
    kind: z.string(),
    digest: z.string().nullable(),
    commit: z.string().nullable(),
    modified: z.boolean().nullable(),
  }),
  lane: z.strictObject({ name: z.string(), digest: z.string().nullable() }),
  arch: z.string(),
  node: z.strictObject({
    name: z.string(),
    kind: z.string(),
    emulated: z.boolean(),
    /** Machine that was probed; `null` when nobody probed it. */
    machine: machineSchema.nullable(),
    emulator: z.string().nullable(),
  }),
  command: commandSchema.nullable(),
  seed: z.int().nullable(),
  labelFilter: z.string().nullable(),
  /** Id of the one spec that the run was limited to; `null` when it was not. */
  focus: z.string().nullable(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  exitCode: z.int().nullable(),
  /** Whether the run stops at the first failure: then nobody knows what it did not reach. */
  failFast: z.boolean(),
  verdict: z.enum(VERDICTS),
  reasons: z.array(z.string()),
});

const originSchema = z.strictObject({
  source: z.strictObject({ kind: z.enum(SOURCES), digest: z.string() }),
  url: z.string().nullable(),
});

/**
 * Header of a run: what ran, where, and how it ended, but not how we came to know of it. Times are ISO 8601 in
 * UTC.
 */
export type RunHeader = DeepReadonly<z.infer<typeof headerSchema>>;

/** Origin of a run: where it was read, and where it can be seen. */
export type RunOrigin = z.infer<typeof originSchema>;

/** Evidence of a run on one spec that was selected. */
export type SpecEvidence = {
  readonly id: string;
  readonly testIds: readonly string[];
  /**
   * Outcomes of the attempts, in their order; none for a spec that was never started, or whose end nobody knows.
   */
  readonly attempts: readonly Outcome[];
  readonly seconds: number;
  /** Beginning of the message with which the last attempt failed. */
  readonly failure?: string;
};

/** One run of a lane, as the ledger keeps it. */
export type EvidenceRun = {
  readonly header: RunHeader;
  readonly results: readonly SpecEvidence[];
  readonly origin: RunOrigin;
};

/** Details of a run beyond outcomes, from its file. Seconds are in the order of the run's results. */
export type RunDetails = {
  readonly seconds: Float32Array;
  /** Outcomes of the attempts at a spec, where there were several, by its place among the results. */
  readonly attempts: ReadonlyMap<number, readonly Outcome[]>;
  /** Beginnings of the messages with which last attempts failed, by the place of the spec among the results. */
  readonly failures: ReadonlyMap<number, string>;
};

/** Writes the lines of a ledger's file: the header, a line per spec, and last where it comes from. */
export const formatRun = ({
  header,
  results,
  origin,
}: EvidenceRun): { readonly body: string; readonly end: string } => ({
  body: `${JSON.stringify(header)}\n${results.map(formatResult).join('')}`,
  end: `${JSON.stringify(origin)}\n`,
});

/** Writes a result as JSON.stringify does, in half its time. */
function formatResult({ id, testIds, attempts, seconds, failure }: SpecEvidence): string {
  const names = testIds.length === 0 ? '' : `"${testIds.map(quoted).join('","')}"`;
  const end = failure === undefined ? '' : `,"failure":${JSON.stringify(failure)}`;
  const outcomes = attempts.length === 0 ? '' : `"${attempts.join('","')}"`;
  return `{"id":${JSON.stringify(id)},"testIds":[${names}],"attempts":[${outcomes}],"seconds":${JSON.stringify(seconds)}${end}}\n`;
}

const quoted = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Refuses a run that could not be read back: the ledger only grows. @throws InputError */
export function refuseUnreadable({ header }: EvidenceRun): void {
  conform(headerSchema, header, 'suite-report', 'no run that the ledger can keep');
}

/** Reads a ledger's file back. @throws InputError */
export function parseRun(text: string): EvidenceRun {
  if (!text.endsWith('\n')) throw damage('it is cut off: its last line has no end');
  const lines = text.slice(0, -1).split('\n');
  if (lines.length < 2) throw damage('expected a header and an origin');
  const values = lines.map((line, index) => parseLine(line, index + 1));
  return {
    header: conform(headerSchema, values[0], 'ledger-file', 'no header of a run'),
    results: values.slice(1, -1).map((value, index) => readResult(value, index + 2)),
    origin: conform(originSchema, values.at(-1), 'ledger-file', 'no origin of a run'),
  };
}

const damage = (complaint: string, line?: number): InputError =>
  new InputError('ledger-file', complaint, line === undefined ? {} : { line });

function parseLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw damage(`line ${number} is not JSON: ${(error as SyntaxError).message}`, number);
  }
}

const KNOWN: ReadonlySet<unknown> = new Set(OUTCOMES);

/** Reads a result by hand, without a schema, because a ledger has millions of them. */
function readResult(value: unknown, number: number): SpecEvidence {
  const { id, testIds, attempts, seconds, failure } = (value ?? {}) as Record<string, unknown>;
  if (
    typeof id !== 'string' ||
    typeof seconds !== 'number' ||
    !Array.isArray(testIds) ||
    !testIds.every((each) => typeof each === 'string') ||
    !Array.isArray(attempts) ||
    !attempts.every((each) => KNOWN.has(each)) ||
    (failure !== undefined && typeof failure !== 'string')
  )
    throw damage(`line ${number} is no result of a spec`, number);
  return { id, testIds, attempts, seconds, ...(failure === undefined ? {} : { failure }) };
}
