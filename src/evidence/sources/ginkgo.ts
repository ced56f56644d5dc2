import { filterCriteria } from '../../planning/selection/lane-selection.ts';
import { selectSpecs } from '../../planning/selection/select.ts';
import { SUITES } from '../../suites/index.ts';
import { joinResults } from '../report/join-results.ts';
import { judgeRun } from '../report/verdict.ts';
import { type Admission, type Claims, lastEnd, specEvidence, startTime, unprobedHeader } from './types.ts';

/** Whether a document is what `--ginkgo.json-report` wrote. */
export const isGinkgoReport = (document: unknown): boolean =>
  Array.isArray(document) && document.length > 0 && 'SpecReports' in Object(document[0]);

/**
 * Takes a run from Ginkgo's own JSON report, which knows every attempt and what was selected. An exit code that is
 * known has to agree with it.
 */
export function readGinkgoRun(text: string, document: unknown, digest: string, claims: Claims): Admission {
  const { ginkgo } = SUITES;
  const report = ginkgo.readReport(text, '');
  const specs = ginkgo.readSpecs(text, '');
  const selection = selectSpecs(specs, filterCriteria(report.labelFilter ?? ''));
  const { specs: joined, outcomes, surplus } = joinResults(specs, selection, report.specs);
  const exitCode = claims.exitCode ?? (report.succeeded ? 0 : 1);
  const { verdict, reasons } = judgeRun({
    end: `ended with exit code ${exitCode}`,
    exitCode,
    failedToStart: false,
    nodeFailure: undefined,
    interrupted: false,
    report,
    asked: report,
    outcomes,
    surplus,
    absent: [],
  });
  const results = joined
    .filter(({ outcome }) => outcome !== 'excluded' && outcome !== 'pending')
    .map(specEvidence);
  const suite = (document as readonly Record<string, unknown>[])[0];
  const startedAt = claims.startedAt ?? startTime(suite?.['StartTime']);
  const config = suite?.['SuiteConfig'] as Record<string, unknown> | undefined;
  return {
    run: {
      header: {
        ...unprobedHeader(claims),
        seed: report.seed,
        labelFilter: report.labelFilter,
        startedAt,
        endedAt: lastEnd(startedAt, results),
        failFast: config?.['FailFast'] === true,
        verdict,
        reasons: [...reasons],
      },
      results,
      origin: { source: { kind: 'ginkgo', digest }, url: claims.url },
    },
    notes: [],
  };
}
