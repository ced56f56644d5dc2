import type { SuiteAdapter } from '../types.ts';
import { build, list, run, tools } from './commands.ts';
import { readGinkgoReport } from './outcomes.ts';
import { createProgressReader } from './progress.ts';
import { parseGinkgoReport, specsOf } from './report.ts';

/** Go suites of Ginkgo 2.13 or newer. */
export const ginkgo: SuiteAdapter = {
  drivesConsole: false,
  tools,
  build,
  list,
  run,
  readSpecs: (text, modulePath) => specsOf(parseGinkgoReport(text, modulePath)),
  readReport: readGinkgoReport,
  createProgressReader,
};
