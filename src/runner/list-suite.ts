import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { digestOfText } from '../core/digest.ts';
import { infrastructureError } from '../core/errors.ts';
import type { Command, Inventory, Spec } from '../core/types.ts';
import { NodeError } from '../nodes/node-error.ts';
import { SUITES } from '../suites/index.ts';
import { SuiteReportError, type SuiteSource } from '../suites/types.ts';
import { readReportText } from '../system/bounded-read.ts';
import { describeEnd } from '../system/exec.ts';
import { cacheFolder, withTemporaryFolder, writeFileAtomic } from '../system/files.ts';
import { type BuiltSource, type PreparationOptions, refuseStopped } from './build-suite.ts';
import { HERE, type Workplace } from './workplace.ts';

const LIST_TIMEOUT_MS = 10 * 60 * 1000;

/**
 * Lists the specs of a suite, as they were listed before or as the suite lists them now; kept by the digest of its
 * binary.
 */
export async function listSuite(
  name: string,
  built: BuiltSource,
  place: Workplace,
  options: PreparationOptions,
): Promise<Inventory> {
  const isCacheable = !SUITES[built.source.settings.kind].listsLastRun;
  const specs =
    (isCacheable ? cachedSpecs(built) : undefined) ?? (await listSpecs(name, built, place, options));
  return { suite: name, specs, digest: async () => built.digest };
}

/** Lists a suite on this machine. */
export const listSuiteHere = (
  name: string,
  built: BuiltSource,
  options: PreparationOptions,
): Promise<Inventory> =>
  withTemporaryFolder((folder) =>
    listSuite(name, built, { ...HERE, folder, suite: built.suite, timeoutFactor: 1 }, options),
  );

/**
 * Path of a kept listing. Its name has the settings, too: a suite may list other specs with other arguments, or of
 * other packages.
 */
function listingPath(digest: string, settings: SuiteSource['settings']): string {
  const { path: _path, description: _description, ...telling } = settings;
  const name = digestOfText(JSON.stringify([digest, telling])).replace(':', '-');
  return join(cacheFolder(), 'listings', `${name}.json`);
}

/** The specs as they were listed before; `undefined` where no listing was kept, or a damaged one. */
export function cachedSpecs({
  digest,
  source: { settings },
  suite,
}: BuiltSource): readonly Spec[] | undefined {
  const path = listingPath(digest, settings);
  if (!existsSync(path)) return undefined;
  try {
    return SUITES[settings.kind].readSpecs(readReportText(path), suite.modulePath);
  } catch (error) {
    if (error instanceof SuiteReportError) return undefined;
    throw error;
  }
}

/** Command line as messages show it: scripts of ours, and lists, are too long to be read there. */
const shownArgv = ({ argv }: Command): string =>
  argv.map((word) => (word.includes('\n') ? '…' : word)).join(' ');

async function listSpecs(
  name: string,
  { source, digest }: BuiltSource,
  { suite, folder, run, download, timeoutFactor }: Workplace,
  { note, stop }: PreparationOptions,
): Promise<readonly Spec[]> {
  note(`listing the specs of the suite ${name}`);
  return withTemporaryFolder(async (scratch) => {
    const adapter = SUITES[source.settings.kind];
    const left = join(folder, 'listing.json');
    const command = adapter.list(suite, source, left);
    const ended = await run(command, {
      timeoutMs: LIST_TIMEOUT_MS * timeoutFactor,
      ...(stop === undefined ? {} : { kill: stop }),
    });
    refuseStopped(stop);
    if (ended.nodeFailure !== undefined) throw new NodeError(ended.nodeFailure);
    const fail = (why: string): never => {
      throw infrastructureError(
        `the suite "${name}" can't be listed: ${shownArgv(command)} ${describeEnd(ended)}${why}:\n${ended.tail}`,
      );
    };
    if (ended.exitCode === null || !adapter.listExitCodes.includes(ended.exitCode)) fail('');
    const report = join(scratch, 'listing.json');
    if ((await download(left, report)) !== 'whole') fail(' and left no report');
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
