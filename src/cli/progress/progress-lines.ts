import { type Announced, createCounter, type RunProgress } from './progress.ts';

/** Creates a display in whole lines: failures as they happen, and a count at each tenth. */
export function createLines(jobs: readonly Announced[], write: (text: string) => void): RunProgress {
  const line = (text: string): void => write(`${text}\n`);
  return {
    start: (name) => {
      const counter = createCounter(
        jobs.find((job) => job.name === name) ?? { name, expectedSeconds: undefined },
      );
      const { state } = counter;
      let announced = 0;
      return {
        onEvent: (event) => {
          const failure = counter.take(event);
          if (failure !== undefined) line(failure);
          const tenth = state.total === 0 ? 0 : Math.floor((state.done * 10) / state.total);
          if (tenth <= announced) return;
          announced = tenth;
          line(counter.describe());
        },
        note: line,
        end: (_verdict, ending) => {
          for (const text of ending) line(text);
        },
      };
    },
    close: async () => undefined,
  };
}
