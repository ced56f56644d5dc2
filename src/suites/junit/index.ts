import { usageError } from '../../core/errors.ts';
import type { Command } from '../../core/types.ts';
import type { BuiltSuite, SuiteAdapter, SuiteSource } from '../types.ts';
import { SCRIPT } from './bundle.ts';
import { readJUnitReport, readJUnitSpecs } from './report.ts';

type JUnitSettings = SuiteSource['settings'];

/** Whatever a command tests that leaves JUnit XML. It runs all its tests: which there are, only its reports tell. */
export const junit: SuiteAdapter = {
  form: 'folder',
  listsLastRun: true,
  tools: ({ settings }) => settings.command?.slice(0, 1).filter((name) => !name.includes('/')) ?? [],
  build: ({ path }) => ({ commands: [], suite: { binary: 'sh', folder: path, modulePath: '' } }),
  list: (suite, { settings }, reportPath) => collect(suite, settings, reportPath, [], settings.env ?? {}),
  listExitCodes: [0],
  readSpecs: readJUnitSpecs,
  run: ({ suite, settings, reportPath, narrowed, args, env, flakeAttempts }) => {
    if (narrowed)
      throw usageError(
        `${suite.folder}: its command runs all its tests: such a lane has one job, and no --focus`,
      );
    if (flakeAttempts > 1)
      throw usageError(
        `${suite.folder}: found flakeAttempts ${flakeAttempts}, expected 1: nobody could tell which attempt passed`,
      );
    return collect(suite, settings, reportPath, [...(settings.command ?? []), ...args], env);
  },
  readReport: readJUnitReport,
  createProgressReader: () => () => undefined,
};

const collect = (
  suite: BuiltSuite,
  { labels, reports }: JUnitSettings,
  reportPath: string,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Command => ({
  argv: ['sh', '-c', SCRIPT, 'sh', reportPath, labels ?? '', (reports ?? []).join('\n'), ...command],
  cwd: suite.folder,
  env,
});
