import type { RunReport } from '../report/run-report.ts';

/** Makes one file of a run report; pure, so that a failure of one touches no other. */
export type Reporter = {
  /** Name of the file in the lane's folder. */
  readonly file: string;
  readonly render: (report: RunReport) => string;
};
