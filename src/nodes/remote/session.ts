import { appendFileSync, createWriteStream, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { quote } from '../../core/shell-line.ts';
import type { Command } from '../../core/types.ts';
import { ArchiveRefusal, extractArchive } from '../../system/archives/index.ts';
import { packFolder } from '../../system/archives/pack.ts';
import { digestOfFile } from '../../system/digest-files.ts';
import { describeEnd, type ExecuteOptions, execute } from '../../system/exec.ts';
import { NodeError } from '../node-error.ts';
import type { NodeEnded, NodeSession } from '../types.ts';
import type { Keeper } from './keeper.ts';
import {
  DIGEST,
  DOWNLOAD,
  DOWNLOAD_FOLDER,
  EXIT_CODE,
  INTERRUPT,
  RUN,
  UPLOAD,
  UPLOAD_FOLDER,
} from './scripts.ts';
import { ask, type RemoteShell, receive, scriptWords } from './shell.ts';

const TRANSFER_TIMEOUT_MS = 60 * 60 * 1000;
/** Bytes that are taken of a file: a suite's report is far smaller, and a stranger must not fill the disk. */
const MAX_DOWNLOAD_BYTES = 4 * 1024 ** 3;

export type RemoteParts = Pick<NodeSession, 'facts' | 'start' | 'timeoutFactor' | 'env'> & {
  readonly shell: RemoteShell;
  readonly keeper: Keeper;
  /** Path of a folder here, for what is on its way. */
  readonly scratch: string;
  readonly note: (message: string) => void;
  /** Path where output goes there, when somebody else brings it here; with what to do around a run. */
  readonly output?: { readonly path: string; readonly follow: FollowOutput };
  /** Path where the machine has the suite's program already: the first that is brought. */
  readonly present?: string;
};

/** A function that runs something while output is passed on; resolves when all of it has come. */
export type FollowOutput = <T>(onOutput: (chunk: Buffer) => void, run: () => Promise<T>) => Promise<T>;

export function createRemoteSession(parts: RemoteParts): NodeSession {
  const { shell, keeper, scratch, facts, start, timeoutFactor, env } = parts;
  const uploads = new Map<string, Promise<string>>();
  const scratchFile = (name: string): string => join(scratch, name);
  let numbers = 0;

  const put = async (from: string, to: string, mode: string): Promise<void> => {
    const arrived = await ask(shell, UPLOAD, [to, mode], { inputFile: from, timeoutMs: TRANSFER_TIMEOUT_MS });
    const { size } = statSync(from);
    if (Number(arrived) !== size)
      throw new NodeError(`${shell.title}: ${from} has ${size} bytes, but ${arrived.trim()} arrived`);
  };
  const uploadFile = async (path: string, target: string): Promise<string> => {
    const there = parts.present;
    if (there === undefined || uploads.size > 0) {
      await put(path, target, (statSync(path).mode & 0o777).toString(8));
      return target;
    }
    const [found, wanted] = [(await ask(shell, DIGEST, [there])).trim(), await digestOfFile(path)];
    if (`sha256:${found}` === wanted) return there;
    throw new NodeError(
      `${shell.title}: found ${found === '' ? 'nothing' : `another program (sha256:${found})`} at ${there}, expected ${path} (${wanted})`,
    );
  };
  const uploadFolder = async (path: string, target: string): Promise<string> => {
    const tar = scratchFile('folder.tar');
    await pipeline(packFolder(path), createWriteStream(tar));
    await ask(shell, UPLOAD_FOLDER, [target], { inputFile: tar, timeoutMs: TRANSFER_TIMEOUT_MS });
    return target;
  };

  return {
    facts,
    start,
    timeoutFactor,
    env,
    folder: keeper.folder,
    artifacts: join(keeper.folder, 'artifacts'),
    upload: async (path) => {
      const isFolder = statSync(path).isDirectory();
      const key = isFolder ? path : await digestOfFile(path);
      const known = uploads.get(key);
      if (known !== undefined) return known;
      const target = join(keeper.folder, `${uploads.size}`, basename(path));
      const arrival = isFolder ? uploadFolder(path, target) : uploadFile(path, target);
      uploads.set(key, arrival);
      return arrival;
    },
    run: async (command, options) => {
      numbers += 1;
      const file = scratchFile('run');
      // What a suite forgets to remove goes with the session.
      const ownEnv = { TMPDIR: join(keeper.folder, 'tmp'), ...command.env };
      writeFileSync(file, commandScript({ ...command, env: ownEnv }));
      await put(file, join(keeper.folder, `run-${numbers}`), '600');
      return runThere(parts, numbers, options);
    },
    download: (path, to) => receive(shell, DOWNLOAD, [path], to, MAX_DOWNLOAD_BYTES, keeper.lost),
    downloadFolder: (path, to) => downloadFolder(parts, path, to),
  };
}

/** A script that becomes the command: its words are quoted, whatever is in them. */
function commandScript({ argv, cwd, env }: Command): string {
  const variables = Object.entries(env).map(([name, value]) => `export ${name}=${quote(value)}\n`);
  return `cd ${quote(cwd)} || exit 127\n${variables.join('')}exec ${argv.map(quote).join(' ')}\n`;
}

async function runThere(
  { shell, keeper, output }: RemoteParts,
  number: number,
  options: ExecuteOptions,
): Promise<NodeEnded> {
  const place = [keeper.folder, `${number}`];
  const interrupt = (): void => {
    ask(shell, INTERRUPT, place).catch(() => undefined);
  };
  options.interrupt?.addEventListener('abort', interrupt, { once: true });
  if (options.interrupt?.aborted === true) interrupt();
  const { interrupt: _interrupt, onOutput, onStdout, ...rest } = options;
  const kill = AbortSignal.any([keeper.lost, ...(options.kill === undefined ? [] : [options.kill])]);
  const words = scriptWords(RUN, [...place, output?.path ?? '']);
  const run = (listeners: Pick<ExecuteOptions, 'onOutput' | 'onStdout'>) =>
    execute(shell.command(words), { ...rest, ...listeners, kill });
  try {
    const own = {
      ...(onOutput === undefined ? {} : { onOutput }),
      ...(onStdout === undefined ? {} : { onStdout }),
    };
    const ended =
      output === undefined
        ? await run(own)
        : await output.follow(
            (chunk) => onOutput?.(chunk),
            () => run({}),
          );
    if (ended.timedOut || options.kill?.aborted === true) return ended;
    // What the way there ended with says nothing: a lost connection has an exit code, too.
    const code = keeper.lost.aborted ? '' : await ask(shell, EXIT_CODE, place).catch(() => '');
    if (/^\d{1,3}$/.test(code)) return { ...ended, exitCode: Number(code), signal: null };
    const reason = keeper.lost.aborted
      ? `the connection ${keeper.lossReason()}`
      : `the command ${describeEnd(ended)}`;
    return { ...ended, nodeFailure: (await shell.explainLoss()) ?? `${shell.title} was lost: ${reason}` };
  } finally {
    options.interrupt?.removeEventListener('abort', interrupt);
  }
}

/** Takes a folder as far as it is still given; what is no file is left there. */
async function downloadFolder(
  { shell, keeper, scratch, note }: RemoteParts,
  path: string,
  to: string,
): Promise<void> {
  if (keeper.lost.aborted) return;
  const tar = join(scratch, 'taken.tar');
  writeFileSync(tar, '');
  let bytes = 0;
  await execute(shell.command(scriptWords(DOWNLOAD_FOLDER, [path])), {
    timeoutMs: TRANSFER_TIMEOUT_MS,
    kill: keeper.lost,
    onStdout: (chunk) => {
      bytes += chunk.length;
      if (bytes <= MAX_DOWNLOAD_BYTES) appendFileSync(tar, chunk);
    },
  });
  if (bytes === 0) return;
  mkdirSync(to, { recursive: true });
  try {
    await extractArchive(tar, to, { others: 'skip' });
  } catch (error) {
    if (!(error instanceof ArchiveRefusal)) throw error;
    note(`the artifacts that ${shell.title} left came in part: the tar ${error.message}`);
  }
}
