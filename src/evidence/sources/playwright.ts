import type { Outcome } from '../../core/types.ts';
import { readPlaywrightReport } from '../../suites/playwright/report.ts';
import { SuiteReportError } from '../../suites/types.ts';
import { type Admission, type Claims, lastEnd, specEvidence, startTime, unprobedHeader } from './types.ts';

/** Whether a document is what Playwright's JSON reporter writes. */
export const isPlaywrightReport = (document: unknown): boolean =>
  typeof document === 'object' && document !== null && 'suites' in document && 'stats' in document;

/**
 * Takes a run from Playwright's JSON report, which knows every attempt. A test that is meant to fail shows
 * nothing.
 */
export function readPlaywrightRun(
  text: string,
  document: unknown,
  digest: string,
  claims: Claims,
): Admission {
  const { specs, suiteFailures } = readReport(text);
  const { stats, config } = document as Document;
  const results = specs.map((spec) => specEvidence({ ...spec, id: spec.text, testIds: [] }));
  const failed = results.filter(({ attempts }) => isFailure(attempts.at(-1))).length;
  const isFine = failed === 0 && suiteFailures.length === 0;
  const exitCode = claims.exitCode ?? (isFine ? 0 : 1);
  const interrupted = results.some(({ attempts }) => attempts.at(-1) === 'interrupted');
  const startedAt = claims.startedAt ?? startTime(stats?.startTime);
  const doubt =
    (exitCode === 0) !== isFine
      ? `the run ended with exit code ${exitCode}, but its report says otherwise`
      : interrupted
        ? 'tests were interrupted'
        : suiteFailures.length > 0
          ? `an error outside of tests: ${suiteFailures[0]?.failure.message.slice(0, 200)}`
          : undefined;
  return {
    run: {
      header: {
        ...unprobedHeader(claims),
        seed: null,
        labelFilter: null,
        startedAt,
        endedAt: lastEnd(startedAt, [{ seconds: Number(stats?.duration ?? 0) / 1000 }]),
        failFast: Number(config?.maxFailures ?? 0) > 0,
        verdict: doubt !== undefined ? 'inconclusive' : failed > 0 ? 'failed' : 'passed',
        reasons: doubt === undefined ? [] : [doubt],
      },
      results,
      origin: { source: { kind: 'playwright', digest }, url: claims.url },
    },
    notes: [],
  };
}

type Document = {
  readonly stats?: { readonly startTime?: unknown; readonly duration?: unknown };
  readonly config?: { readonly maxFailures?: unknown };
};

function readReport(text: string): ReturnType<typeof readPlaywrightReport> {
  try {
    return readPlaywrightReport(text);
  } catch (error) {
    if (!(error instanceof SuiteReportError)) throw error;
    throw new SuiteReportError(`not a report of Playwright: ${error.complaint}`, error.place);
  }
}

const isFailure = (outcome: Outcome | undefined): boolean => outcome === 'failed' || outcome === 'timedout';
