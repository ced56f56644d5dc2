import { didYouMean, usageError } from '../core/errors.ts';
import type { Spec } from '../core/types.ts';
import type { Config } from '../lanes/config.ts';
import { SUITES } from './index.ts';

/**
 * The specs in a report of a suite, in its order. File names of their locations are those of the report.
 *
 * @param suite name of the suite in the configuration, whose kind says how the report is read.
 * @param report the text of what Ginkgo or Playwright wrote as JSON, of a listing or a run; suites of other kinds have
 * reports that Lanekeeper collects.
 * @throws LanekeeperError where the configuration has no such suite; SuiteReportError where the text is no such report.
 */
export function readSpecs(config: Config, suite: string, report: string): readonly Spec[] {
  const { suites } = config.settings.value;
  const settings = Object.hasOwn(suites, suite) ? suites[suite] : undefined;
  if (settings === undefined) {
    const known = Object.keys(suites);
    throw usageError(
      `found no suite "${suite}", expected one of ${known.join(', ')}${didYouMean(suite, known)}`,
    );
  }
  return SUITES[settings.kind].readSpecs(report, '');
}
