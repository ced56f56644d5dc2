import type { Note } from '../core/types.ts';
import type { PlannedJob } from '../planning/plan-file.ts';
import type { ProgressEvent } from '../suites/types.ts';

/** Options of a run beside its lane. */
export type RunOptions = {
  readonly version: string;
  /** Absolute path of the test binary or Go package. */
  readonly suitePath: string;
  /** Query for the one spec to run, of those that the lane selects. */
  readonly focus?: string;
  /** Job of a plan whose specs alone are run. */
  readonly job?: PlannedJob;
  /** Is called when nothing but the build, the node and the run can go wrong any more. */
  readonly onStart: () => void;
  readonly note: Note;
  readonly onProgress: (event: ProgressEvent) => void;
  readonly onOutput: (chunk: Buffer) => void;
  /**
   * Path of the folder to which the suite's leftovers are brought: `artifacts/`, and its report where that can't
   * be read.
   */
  readonly leftovers: string;
  /** Signal that stops the suite gently, so that it writes its report. */
  readonly interrupt: AbortSignal;
  readonly kill: AbortSignal;
};
