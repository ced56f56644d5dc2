import { formatSeconds } from '../../core/duration.ts';
import type { Verdict } from '../../core/types.ts';
import type { ProgressEvent } from '../../suites/types.ts';

/** Display of one lane or job while it runs. Texts must be of one line. */
export type JobProgress = {
  readonly onEvent: (event: ProgressEvent) => void;
  readonly note: (message: string) => void;
  /**
   * Ends the display of the job.
   *
   * @param ending lines on what came of it.
   */
  readonly end: (verdict: Verdict, ending: readonly string[]) => void;
};

/** Display of the lanes of a run: a tree that is redrawn on a terminal, whole lines elsewhere. */
export type RunProgress = {
  /** Starts the display of a job; jobs must start in the order in which they were announced. */
  readonly start: (job: string) => JobProgress;
  /** Ends the display: nothing is redrawn afterwards, also where a job never ended. */
  readonly close: () => Promise<void>;
};

/** A lane or job that is to run. */
export type Announced = {
  readonly name: string;
  /** Seconds that the job took before; `undefined` where nobody knows. */
  readonly expectedSeconds: number | undefined;
};

const FINE = new Set(['passed', 'skipped']);

/** Creates a counter of what is done of one job. */
export function createCounter({ expectedSeconds }: Announced, now: () => number = Date.now) {
  let start = now();
  const state = { total: 0, done: 0, failed: 0, running: '' };
  return {
    state,
    /** Counts an event; gives the line of a failure, as it happens. */
    take: (event: ProgressEvent): string | undefined => {
      if (event.kind === 'total') {
        state.total = event.specs;
        // What is expected is what the specs took, without building and booting.
        start = now();
      }
      if (event.kind === 'started') state.running = event.text;
      if (event.kind !== 'ended') return undefined;
      state.done += 1;
      state.running = '';
      if (FINE.has(event.outcome)) return undefined;
      state.failed += 1;
      return `${event.outcome}: ${event.text}`;
    },
    /** Describes the count: `12/44 done, 1 failed, 14 s of about 1 min 30 s`. */
    describe: (): string => {
      const elapsed = formatSeconds(Math.round((now() - start) / 1000));
      return [
        ...(state.total === 0 ? [] : [`${state.done}/${state.total} done`]),
        ...(state.failed === 0 ? [] : [`${state.failed} failed`]),
        expectedSeconds === undefined ? elapsed : `${elapsed} of about ${formatSeconds(expectedSeconds)}`,
      ].join(', ');
    },
  };
}
