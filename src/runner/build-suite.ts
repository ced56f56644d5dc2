import { closeSync, existsSync, openSync, readSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ARCHITECTURES } from '../core/architectures.ts';
import { digestOfText } from '../core/digest.ts';
import { EXIT, infrastructureError, LanekeeperError, usageError } from '../core/errors.ts';
import type { Command, Note } from '../core/types.ts';
import { SUITES } from '../suites/index.ts';
import type { Build, BuiltSuite, SuiteSource, Target } from '../suites/types.ts';
import { type Captured, capture } from '../system/capture.ts';
import { digestOfFile, digestOfFolder } from '../system/digest-files.ts';
import { describeEnd } from '../system/exec.ts';
import { cacheFolder, withTemporaryFolder } from '../system/files.ts';
import { whyGoIsTooOld } from '../system/go-version.ts';
import { howToInstall } from '../system/tools.ts';

/** A suite that can be started. */
export type BuiltSource = {
  readonly source: SuiteSource;
  readonly suite: BuiltSuite;
  /** Digest of the suite's binary, or of the files of its folder: `sha256:…`. */
  readonly digest: string;
};

/** Options of a preparation, which is a build or a listing before a run. */
export type PreparationOptions = {
  readonly note: Note;
  /** Signal that ends a build or a listing. */
  readonly stop?: AbortSignal;
};

const BUILD_TIMEOUT_MS = 60 * 60 * 1000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Plans the commands that `buildSuite` would run, and what it would make. */
export function planBuild(source: SuiteSource, procs: number, target?: Target): Build {
  const parts = [
    source.path,
    source.settings.buildTags ?? [],
    ...(target === undefined ? [] : [target.arch]),
  ];
  const key = digestOfText(JSON.stringify(parts)).slice('sha256:'.length);
  return SUITES[source.settings.kind].build(source, join(cacheFolder(), 'suites', key), procs, target);
}

/** Compiles a suite where needed: for this machine as it is, or for a target. */
export async function buildSuite(
  name: string,
  source: SuiteSource,
  procs: number,
  target: Target | undefined,
  options: PreparationOptions,
): Promise<BuiltSource> {
  const { commands, suite, suspects } = planBuild(source, procs, target);
  for (const command of commands) await buildStep(name, command, suspects, options);
  if (target !== undefined) refuseForeignBinary(suite.binary, target);
  const { form } = SUITES[source.settings.kind];
  const digest = await (form === 'folder' ? digestOfFolder(suite.folder) : digestOfFile(suite.binary));
  return { source, suite, digest };
}

/** Builds beside the target and renames, so that a second build or a crash never leaves half a binary. */
async function buildStep(
  name: string,
  command: Command,
  suspects: Build['suspects'],
  options: PreparationOptions,
): Promise<void> {
  const target = command.argv[command.argv.indexOf('-o') + 1] as string;
  options.note(`building the suite ${name}: ${command.argv.join(' ')}`);
  await withTemporaryFolder(async (scratch) => {
    const output = join(scratch, 'output');
    const [program, ...args] = command.argv.map((arg) => (arg === target ? output : arg));
    // What Go leaves when it is interrupted goes with the folder.
    const env = { ...command.env, GOTMPDIR: scratch };
    const aside: Command = { ...command, argv: [program as string, ...args], env };
    const ended = await runPreparation(aside, options);
    if (ended.failedToStart !== null)
      throw infrastructureError(
        `${program}: could not be started (${ended.failedToStart}), to build the suite "${name}": ${howToInstall([program as string])}`,
      );
    if (ended.exitCode !== 0) {
      const because = program === 'go' ? whyGoIsTooOld(command.cwd) : undefined;
      if (because !== undefined)
        throw infrastructureError(`the suite "${name}" does not build: ${because}\n${ended.tail}`);
      const suspected = suspects === undefined ? [] : await suspectsOf(suspects.command, options);
      throw infrastructureError(
        `the suite "${name}" does not build: ${command.argv.join(' ')} in ${command.cwd} ${describeEnd(ended)}:\n${ended.tail}` +
          (suspected.length > 0 ? `\n${suspects?.explain(suspected)}` : ''),
      );
    }
    if (!existsSync(output))
      throw infrastructureError(
        `${command.cwd}: found no tests, expected a Go package with a suite of Ginkgo specs`,
      );
    renameSync(output, target);
  }, dirname(target));
}

async function suspectsOf(command: Command, options: PreparationOptions): Promise<readonly string[]> {
  const { exitCode, stdout } = await runPreparation(command, options);
  return exitCode === 0 ? [...new Set(stdout.split('\n').filter((line) => /^[\w./-]+$/.test(line)))] : [];
}

/** Runs a command that comes before a run; when the user stops it, that is the end of ours, too. */
async function runPreparation(command: Command, { stop }: PreparationOptions): Promise<Captured> {
  const ended = await capture(command, {
    timeoutMs: BUILD_TIMEOUT_MS,
    maxBytes: MAX_OUTPUT_BYTES,
    ...(stop === undefined ? {} : { kill: stop }),
  });
  refuseStopped(stop);
  return ended;
}

export function refuseStopped(stop: AbortSignal | undefined): void {
  if (stop?.aborted === true) throw new LanekeeperError(EXIT.interrupted, 'interrupted before any spec ran');
}

/** Refuses a binary that was given and is for another machine; scripts and other formats can't tell. */
function refuseForeignBinary(binary: string, { arch }: Target): void {
  const header = Buffer.alloc(20);
  const file = openSync(binary, 'r');
  try {
    readSync(file, header);
  } finally {
    closeSync(file);
  }
  if (header.toString('latin1', 0, 4) !== '\x7fELF') return;
  const machine = header[5] === 2 ? header.readUInt16BE(18) : header.readUInt16LE(18);
  const found = ARCHITECTURES.find(({ elf }) => elf === machine)?.go ?? `machine ${machine}`;
  if (found !== arch)
    throw usageError(
      `${binary}: found a program for ${found}, expected one for ${arch}: compile it with GOARCH=${arch}`,
    );
}
