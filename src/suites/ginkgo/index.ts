import type { SuiteAdapter } from '../types.ts';
import { buildGinkgo, ginkgoTools, listGinkgo, runGinkgo } from './commands.ts';
import { readGinkgoReport } from './outcomes.ts';
import { createProgressReader } from './progress.ts';
import { parseGinkgoReport, specsOf } from './report.ts';

/** Go suites of Ginkgo 2.13 or newer. */
export const ginkgo: SuiteAdapter = {
  form: 'program',
  listsLastRun: false,
  tools: ginkgoTools,
  build: buildGinkgo,
  list: listGinkgo,
  // 197 says that the source marks some specs as the only ones to run: all are listed all the same.
  listExitCodes: [0, 197],
  run: runGinkgo,
  readSpecs: (text, modulePath) => specsOf(parseGinkgoReport(text, modulePath)),
  readReport: readGinkgoReport,
  createProgressReader,
};
