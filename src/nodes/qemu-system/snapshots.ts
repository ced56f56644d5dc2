import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { digestOfText } from '../../digest.ts';
import { cacheFolder } from '../../files.ts';
import type { Command } from '../../types.ts';
import type { Monitor } from './qmp.ts';

const STATE = 'state';
const RECORD = 'snapshot.json';

/** A machine that was saved while it waited for its first job. */
export type Snapshot = {
  readonly folder: string;
  /** The command line that goes on from there. It has to run in the folder. */
  readonly restore: (command: Command) => Command;
};

export const snapshotsFolder = (): string => join(cacheFolder(), 'snapshots');

/**
 * Where the snapshot of a machine is or would be: another image, QEMU, machine, CPU or device is another place.
 *
 * @param command as it would be pasted: without paths of a run.
 */
export function snapshotFolder(imageDigest: string, command: Command, accel: 'kvm' | 'tcg'): string {
  const key = {
    imageDigest,
    argv: command.argv,
    qemu: identityOf(command.argv[0]),
    // Accelerated, the guest has seen this machine's processor.
    processor: accel === 'kvm' ? cpus()[0]?.model : undefined,
  };
  return join(snapshotsFolder(), digestOfText(JSON.stringify(key)).slice('sha256:'.length));
}

/** Which program a name means, and whether it is still the same; a version would take a start to ask for. */
function identityOf(program: string): string {
  const paths = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, program));
  const path = paths.find((candidate) => existsSync(candidate));
  if (path === undefined) return program;
  const { size, mtimeMs } = statSync(path);
  return `${path} ${size} ${mtimeMs}`;
}

/** The snapshot in a folder, if it is whole. */
export function findSnapshot(folder: string): Snapshot | undefined {
  try {
    const { bytes } = JSON.parse(readFileSync(join(folder, RECORD), 'utf8')) as { bytes: number };
    if (statSync(join(folder, STATE)).size !== bytes) return undefined;
  } catch {
    return undefined;
  }
  return {
    folder,
    restore: ({ argv, env }) => ({ argv: [...argv, '-incoming', `exec:cat ${STATE}`], cwd: folder, env }),
  };
}

export const removeSnapshot = (folder: string): void => rmSync(folder, { recursive: true, force: true });

const SAVE_TIMEOUT_MS = 120_000;

/**
 * Saves a machine whole or not at all, and lets it go on.
 *
 * @param workFolder where QEMU runs, on the file system of the snapshots. It becomes the snapshot.
 */
export async function saveSnapshot(monitor: Monitor, workFolder: string, folder: string): Promise<void> {
  await monitor.execute('migrate-set-parameters', { 'max-bandwidth': 2 ** 40 });
  // For a shell, and therefore without a path.
  await monitor.execute('migrate', { uri: `exec:cat > ${STATE}` });
  const until = Date.now() + SAVE_TIMEOUT_MS;
  for (let status = ''; status !== 'completed'; await setTimeout(10)) {
    ({ status } = (await monitor.execute('query-migrate')) as { status: string });
    if (status === 'failed' || Date.now() > until) throw new Error('QEMU could not save the machine');
  }
  await monitor.execute('cont');
  writeFileSync(join(workFolder, RECORD), JSON.stringify({ bytes: statSync(join(workFolder, STATE)).size }));
  try {
    renameSync(workFolder, folder);
  } catch (error) {
    // Another one was faster.
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
