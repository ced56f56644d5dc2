import type { Reporter } from './types.ts';

/** Reporter of the run report itself; `src/cli/schemas/run-report.json` is its schema. */
export const jsonReporter: Reporter = {
  file: 'report.json',
  render: (report) => `${JSON.stringify(report, null, 2)}\n`,
};
