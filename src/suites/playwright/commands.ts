import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { milliseconds } from '../../core/duration.ts';
import { usageError } from '../../core/errors.ts';
import type { Command, Spec } from '../../core/types.ts';
import type { BuiltSuite, RunRequest, SuiteSource } from '../types.ts';

const REPORT_FILE = 'PLAYWRIGHT_JSON_OUTPUT_NAME';

/** Bytes of the longest argument that the kernel takes. */
const MAX_ARGUMENT_BYTES = 128 * 1024 - 1;

/** Path of Playwright's program in the project, or in what it is a part of. */
export function findPlaywright(project: string): string {
  for (let folder = project; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules/.bin/playwright');
    if (existsSync(path)) return path;
    if (dirname(folder) === folder)
      throw usageError(
        `${project}: found no Playwright here or above: install it there, with npm install --save-dev @playwright/test`,
      );
  }
}

export const listPlaywright = (
  suite: BuiltSuite,
  { settings }: SuiteSource,
  reportPath: string,
): Command => ({
  argv: [suite.binary, 'test', '--list', '--reporter=json', ...(settings.args ?? [])],
  cwd: suite.folder,
  env: { ...settings.env, [REPORT_FILE]: reportPath },
});

export function runPlaywright(request: RunRequest): Command {
  const grep = `--grep=${patternOf(request.specs)}`;
  if (Buffer.byteLength(grep) > MAX_ARGUMENT_BYTES)
    throw usageError(
      `${request.suite.folder}: found ${request.specs.length} tests to run, too many for one command line: split the lane, with lanekeeper plan --shards`,
    );
  return {
    argv: [
      request.suite.binary,
      'test',
      // What a test attaches from memory is kept by blob only.
      '--reporter=list,json,blob',
      grep,
      `--retries=${request.flakeAttempts - 1}`,
      `--workers=${request.procs}`,
      `--global-timeout=${milliseconds(request.timeout)}`,
      `--output=${join(request.artifacts, 'test-results')}`,
      ...request.args,
    ],
    cwd: request.suite.folder,
    env: {
      ...request.env,
      [REPORT_FILE]: request.reportPath,
      PLAYWRIGHT_BLOB_OUTPUT_DIR: join(request.artifacts, 'blob-report'),
    },
  };
}

/**
 * A pattern for these tests and no others. Playwright matches it against project, file, titles and tags, joined by
 * spaces; the tags of a group stand behind its title.
 */
function patternOf(specs: readonly Spec[]): string {
  const tests = specs.map(({ path }) =>
    path
      .map(({ text }) => text)
      .filter((text, index) => text !== '' || index > 0)
      .map((text) => `${text.replace(/[\\.+*?()|[\]{}^$/]/g, '\\$&')}(?: @\\S+)*`)
      .join(' '),
  );
  return `^ *(?:${tests.join('|')})$`;
}
