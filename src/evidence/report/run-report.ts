import { conform } from '../../core/conform.ts';
import { parseJson } from '../../core/json.ts';
import { OUTCOMES } from '../../core/types.ts';
import { runReportSchema } from './run-report-schema.ts';
import type { RunReport, RunSpec } from './schema-types.ts';

export type { RunReport, RunSpec };

/** Number of specs that ended in each way. */
export const countOutcomes = (specs: readonly Pick<RunSpec, 'outcome'>[]): RunReport['counts'] =>
  Object.fromEntries(
    OUTCOMES.map((name) => [name, specs.filter(({ outcome }) => outcome === name).length]),
  ) as RunReport['counts'];

/** Whether a spec passed, but not at its first attempt. */
export const isFlaky = ({ outcome, attempts }: Pick<RunSpec, 'outcome' | 'attempts'>): boolean =>
  outcome === 'passed' && attempts.some((attempt) => attempt.outcome !== 'passed');

const EXPECTED = 'no run report of this version';

/**
 * Reads a run report back.
 *
 * @throws InputError with the place in the text, or the path of the value, that is not as it should be.
 */
export const parseRunReport = (text: string): RunReport =>
  checkRunReport(parseJson(text, 'run-report', `${EXPECTED}: not JSON`));

/** Takes a document as a run report. @throws InputError as `parseRunReport` does. */
export const checkRunReport = (document: unknown): RunReport =>
  conform(runReportSchema, document, 'run-report', EXPECTED);
