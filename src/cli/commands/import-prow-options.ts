import type { CommonOptions } from '../shared/context.ts';
import type { TraceSettings } from './trace.ts';

export type ImportProwOptions = CommonOptions &
  TraceSettings & {
    /** The jobs with this in their names only. */
    readonly job?: string;
    /** Script that computes the label filter, by its path in the repository. */
    readonly script?: string;
    /** Folder for a file of each lane; standard output when absent. */
    readonly output?: string;
    /** Compare lanes, jobs and the script instead. */
    readonly check?: boolean;
    /** Variable by which the script tells jobs apart. */
    readonly variable: string;
  };
