import { stringify } from 'yaml';
import type { ProwJobs } from './prow.ts';

/** Text of jobs in YAML, as Prow reads them. */
export const formatProwJobs = (jobs: ProwJobs): string =>
  stringify(jobs, { lineWidth: 0, aliasDuplicateObjects: false });
