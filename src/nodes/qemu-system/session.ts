import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Command } from '../../core/types.ts';
import { digestOfFile } from '../../system/digest-files.ts';
import type { ExecuteOptions } from '../../system/exec.ts';
import { artifactPath, MAX_ARTIFACTS } from '../artifacts.ts';
import { NodeError } from '../node-error.ts';
import type { NodeEnded, NodeSession } from '../types.ts';
import { guestLoss } from './boot.ts';
import { TRANSFER_BYTES } from './command-line.ts';
import { GuestGone, GuestRefusal, parseGuestAnswer } from './guest.ts';
import { ARTIFACTS_FOLDER, GUEST_FOLDER, OUTPUT_FOLDER } from './guest-folders.ts';
import { runInGuest } from './guest-run.ts';
import type { MachineProcess } from './machine-process.ts';
import { ProtocolError } from './replies.ts';

/** Bytes below which a file goes by the line of the requests itself. */
const INLINE_BYTES = 64 * 1024;
/** Bytes that are taken of a file: a suite's report is far smaller, and a stranger must not fill the disk. */
const MAX_DOWNLOAD_BYTES = 4 * 1024 ** 3;

export type SessionParts = Pick<NodeSession, 'facts' | 'start' | 'timeoutFactor' | 'env'> & {
  readonly process: MachineProcess;
  /** File behind the disk by which files get into the guest. */
  readonly transfer: string;
  readonly console: string;
  /** Size of the machine's memory as it was set, for messages. */
  readonly memory: string;
};

export function createSession(parts: SessionParts): NodeSession {
  const { process, facts, start, timeoutFactor, env, console } = parts;
  const uploads = new Map<string, Promise<string>>();
  const upload = async (path: string): Promise<string> => {
    const isFolder = statSync(path).isDirectory();
    const key = isFolder ? path : await digestOfFile(path);
    const known = uploads.get(key);
    if (known !== undefined) return known;
    const target = join(GUEST_FOLDER, `${uploads.size}`, basename(path));
    const arrival = (isFolder ? uploadFolder(parts, path, target) : uploadFile(parts, path, target)).then(
      () => target,
    );
    uploads.set(key, arrival);
    return arrival;
  };
  return {
    facts,
    start,
    timeoutFactor,
    env,
    console,
    folder: OUTPUT_FOLDER,
    artifacts: ARTIFACTS_FOLDER,
    upload,
    run: (command: Command, options: ExecuteOptions): Promise<NodeEnded> =>
      runInGuest(process, command, options, parts.memory),
    download: (path, to) => download(process, path, to),
    downloadFolder: (path, to) => downloadFolder(process, path, to),
  };
}

async function uploadFolder(parts: SessionParts, path: string, target: string): Promise<void> {
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile()) await uploadFile(parts, file, join(target, file.slice(path.length)));
  }
}

async function uploadFile(
  { process, transfer, memory }: SessionParts,
  path: string,
  target: string,
): Promise<void> {
  const { size, mode } = statSync(path);
  const request = { path: target, mode: mode & 0o777, bytes: size };
  try {
    if (size <= INLINE_BYTES) {
      await process.guest.request({ do: 'put', ...request }, { body: readFileSync(path) });
      return;
    }
    if (size > TRANSFER_BYTES)
      throw new NodeError(`${path}: found ${size} bytes, expected at most ${TRANSFER_BYTES}`);
    copyFileSync(path, transfer);
    truncateSync(transfer, TRANSFER_BYTES);
    await process.guest.request({ do: 'copy', ...request });
  } catch (error) {
    if (error instanceof GuestRefusal)
      throw process.failure(
        `${path} (${size} bytes) can't be brought to the guest: ${error.message}; it has memory ${memory}`,
      );
    if (error instanceof GuestGone) throw await guestLoss(process);
    throw error;
  }
}

async function download(
  { guest }: MachineProcess,
  path: string,
  to: string,
): Promise<'whole' | 'part' | 'absent'> {
  const file = openSync(to, 'w');
  let bytes = 0;
  try {
    await guest.request(
      { do: 'get', path },
      {
        onBytes: (part) => {
          bytes += part.length;
          if (bytes > MAX_DOWNLOAD_BYTES)
            throw new ProtocolError(`found more than ${MAX_DOWNLOAD_BYTES} bytes in ${path}`);
          writeSync(file, part);
        },
      },
    );
    return 'whole';
  } catch (error) {
    if (!(error instanceof GuestRefusal || error instanceof GuestGone)) throw error;
    if (bytes > 0) return 'part';
    rmSync(to);
    return 'absent';
  } finally {
    closeSync(file);
  }
}

async function downloadFolder(process: MachineProcess, path: string, to: string): Promise<void> {
  let names: unknown;
  try {
    names = parseGuestAnswer(await process.guest.read({ do: 'list', path }));
  } catch (error) {
    if (error instanceof GuestRefusal || error instanceof GuestGone) return;
    throw error;
  }
  for (const name of (Array.isArray(names) ? names : []).slice(0, MAX_ARTIFACTS)) {
    const target = artifactPath(to, `${name}`);
    if (target === undefined) continue;
    mkdirSync(dirname(target), { recursive: true });
    await download(process, join(path, `${name}`), target);
  }
}
