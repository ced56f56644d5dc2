import type { Note } from '../core/types.ts';
import type { PlannedJob } from '../planning/plan-file.ts';
import type { ProgressEvent } from '../suites/types.ts';

/** What a run is told beside its lane. */
export type RunOptions = {
  readonly version: string;
  /** Absolute path of the test binary or Go package. */
  readonly suitePath: string;
  /** Run this spec alone, of those that the lane selects. */
  readonly focus?: string;
  /** Run the specs of this job of a plan alone. */
  readonly job?: PlannedJob;
  /** Called when nothing but the build, the node and the run can go wrong any more. */
  readonly onStart: () => void;
  readonly note: Note;
  readonly onProgress: (event: ProgressEvent) => void;
  readonly onOutput: (chunk: Buffer) => void;
  /** Folder that what the suite leaves is brought to: `artifacts/`, and its report where that can't be read. */
  readonly leftovers: string;
  /** Stops the suite gently, so that it writes its report. */
  readonly interrupt: AbortSignal;
  readonly kill: AbortSignal;
};
