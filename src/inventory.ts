import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { usageError } from './errors.ts';
import type { SuiteSettings } from './lane/schema.ts';
import { SUITES } from './suites/index.ts';
import { SuiteReportError } from './suites/types.ts';
import type { Inventory } from './types.ts';

/** Says what takes long. */
export type Note = (message: string) => void;

/** KubeVirt's reports have some megabytes; what is made of a report in memory is several times its size. */
export const MAX_REPORT_BYTES = 256 * 1024 * 1024;

/**
 * The specs of a suite: from the report of a dry run, from a test binary, or from a Go package folder, which is
 * compiled first.
 *
 * @param path absolute; what the user named, or the suite's own path.
 */
export async function readInventory(
  name: string,
  settings: SuiteSettings,
  path: string,
  note: Note,
): Promise<Inventory> {
  if (isReport(path)) return readReportInventory(name, settings, path);
  // Only what has to be built or listed needs processes, and the code that runs them.
  const [{ buildSuite, sourceOf }, { listSuiteHere }] = await Promise.all([
    import('./suite-build.ts'),
    import('./suite-listing.ts'),
  ]);
  const built = await buildSuite(name, sourceOf(name, settings, path), 1, undefined, { note });
  return listSuiteHere(name, built, { note });
}

/** Whether a path names the report of a dry run: it can be listed, but not run. */
export const isReport = (path: string): boolean =>
  path.endsWith('.json') && statSync(path, { throwIfNoEntry: false })?.isFile() === true;

function readReportInventory(name: string, { kind }: SuiteSettings, path: string): Inventory {
  const text = readReportText(path);
  try {
    return {
      suite: name,
      specs: SUITES[kind].readSpecs(text, ''),
      // A listing does not ask for it, and Node's cryptography takes a while to load.
      digest: async () => (await import('./digest.ts')).digestOfText(text),
    };
  } catch (error) {
    if (error instanceof SuiteReportError)
      throw usageError(`${path}: ${error.message}; expected the report of a dry run`);
    throw error;
  }
}

export const readReportText = (path: string): string => readReportBytes(path).toString('utf8');

export function readReportBytes(path: string): Buffer<ArrayBuffer> {
  const { size } = statSync(path);
  if (size > MAX_REPORT_BYTES)
    throw usageError(`${path}: found ${size} bytes, expected at most ${MAX_REPORT_BYTES}`);
  return readFileSync(path);
}

/** Where the suite of a lane is: what the user named, relative to `cwd`, else what the configuration says. */
export const suitePath = (
  cwd: string,
  root: string,
  settings: SuiteSettings,
  named: string | undefined,
): string => (named === undefined ? resolve(root, settings.path) : resolve(cwd, named));
