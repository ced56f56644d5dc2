import { existsSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { digestOfText } from './digest.ts';
import { infrastructureError, usageError } from './errors.ts';
import { describeEnd, execute } from './exec.ts';
import { cacheFolder, digestOfFile, withTemporaryFolder, writeFileAtomic } from './files.ts';
import { type Note, readReportText } from './inventory.ts';
import type { SuiteSettings } from './lane/schema.ts';
import { SUITES } from './suites/index.ts';
import type { Build, BuiltSuite, SuiteSource } from './suites/types.ts';
import { type Command, type Inventory, SCHEMA_VERSION } from './types.ts';

/** A suite that can be started, with the specs that it holds. */
export type PreparedSuite = { readonly suite: BuiltSuite; readonly inventory: Inventory };

const BUILD_TIMEOUT_MS = 60 * 60 * 1000;
const LIST_TIMEOUT_MS = 10 * 60 * 1000;

/** What stands at a path; an error that says what to do where nothing does, or something else. */
export function sourceOf(name: string, settings: SuiteSettings, path: string): SuiteSource {
  const stats = statSync(path, { throwIfNoEntry: false });
  const remedy = 'name the report of a dry run, a test binary or a Go package folder with --inventory';
  if (stats === undefined)
    throw usageError(`${path}: no such file or folder for the suite "${name}"; ${remedy}`);
  if (path.endsWith('.json'))
    throw usageError(
      `${path}: a report can be listed but not run; name a test binary or a Go package folder`,
    );
  if (stats.isDirectory()) return { kind: 'package', path, settings };
  if (stats.isFile() && (stats.mode & 0o111) !== 0) return { kind: 'binary', path, settings };
  throw usageError(`${path}: found a file that can't be executed, for the suite "${name}"; ${remedy}`);
}

/** The commands that `prepareSuite` would run, and what it would make. */
export function planBuild(source: SuiteSource, procs: number): Build {
  const key = digestOfText(JSON.stringify([source.path, source.settings.buildTags ?? []])).slice(
    'sha256:'.length,
  );
  return SUITES[source.settings.kind].build(source, join(cacheFolder(), 'suites', key), procs);
}

/** Compiles where needed, and lists: a listing is kept by the digest of its binary. */
export async function prepareSuite(
  name: string,
  source: SuiteSource,
  procs: number,
  note: Note,
): Promise<PreparedSuite> {
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
    const ended = await execute(
      { ...command, argv: [program as string, ...args] },
      { timeoutMs: BUILD_TIMEOUT_MS },
    );
    if (ended.failedToStart !== null)
      throw infrastructureError(
        `${program}: could not be started (${ended.failedToStart}): install it to build the suite "${name}"`,
      );
    if (ended.exitCode !== 0)
      throw infrastructureError(
        `the suite "${name}" does not build: ${command.argv.join(' ')} in ${command.cwd} ${describeEnd(ended)}:\n${ended.tail}`,
      );
    if (!existsSync(output))
      throw infrastructureError(
        `${command.cwd}: found no tests, expected a Go package with a suite of Ginkgo specs`,
      );
    renameSync(output, target);
  }, dirname(target));
}

async function listSpecs(
  name: string,
  suite: BuiltSuite,
  source: SuiteSource,
  cached: string,
  note: Note,
): Promise<void> {
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
