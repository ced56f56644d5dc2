import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { architectureCalled } from '../../core/architectures.ts';
import { usageError } from '../../core/errors.ts';
import type { Command, Outcome } from '../../core/types.ts';
import type { BuiltSuite, RunRequest, SuiteAdapter } from '../types.ts';
import { readConsoleReport, readConsoleSpecs } from './report.ts';

/** Steps on a machine's console: our own command does them, and every step is a spec. */
export const consoleSuite: SuiteAdapter = {
  form: 'console',
  listsLastRun: false,
  tools: () => [],
  build: ({ path }) => ({
    commands: [],
    suite: { binary: path, folder: dirname(path), modulePath: '' },
  }),
  list: (suite, _source, reportPath) => drive(suite, ['--list', '--report', reportPath], {}),
  listExitCodes: [0],
  readSpecs: readConsoleSpecs,
  run: (request) =>
    drive(
      request.suite,
      [
        ...['--report', request.reportPath],
        `--label-filter=${request.labelFilter}`,
        ...['--seed', `${request.seed}`, '--timeout-factor', `${request.timeoutFactor}`],
        ...['--machine', architectureCalled(request.arch)?.uname[0] ?? request.arch],
        ...transportOf(request),
      ],
      request.env,
    ),
  readReport: readConsoleReport,
  createProgressReader: () => (line) => {
    const [, outcome, text] = /^(passed|failed|skipped|interrupted): (.*)$/.exec(line) ?? [];
    return text === undefined ? undefined : { kind: 'ended', outcome: outcome as Outcome, text };
  },
};

/** Path of our own command: beside the bundle, or in the repository. */
const CLI = ['./cli.js', '../../../dist/cli.js']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((path) => existsSync(path));

const drive = (
  { binary, folder }: BuiltSuite,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Command => ({
  argv: [process.execPath, CLI ?? 'cli.js', 'console', binary, ...args],
  cwd: folder,
  env,
});

function transportOf({ settings: { transport }, console, suite }: RunRequest): readonly string[] {
  if (transport !== undefined) return ['--', ...transport];
  if (console !== undefined) return ['--socket', console];
  throw usageError(
    `${suite.binary}: found no console to drive: run the lane on a node of kind qemu-system, or give the suite a "transport" such as [virtctl, console, vm]`,
  );
}
