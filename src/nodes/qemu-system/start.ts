import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { complaintOf } from '../../core/errors.ts';
import type { Command } from '../../core/types.ts';
import { withTemporaryFolder } from '../../system/files.ts';
import type { Image } from '../images/types.ts';
import { NodeError } from '../node-error.ts';
import type { NodeSpec, OpenOptions } from '../types.ts';
import { asFault, setUpGuest, waitForGuest } from './boot.ts';
import { optionValue, PASTED, qemuCommand, TRANSFER_BYTES, unixSocket, type Wiring } from './command-line.ts';
import { cardsOf } from './lan.ts';
import { type MachineProcess, SOCKETS, startMachine } from './machine-process.ts';
import type { EmulatedMachine } from './machines.ts';
import { MonitorError } from './qmp.ts';
import { writeSeed } from './seed.ts';
import {
  findSnapshot,
  INCOMING,
  MEMORY,
  removeSnapshot,
  restoreSnapshot,
  type Snapshot,
  saveSnapshot,
  snapshotFolder,
  snapshotsFolder,
} from './snapshots.ts';
import { startTpm } from './tpm.ts';
import { coldStartReason } from './warm-start.ts';

/** What all machines of a node have in common. */
export type StartPlan = {
  readonly node: NodeSpec<'qemu-system'>;
  readonly machine: EmulatedMachine;
  readonly image: Image;
  readonly accel: 'kvm' | 'tcg';
  readonly options: OpenOptions;
};

/** A machine that answers, and has its own time, random numbers and name. */
export type Started = {
  readonly process: MachineProcess;
  readonly mode: 'cold' | 'warm';
  readonly remarks: readonly string[];
};

/**
 * Milliseconds after which a machine rests, and is saved. On riscv64, QEMU 7.2 does not save when the next timer is
 * due: one that is due soon never comes, and none after it; one that is far off is replaced by the next that the kernel
 * sets.
 */
const SETTLE_MS = 500;
/** Time that a snapshot may take to restore: it does so in a fraction of this, or never. */
const RESTORE_TIMEOUT = '8s';

/** Starts one of a node's machines: from its snapshot, which is made first where there is none, or from power-on. */
export async function startMachineOf(
  plan: StartPlan,
  folder: string,
  index: number,
  lan: string | undefined,
): Promise<Started> {
  const { node, machine, image, accel, options } = plan;
  mkdirSync(folder);
  const wiring = await wire(plan, folder, lan);
  const command = (more: Partial<Wiring>): Command =>
    qemuCommand(node, machine, image, accel, { ...wiring, ...more }, index);
  const finish = async (
    process: MachineProcess,
    mode: Started['mode'],
    remarks: readonly string[],
  ): Promise<Started> => {
    await setUpGuest(process.guest, hostnameOf(node.name, index), cardsOf(node.settings, index));
    return { process, mode, remarks };
  };
  const cold = (...remarks: string[]): Promise<Started> =>
    withMachine(command({}), folder, options, async (process) => {
      await waitForGuest(process, node.settings.bootTimeout, options);
      return finish(process, 'cold', remarks);
    });

  const reason = coldStartReason(node, machine, image, options);
  if (reason !== undefined) return reason.isExpected ? cold() : cold(`cold start: ${reason.because}`);
  const place = snapshotFolder(image.digest, qemuCommand(node, machine, image, accel, PASTED, index), accel);
  const snapshot = findSnapshot(place) ?? (await makeSnapshot(plan, command, folder, place));
  if (typeof snapshot === 'string') return cold(`cold start: ${snapshot}`);
  try {
    return await startFrom(snapshot, command, folder, options, (process) => finish(process, 'warm', []));
  } catch (error) {
    if (!(error instanceof NodeError) || options.kill.aborted) throw error;
    removeSnapshot(place);
    return cold(`cold start: the snapshot did not restore: ${error.message}`);
  }
}

type CommandOf = (more: Partial<Wiring>) => Command;

async function startFrom(
  { memory, state }: Snapshot,
  commandOf: CommandOf,
  folder: string,
  options: OpenOptions,
  use: (process: MachineProcess) => Promise<Started>,
): Promise<Started> {
  const { argv, env } = commandOf({ memory: { path: memory, share: 'off' } });
  const command: Command = { argv: [...argv, ...INCOMING], cwd: dirname(state), env };
  return withMachine(command, folder, options, async (process) => {
    await restoreSnapshot(await process.monitor);
    await waitForGuest(process, RESTORE_TIMEOUT, options);
    return use(process);
  });
}

/** Boots a machine up to its first answer and saves it; gives the snapshot, or why it could not be saved, in words. */
const makeSnapshot = async (
  { node, options }: StartPlan,
  commandOf: CommandOf,
  folder: string,
  place: string,
): Promise<Snapshot | string> =>
  withTemporaryFolder(async (scratch) => {
    // On the file system of the snapshots; this folder becomes one.
    const workFolder = join(scratch, 'w');
    mkdirSync(workFolder);
    const command = commandOf({ memory: { path: join(workFolder, MEMORY), share: 'on' } });
    return withMachine({ ...command, cwd: workFolder }, folder, options, async (process) => {
      await waitForGuest(process, node.settings.bootTimeout, options);
      await setTimeout(SETTLE_MS);
      try {
        await saveSnapshot(await process.monitor, workFolder, process.stop, place);
      } catch (error) {
        options.kill.throwIfAborted();
        await process.stop();
        return `it could not be saved: ${error instanceof MonitorError ? error.message : complaintOf(error)}`;
      }
      return findSnapshot(place) ?? 'its snapshot is not whole';
    });
  }, snapshotsFolder());

/** Starts a machine, which goes on unless `use` fails. */
async function withMachine<T>(
  command: Command,
  folder: string,
  { kill }: OpenOptions,
  use: (process: MachineProcess) => Promise<T>,
): Promise<T> {
  const process = await startMachine(command, folder, kill);
  try {
    return await use(process);
  } catch (error) {
    const fault = await asFault(process, error);
    await process.stop();
    throw fault;
  }
}

async function wire(
  { node, image, options }: StartPlan,
  folder: string,
  lan: string | undefined,
): Promise<Wiring> {
  writeFileSync(join(folder, 'transfer'), '');
  truncateSync(join(folder, 'transfer'), TRANSFER_BYTES);
  return {
    console: unixSocket(join(folder, SOCKETS.console)),
    control: unixSocket(join(folder, SOCKETS.control)),
    monitor: unixSocket(join(folder, SOCKETS.monitor)),
    tpm: await startTpm(node, folder, options),
    // The file may change under QEMU, which must not lock it.
    transfer: `file=${optionValue(join(folder, 'transfer'))},format=raw,readonly=on,file.locking=off`,
    ...(lan === undefined ? {} : { lan }),
    ...(image.boot.kind === 'disk' ? { seed: writeSeed(image.boot.agent, folder) } : {}),
  };
}

/** Name of a node's machine as DNS allows it. */
const hostnameOf = (node: string, index: number): string =>
  `${node
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, 50)}-${index}`.replace(/^-+/, '');
