import { OUTCOMES } from '../../core/types.ts';
import { runReportSchema } from './run-report-schema.ts';
import type { RunReport, RunSpec } from './schema-types.ts';

export type { RunReport, RunSpec };

/** How many specs ended in which way. */
export const countOutcomes = (specs: readonly Pick<RunSpec, 'outcome'>[]): RunReport['counts'] =>
  Object.fromEntries(
    OUTCOMES.map((name) => [name, specs.filter(({ outcome }) => outcome === name).length]),
  ) as RunReport['counts'];

/** A spec that passed, but not at its first attempt. */
export const isFlaky = ({ outcome, attempts }: Pick<RunSpec, 'outcome' | 'attempts'>): boolean =>
  outcome === 'passed' && attempts.some((attempt) => attempt.outcome !== 'passed');

/** Reads a run report back; throws an error of zod with what is wrong where it is none. */
export const parseRunReport = (text: string): RunReport => runReportSchema.parse(JSON.parse(text));
