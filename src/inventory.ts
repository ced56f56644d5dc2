import { existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { infrastructureError, usageError } from './errors.ts';
import { describeEnd, execute } from './exec.ts';
import { cacheFolder, digestOfFile, digestOfText, withTemporaryFolder, writeFileAtomic } from './files.ts';
import type { SuiteSettings } from './lane/schema.ts';
import { SUITES } from './suites/index.ts';
import { type Build, type BuiltSuite, SuiteReportError, type SuiteSource } from './suites/types.ts';
import { type Command, type Inventory, SCHEMA_VERSION } from './types.ts';

/** Says what takes long. */
export type Note = (message: string) => void;

/** A suite that can be started, with the specs that it holds. */
export type PreparedSuite = { readonly suite: BuiltSuite; readonly inventory: Inventory };

const BUILD_TIMEOUT_MS = 60 * 60 * 1000;
const LIST_TIMEOUT_MS = 10 * 60 * 1000;
/** Beyond this, V8 could not hold the text as one string. */
export const MAX_REPORT_BYTES = 500 * 1024 * 1024;

/**
 * The specs of a suite: from the report of a dry run, from a test binary, or from a Go package folder, which is
 * compiled first.
 *
 * @param path absolute; what the user named, or the suite's own path.
 */
export async function readInventory(name: string, settings: SuiteSettings, path: string, note: Note): Promise<Inventory> {
  if (isReport(path)) return readReportInventory(name, settings, path);
  return (await prepareSuite(name, sourceOf(name, settings, path), 1, note)).inventory;
}

const isReport = (path: string): boolean => path.endsWith('.json') && statSync(path, { throwIfNoEntry: false })?.isFile() === true;

function readReportInventory(name: string, { kind }: SuiteSettings, path: string): Inventory {
  const text = readReportText(path);
  try {
    return { schemaVersion: SCHEMA_VERSION, suite: name, digest: digestOfText(text), specs: SUITES[kind].readSpecs(text, '') };
  } catch (error) {
    if (error instanceof SuiteReportError) throw usageError(`${path}: ${error.message}; expected the report of a dry run`);
    throw error;
  }
}

function readReportText(path: string): string {
  const { size } = statSync(path);
  if (size > MAX_REPORT_BYTES) throw usageError(`${path}: found ${size} bytes, expected at most ${MAX_REPORT_BYTES}`);
  return readFileSync(path, 'utf8');
}

/** What stands at a path; an error that says what to do where nothing does, or something else. */
export function sourceOf(name: string, settings: SuiteSettings, path: string): SuiteSource {
  const stats = statSync(path, { throwIfNoEntry: false });
  const remedy = 'name the report of a dry run, a test binary or a Go package folder with --inventory';
  if (stats === undefined) throw usageError(`${path}: no such file or folder for the suite "${name}"; ${remedy}`);
  if (path.endsWith('.json')) throw usageError(`${path}: a report can be listed but not run; name a test binary or a Go package folder`);
  if (stats.isDirectory()) return { kind: 'package', path, settings };
  if (stats.isFile() && (stats.mode & 0o111) !== 0) return { kind: 'binary', path, settings };
  throw usageError(`${path}: found a file that can't be executed, for the suite "${name}"; ${remedy}`);
}

/** Where the suite of a lane is: what the user named, relative to `cwd`, else what the configuration says. */
export const suitePath = (cwd: string, root: string, settings: SuiteSettings, named: string | undefined): string =>
  named === undefined ? resolve(root, settings.path) : resolve(cwd, named);

/** The commands that `prepareSuite` would run, and what it would make. */
export function planBuild(source: SuiteSource, procs: number): Build {
  const key = digestOfText(JSON.stringify([source.path, source.settings.buildTags ?? []])).slice('sha256:'.length);
  return SUITES[source.settings.kind].build(source, join(cacheFolder(), 'suites', key), procs);
}

/** Compiles where needed, and lists: a listing is kept by the digest of its binary. */
export async function prepareSuite(name: string, source: SuiteSource, procs: number, note: Note): Promise<PreparedSuite> {
  const { commands, suite } = planBuild(source, procs);
  for (const command of commands) await buildStep(name, command, note);
  const digest = await digestOfFile(suite.binary);
  const cached = join(cacheFolder(), 'listings', `${digest.replace(':', '-')}.json`);
  if (!existsSync(cached)) await listSpecs(name, suite, source, cached, note);
  const specs = SUITES[source.settings.kind].readSpecs(readReportText(cached), suite.modulePath);
  return { suite, inventory: { schemaVersion: SCHEMA_VERSION, suite: name, digest, specs } };
}

/** Builds beside the target and renames, so that a second build or a crash never leaves half a binary. */
async function buildStep(name: string, command: Command, note: Note): Promise<void> {
  const target = command.argv[command.argv.indexOf('-o') + 1] as string;
  note(`building the suite ${name}: ${command.argv.join(' ')}`);
  await withTemporaryFolder(async (scratch) => {
    const output = join(scratch, 'output');
    const [program, ...args] = command.argv.map((arg) => (arg === target ? output : arg));
    const ended = await execute({ ...command, argv: [program as string, ...args] }, { timeoutMs: BUILD_TIMEOUT_MS });
    if (ended.failedToStart !== null)
      throw infrastructureError(`${program}: could not be started (${ended.failedToStart}): install it to build the suite "${name}"`);
    if (ended.exitCode !== 0)
      throw infrastructureError(`the suite "${name}" does not build: ${command.argv.join(' ')} in ${command.cwd} ${describeEnd(ended)}:\n${ended.tail}`);
    if (!existsSync(output))
      throw infrastructureError(`${command.cwd}: found no tests, expected a Go package with a suite of Ginkgo specs`);
    renameSync(output, target);
  }, dirname(target));
}

async function listSpecs(name: string, suite: BuiltSuite, source: SuiteSource, cached: string, note: Note): Promise<void> {
  note(`listing the specs of the suite ${name}`);
  await withTemporaryFolder(async (folder) => {
    const adapter = SUITES[source.settings.kind];
    const report = join(folder, 'listing.json');
    const command = adapter.list(suite, source, report);
    const ended = await execute(command, { timeoutMs: LIST_TIMEOUT_MS });
    if (ended.exitCode !== 0 || !existsSync(report))
      throw infrastructureError(
        `the suite "${name}" can't be listed: ${command.argv.join(' ')} ${describeEnd(ended)}${existsSync(report) ? '' : ' and left no report'}:\n${ended.tail}`,
      );
    const text = readReportText(report);
    adapter.readSpecs(text, suite.modulePath);
    writeFileAtomic(cached, text);
  });
}
