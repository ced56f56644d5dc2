import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { machineArch } from '../core/architectures.ts';
import { EXIT, LanekeeperError, usageError } from '../core/errors.ts';
import { oneLine } from '../core/terminal.ts';
import type { Inventory, Note } from '../core/types.ts';
import type { InventoryMode, SuiteSettings } from '../lanes/schema-types.ts';
import { SUITES } from '../suites/index.ts';
import { SuiteReportError } from '../suites/types.ts';
import { readReportText } from '../system/bounded-read.ts';

/** Place from which the specs of a suite are read. */
export type InventoryReference = {
  /** Path of the suite, or of the report of a dry run, absolute. */
  readonly path: string;
  /** Way in which a Go package folder is listed. */
  readonly mode: InventoryMode;
  /** Architecture for which the source is read, in Go's terms: the lane's. */
  readonly arch: string;
};

/**
 * Reference to what a user names: a path, or `source:` and the path of a Go package folder. Both are relative to
 * `cwd`.
 */
export function inventoryReference(
  cwd: string,
  named: string,
  arch: string = machineArch(),
): InventoryReference {
  const source = named.startsWith(SOURCE);
  const path = resolve(cwd, source ? named.slice(SOURCE.length) : named);
  return { path, arch, mode: source ? 'source' : 'dry-run' };
}

const SOURCE = 'source:';

/**
 * Reads the specs of a suite: from the report of a dry run, from a test binary, or from a Go package folder, whose
 * source is read, or which is compiled first.
 */
export async function readInventory(
  name: string,
  settings: SuiteSettings,
  { path, mode, arch }: InventoryReference,
  note: Note,
): Promise<Inventory> {
  if (isReport(path)) return readReportInventory(name, settings, path);
  const fromSource = async () =>
    (await import('../source/inventory.ts')).readSourceInventory(name, path, {
      arch,
      tags: settings.buildTags ?? [],
    });
  if (mode === 'source' && settings.kind === 'ginkgo') return fromSource();
  // Only what has to be built or listed needs processes, and the code that runs them.
  const [{ buildSuite }, { listSuiteHere }, { sourceOf }] = await Promise.all([
    import('./build-suite.ts'),
    import('./list-suite.ts'),
    import('./suite-source.ts'),
  ]);
  const built = await buildSuite(name, sourceOf(name, settings, path), 1, undefined, { note });
  const listed = await listSuiteHere(name, built, { note });
  if (mode === 'source-checked' && settings.kind === 'ginkgo' && built.source.kind === 'package')
    await refuseDifferences(name, listed, await fromSource());
  return listed;
}

/**
 * Refuses a source that reads otherwise than the dry run lists, which is right: nobody must rely on it elsewhere.
 */
async function refuseDifferences(name: string, listed: Inventory, read: Inventory): Promise<void> {
  const { compareInventories, describeDifference } = await import('../planning/selection/compare.ts');
  const differences = compareInventories(read, listed);
  if (differences.length === 0) return;
  throw new LanekeeperError(
    EXIT.notFine,
    [
      `the suite "${name}" reads otherwise than it lists, in ${differences.length} places:`,
      ...differences.slice(0, 20).map((each) => oneLine(describeDifference(each))),
    ].join('\n  '),
  );
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
      digest: async () => (await import('../core/digest.ts')).digestOfText(text),
    };
  } catch (error) {
    if (error instanceof SuiteReportError)
      throw usageError(`${path}: ${error.message}; expected the report of a dry run`);
    throw error;
  }
}

/** Path of a lane's suite: what the user named, relative to `cwd`, else what the configuration says. */
export function suitePath(
  cwd: string,
  root: string,
  settings: SuiteSettings,
  named: string | undefined,
): string {
  if (named?.startsWith(SOURCE) === true)
    throw usageError(
      `--inventory: found ${named}, expected a test binary or a Go package folder: a source can be listed but not run`,
    );
  return named === undefined ? resolve(root, settings.path) : resolve(cwd, named);
}
