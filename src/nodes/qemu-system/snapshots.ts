import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { digestOfText } from '../../core/digest.ts';
import type { Command } from '../../core/types.ts';
import { cacheFolder } from '../../system/files.ts';
import { findProgram } from '../../system/tools.ts';
import { type Monitor, MonitorError } from './qmp.ts';

const STATE = 'state';
export const MEMORY = 'memory';
const RECORD = 'snapshot.json';

/** A machine that was saved while it waited for its first job. */
export type Snapshot = {
  /** File with its memory, which many machines may start from at once. */
  readonly memory: string;
  /** State of its processor and devices. */
  readonly state: string;
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
  const path = findProgram(program);
  if (path === undefined) return program;
  const { size, mtimeMs } = statSync(path);
  return `${path} ${size} ${mtimeMs}`;
}

/** The snapshot in a folder, if it is whole. */
export function findSnapshot(folder: string): Snapshot | undefined {
  try {
    const sizes = JSON.parse(readFileSync(join(folder, RECORD), 'utf8')) as Readonly<Record<string, number>>;
    for (const name of [STATE, MEMORY])
      if (statSync(join(folder, name)).size !== sizes[name]) return undefined;
  } catch {
    return undefined;
  }
  return { memory: join(folder, MEMORY), state: join(folder, STATE) };
}

export const removeSnapshot = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** Capabilities of the migration that saves a machine: its memory is in a file of its own, which is not copied. */
const CAPABILITIES = { capabilities: [{ capability: 'x-ignore-shared', state: true }] };
const SAVE_TIMEOUT_MS = 60_000;

/**
 * Saves a machine that has its memory in the folder's file, and that must not go on then. Whole or not at all.
 *
 * @param workFolder where QEMU runs, on the file system of the snapshots. It becomes the snapshot.
 */
export async function saveSnapshot(
  monitor: Monitor,
  workFolder: string,
  quit: () => Promise<void>,
  folder: string,
): Promise<void> {
  await monitor.execute('migrate-set-capabilities', CAPABILITIES);
  // For a shell, and therefore without a path.
  await monitor.execute('migrate', { uri: `exec:cat > ${STATE}` });
  const until = Date.now() + SAVE_TIMEOUT_MS;
  for (let status = ''; status !== 'completed'; await setTimeout(5)) {
    ({ status } = (await monitor.execute('query-migrate')) as { status: string });
    if (status === 'failed' || Date.now() > until) throw new MonitorError('QEMU could not save the machine');
  }
  await quit();
  const sizes = Object.fromEntries(
    [STATE, MEMORY].map((name) => [name, statSync(join(workFolder, name)).size]),
  );
  writeFileSync(join(workFolder, RECORD), JSON.stringify(sizes));
  try {
    renameSync(workFolder, folder);
  } catch (error) {
    // Another one was faster.
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** Arguments of a machine that waits for a snapshot. */
export const INCOMING: readonly string[] = ['-incoming', 'defer'];

/** Has a machine that waits go on from a snapshot, in whose folder it runs. */
export async function restoreSnapshot(monitor: Monitor): Promise<void> {
  await monitor.execute('migrate-set-capabilities', CAPABILITIES);
  await monitor.execute('migrate-incoming', { uri: `exec:cat ${STATE}` });
}

/** Removes the snapshots from before a time, and what a crash left, and says how many. */
export function pruneSnapshots(beforeMs: number): number {
  const folder = snapshotsFolder();
  if (!existsSync(folder)) return 0;
  const old = readdirSync(folder).filter((name) => statSync(join(folder, name)).mtimeMs <= beforeMs);
  for (const name of old) removeSnapshot(join(folder, name));
  return old.length;
}
