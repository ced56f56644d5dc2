import { basename } from 'node:path';
import type { StepResult } from './drive.ts';
import type { Step, Steps } from './steps.ts';

/** What `lanekeeper console` writes, and the suite kind `console` reads. */
export type ConsoleReport = {
  readonly consoleReport: 1;
  readonly succeeded: boolean;
  readonly dryRun: boolean;
  readonly labelFilter: string;
  readonly seed: number;
  readonly name: string;
  readonly labels: readonly string[];
  readonly file: string;
  readonly specs: readonly ConsoleSpec[];
};

type ConsoleSpec = {
  readonly name: string;
  readonly labels: readonly string[];
  readonly line: number;
  readonly outcome: StepResult['outcome'] | 'notrun';
  readonly message: string | null;
  readonly transcript: string;
  readonly startedAt: string | null;
  readonly seconds: number;
};

export function consoleReport(
  path: string,
  { name, labels, steps }: Steps,
  asked: Pick<ConsoleReport, 'dryRun' | 'labelFilter' | 'seed'>,
  results: readonly StepResult[],
): ConsoleReport {
  const resultOf = new Map<Step, StepResult>(results.map((result) => [result.step, result]));
  return {
    consoleReport: 1,
    succeeded: results.every(({ outcome }) => outcome === 'passed'),
    ...asked,
    name,
    labels: labels ?? [],
    file: basename(path),
    specs: steps.map((step) => {
      const result = resultOf.get(step);
      return {
        name: step.name,
        labels: step.labels,
        line: step.line,
        outcome: result?.outcome ?? 'notrun',
        message: result?.message ?? null,
        transcript: result?.transcript ?? '',
        startedAt: result?.startedAt ?? null,
        seconds: result?.seconds ?? 0,
      };
    }),
  };
}
