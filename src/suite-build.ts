import { existsSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { digestOfFile, digestOfText } from './digest.ts';
import { EXIT, infrastructureError, LanekeeperError, usageError } from './errors.ts';
import { describeEnd, type Ended, execute } from './exec.ts';
import { cacheFolder, withTemporaryFolder, writeFileAtomic } from './files.ts';
import { type Note, readReportText } from './inventory.ts';
import type { SuiteSettings } from './lane/schema.ts';
import { SUITES } from './suites/index.ts';
import { type Build, type BuiltSuite, SuiteReportError, type SuiteSource } from './suites/types.ts';
import type { Command, Inventory, Spec } from './types.ts';

/** A suite that can be started, with the specs that it holds. */
export type PreparedSuite = { readonly suite: BuiltSuite; readonly inventory: Inventory };

export type PrepareOptions = {
  readonly note: Note;
  /** Ends a build or a listing. */
  readonly stop?: AbortSignal;
};

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
  options: PrepareOptions,
): Promise<PreparedSuite> {
  const { commands, suite } = planBuild(source, procs);
  for (const command of commands) await buildStep(name, command, options);
  const digest = await digestOfFile(suite.binary);
  const specs = readListing(digest, source, suite) ?? (await listSpecs(name, digest, suite, source, options));
  return { suite, inventory: { suite: name, specs, digest: async () => digest } };
}

/** Builds beside the target and renames, so that a second build or a crash never leaves half a binary. */
async function buildStep(name: string, command: Command, options: PrepareOptions): Promise<void> {
  const target = command.argv[command.argv.indexOf('-o') + 1] as string;
  options.note(`building the suite ${name}: ${command.argv.join(' ')}`);
  await withTemporaryFolder(async (scratch) => {
    const output = join(scratch, 'output');
    const [program, ...args] = command.argv.map((arg) => (arg === target ? output : arg));
    const aside: Command = { ...command, argv: [program as string, ...args] };
    const ended = await step(aside, BUILD_TIMEOUT_MS, options);
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

/** Runs a command that comes before a run; when the user stops it, that is the end of ours, too. */
async function step(command: Command, timeoutMs: number, { stop }: PrepareOptions): Promise<Ended> {
  const ended = await execute(command, { timeoutMs, ...(stop === undefined ? {} : { kill: stop }) });
  if (stop?.aborted === true) throw new LanekeeperError(EXIT.interrupted, 'interrupted before any spec ran');
  return ended;
}

/** A suite may list other specs with other arguments. */
const listingPath = (digest: string, { args, env }: SuiteSource['settings']): string =>
  join(
    cacheFolder(),
    'listings',
    `${digestOfText(JSON.stringify([digest, args, env])).replace(':', '-')}.json`,
  );

/** A listing that was kept; one that is not there or damaged is made again. */
function readListing(
  digest: string,
  { settings }: SuiteSource,
  { modulePath }: BuiltSuite,
): readonly Spec[] | undefined {
  const path = listingPath(digest, settings);
  if (!existsSync(path)) return undefined;
  try {
    return SUITES[settings.kind].readSpecs(readReportText(path), modulePath);
  } catch (error) {
    if (error instanceof SuiteReportError) return undefined;
    throw error;
  }
}

async function listSpecs(
  name: string,
  digest: string,
  suite: BuiltSuite,
  source: SuiteSource,
  options: PrepareOptions,
): Promise<readonly Spec[]> {
  options.note(`listing the specs of the suite ${name}`);
  return withTemporaryFolder(async (folder) => {
    const adapter = SUITES[source.settings.kind];
    const report = join(folder, 'listing.json');
    const command = adapter.list(suite, source, report);
    const ended = await step(command, LIST_TIMEOUT_MS, options);
    const fail = (why: string): never => {
      throw infrastructureError(
        `the suite "${name}" can't be listed: ${command.argv.join(' ')} ${describeEnd(ended)}${why}:\n${ended.tail}`,
      );
    };
    if (ended.exitCode !== 0) fail('');
    if (!existsSync(report)) fail(' and left no report');
    const text = readReportText(report);
    try {
      const specs = adapter.readSpecs(text, suite.modulePath);
      writeFileAtomic(listingPath(digest, source.settings), text);
      return specs;
    } catch (error) {
      if (error instanceof SuiteReportError) return fail(`, and its report can't be read: ${error.message}`);
      throw error;
    }
  });
}
