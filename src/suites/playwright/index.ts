import type { Outcome } from '../../core/types.ts';
import type { SuiteAdapter } from '../types.ts';
import { findPlaywright, listPlaywright, runPlaywright } from './commands.ts';
import { readPlaywrightReport, readPlaywrightSpecs } from './report.ts';

/** Projects of Playwright Test 1.42 or newer, whose JSON reports have the tags of tests. */
export const playwright: SuiteAdapter = {
  form: 'folder',
  listsLastRun: false,
  tools: () => ['node'],
  build: ({ path }) => ({
    commands: [],
    suite: { binary: findPlaywright(path), folder: path, modulePath: '' },
  }),
  list: listPlaywright,
  listExitCodes: [0],
  readSpecs: readPlaywrightSpecs,
  run: runPlaywright,
  readReport: readPlaywrightReport,
  createProgressReader: () => (line) => {
    const [, mark, text] = /^\s+(✓|✘|-|ok|x)\s+\d+ (.*?)(?: \([^()]*\))?$/.exec(line) ?? [];
    return text === undefined
      ? undefined
      : { kind: 'ended', outcome: MARKS[mark as string] ?? 'failed', text };
  },
};

/** Marks of the reporter `list`, in colour and without. */
const MARKS: Readonly<Record<string, Outcome>> = { '✓': 'passed', ok: 'passed', '-': 'skipped' };
