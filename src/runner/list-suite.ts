import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { digestOfText } from '../core/digest.ts';
import { infrastructureError } from '../core/errors.ts';
import type { Command, Inventory, Spec } from '../core/types.ts';
import { takeHere } from '../nodes/artifacts.ts';
import { NodeError } from '../nodes/node-error.ts';
import type { NodeEnded } from '../nodes/types.ts';
import { SUITES } from '../suites/index.ts';
import { type BuiltSuite, SuiteReportError, type SuiteSource } from '../suites/types.ts';
import { readReportText } from '../system/bounded-read.ts';
import { describeEnd, type ExecuteOptions, execute } from '../system/exec.ts';
import { cacheFolder, withTemporaryFolder, writeFileAtomic } from '../system/files.ts';
import { type BuiltSource, refuseStopped, type StepOptions } from './build-suite.ts';

/** Where a suite can be started: this machine, or a node. */
export type Workplace = {
  /** The suite as it lies there. */
  readonly suite: BuiltSuite;
  /** A folder there. */
  readonly folder: string;
  readonly run: (command: Command, options: ExecuteOptions) => Promise<NodeEnded>;
  readonly take: (path: string, to: string) => Promise<'whole' | 'part' | 'absent'>;
  readonly takeFolder: (path: string, to: string) => Promise<void>;
  readonly timeoutFactor: number;
};

const LIST_TIMEOUT_MS = 10 * 60 * 1000;

/** The specs of a suite: as they were listed before, or as the suite lists them now; kept by the digest of its binary. */
export async function listSuite(
  name: string,
  built: BuiltSource,
  place: Workplace,
  options: StepOptions,
): Promise<Inventory> {
  const keeps = !SUITES[built.source.settings.kind].listsLastRun;
  const specs = (keeps ? readKept(built) : undefined) ?? (await listSpecs(name, built, place, options));
  return { suite: name, specs, digest: async () => built.digest };
}

/** This machine as a workplace. */
export const HERE: Pick<Workplace, 'run' | 'take' | 'takeFolder' | 'timeoutFactor'> = {
  run: execute,
  ...takeHere,
  timeoutFactor: 1,
};

/** Lists a suite on this machine. */
export const listSuiteHere = (name: string, built: BuiltSource, options: StepOptions): Promise<Inventory> =>
  withTemporaryFolder((folder) =>
    listSuite(
      name,
      built,
      {
        suite: built.suite,
        folder,
        ...HERE,
      },
      options,
    ),
  );

/** As it was listed before. */
export function keptInventory(name: string, built: BuiltSource): Inventory | undefined {
  const specs = readKept(built);
  return specs && { suite: name, specs, digest: async () => built.digest };
}

/** A suite may list other specs with other arguments, or of other packages. */
function listingPath(digest: string, settings: SuiteSource['settings']): string {
  const { path: _path, description: _description, ...telling } = settings;
  const name = digestOfText(JSON.stringify([digest, telling])).replace(':', '-');
  return join(cacheFolder(), 'listings', `${name}.json`);
}

/** A listing that was kept; one that is not there or damaged is made again. */
function readKept({ digest, source: { settings }, suite }: BuiltSource): readonly Spec[] | undefined {
  const path = listingPath(digest, settings);
  if (!existsSync(path)) return undefined;
  try {
    return SUITES[settings.kind].readSpecs(readReportText(path), suite.modulePath);
  } catch (error) {
    if (error instanceof SuiteReportError) return undefined;
    throw error;
  }
}

/** Scripts of ours, and lists, are too long to be read in a message. */
const shownArgv = ({ argv }: Command): string =>
  argv.map((word) => (word.includes('\n') ? '…' : word)).join(' ');

async function listSpecs(
  name: string,
  { source, digest }: BuiltSource,
  { suite, folder, run, take, timeoutFactor }: Workplace,
  { note, stop }: StepOptions,
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
    if ((await take(left, report)) !== 'whole') fail(' and left no report');
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
