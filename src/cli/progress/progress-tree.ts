import { Listr, ListrLogger, type ListrTaskWrapper, ProcessOutput } from 'listr2';
import type { Verdict } from '../../core/types.ts';
import { type Announced, createCounter, type JobProgress, type RunProgress } from './progress.ts';

const TICK_MS = 1000;

type Task = ListrTaskWrapper<unknown, never, never>;

/** Branch of the tree, from before its job starts until it ended. */
type Branch = {
  readonly job: Announced;
  readonly started: PromiseWithResolvers<Pick<Task, 'title' | 'output'>>;
  readonly ended: PromiseWithResolvers<Verdict>;
};

/**
 * Creates a tree on standard error: a branch for each job, with its count, its time, and below it its messages.
 */
export function createTree(jobs: readonly Announced[]): RunProgress {
  const branches = jobs.map(
    (job): Branch => ({ job, started: Promise.withResolvers(), ended: Promise.withResolvers() }),
  );
  const logger = new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) });
  const tree = new Listr(
    branches.map(({ job, started, ended }) => ({
      title: job.name,
      rendererOptions: { persistentOutput: true, outputBar: Number.POSITIVE_INFINITY },
      task: async (_context: unknown, task: Pick<Task, 'title' | 'output'>) => {
        started.resolve(task);
        const verdict = await ended.promise;
        // The tree marks a branch as not fine only for an error.
        if (verdict !== 'passed') throw new Error(verdict);
      },
    })),
    {
      concurrent: false,
      exitOnError: false,
      // Ours stop the run gently, and wait for it.
      registerSignalListeners: false,
      rendererOptions: { logger, showErrorMessage: false, collapseErrors: false, formatOutput: 'wrap' },
    },
  );
  const drawn = tree.run();
  return {
    start: (name) => {
      const branch = branches.find(({ job }) => job.name === name);
      if (branch === undefined) throw new Error(`the job ${name} was not announced`);
      return growBranch(branch);
    },
    close: async () => {
      for (const { ended } of branches) ended.resolve('inconclusive');
      await drawn;
    },
  };
}

function growBranch({ job, started, ended }: Branch): JobProgress {
  const counter = createCounter(job);
  let task: Pick<Task, 'title' | 'output'> | undefined;
  const waiting: string[] = [];
  const redraw = (): void => {
    if (task === undefined) return;
    const running = counter.state.running === '' ? '' : `\n${counter.state.running}`;
    task.title = `${job.name}: ${counter.describe()}${running}`;
  };
  const say = (line: string): void => {
    if (task === undefined) waiting.push(line);
    else task.output = line;
  };
  const begin = async (): Promise<void> => {
    task = await started.promise;
    for (const line of waiting) task.output = line;
    redraw();
  };
  void begin();
  // It must not keep us where a run ends by an error.
  const tick = setInterval(redraw, TICK_MS).unref();
  return {
    onEvent: (event) => {
      const failure = counter.take(event);
      if (failure !== undefined) say(failure);
      redraw();
    },
    note: say,
    end: (verdict, ending) => {
      clearInterval(tick);
      counter.state.running = '';
      redraw();
      for (const line of ending) say(line);
      ended.resolve(verdict);
    },
  };
}
