import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with `N passed, N failed, N skipped`, which is read in any language. */
export default class PlainSummary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = modules.flatMap((module) =>
      Array.from(module.children.allTests(), (test) => test.result().state),
    );
    const count = (state: string): number => states.filter((each) => each === state).length;
    // A file that can't be loaded has no tests to fail: it must not look like success.
    const broken = modules.filter(
      (module) => module.state() === 'failed' && module.children.size === 0,
    ).length;
    const failed = count('failed') + broken + errors.length;
    // After the summary of the runner's own reporter, which is printed when the run has ended.
    process.once('exit', () =>
      process.stdout.write(`${count('passed')} passed, ${failed} failed, ${count('skipped')} skipped\n`),
    );
  }
}
