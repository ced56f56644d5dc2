import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import { parseRunReport, type RunReport } from '../evidence/report/run-report.ts';

export const REPOSITORY = join(import.meta.dirname, '../..');
/** Folder of real data that is not part of the repository; tests that need it skip where it is absent. */
export const SHARED = join(REPOSITORY, '../shared');

const CLI = join(REPOSITORY, 'dist/cli.js');

/** Makes a folder with some files, which goes when the test ends. */
export function temporaryFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content, { mode: content.startsWith('#!') ? 0o755 : 0o644 });
  }
  return folder;
}

/** Starts the built command line, as a user would. */
export const startCli = (
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  options: { readonly detached?: boolean } = {},
) =>
  execa(process.execPath, [CLI, ...args], {
    cwd,
    env: { GITHUB_STEP_SUMMARY: '', ...env },
    reject: false,
    ...options,
    maxBuffer: 64 * 1024 * 1024,
  });

export type CliResult = {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
};

export const cli = async (cwd: string, ...args: readonly string[]): Promise<CliResult> => {
  const { exitCode, stdout, stderr } = await startCli(cwd, args);
  return { exitCode, stdout, stderr };
};

/** Reads the run report that a lane left in a folder's `reports/`. */
export const readLaneReport = (folder: string, lane: string): RunReport =>
  parseRunReport(readFileSync(join(folder, 'reports', lane, 'report.json'), 'utf8'));
