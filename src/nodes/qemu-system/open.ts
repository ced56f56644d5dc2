import { existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, LanekeeperError } from '../../errors.ts';
import { withTemporaryFolder } from '../../files.ts';
import { prepareImage } from '../../images/index.ts';
import type { Image } from '../../images/types.ts';
import type { NodeSession, NodeSpec, NodeStart, OpenOptions } from '../types.ts';
import { NodeError } from '../node-error.ts';
import { accelOf, type ChosenAccel } from './accel.ts';
import { setUpGuest, waitForGuest } from './boot.ts';
import { PASTED, qemuCommand, TRANSFER_BYTES, unixSocket, optionValue, type Wiring } from './command-line.ts';
import { cardsOf, openSwitch } from './lan.ts';
import { machineOf, type Machine } from './machines.ts';
import { CONSOLE_SOCKET, type MachineProcess, SOCKETS, startMachine } from './machine-process.ts';
import { probeGuest } from './probe.ts';
import { createSession } from './session.ts';
import { writeSeed } from './seed.ts';
import { findSnapshot, removeSnapshot, saveSnapshot, snapshotFolder, snapshotsFolder } from './snapshots.ts';
import { startTpm } from './tpm.ts';
import { coldStartReason } from './warm-start.ts';

type Node = NodeSpec<'qemu-system'>;

/** What all machines of a node have in common. */
type Plan = {
  readonly node: Node;
  readonly machine: Machine;
  readonly image: Image;
  readonly accel: ChosenAccel['accel'];
  readonly options: OpenOptions;
};

/** A machine that answers. */
type Ready = {
  readonly process: MachineProcess;
  readonly mode: 'cold' | 'warm';
  readonly remarks: readonly string[];
};

/** Starts a node's machines, probes the first, and ends them after use. */
export async function openNode<T>(
  node: Node,
  options: OpenOptions,
  use: (session: NodeSession) => Promise<T>,
): Promise<T> {
  const machine = machineOf(node);
  const { accel, remark } = accelOf(node);
  const image = await prepare(node, machine, options);
  const plan: Plan = { node, machine, image, accel, options };
  return asNodeErrors(options, () =>
    withTemporaryFolder(async (folder) => {
      const startedAt = performance.now();
      const lan = node.settings.count > 1 ? await openSwitch(join(folder, 'lan')) : undefined;
      const started: Ready[] = [];
      try {
        return await withWorkFolder(async (workFolder) => {
          for (let index = 0; index < node.settings.count; index++)
            started.push(await startOne(plan, join(folder, `${index}`), workFolder, index, lan?.wiring));
          const [first] = started as [Ready, ...Ready[]];
          const start: NodeStart = {
            mode: first.mode,
            commands: started.map((_, index) => qemuCommand(node, machine, image, accel, PASTED, index)),
            remarks: [...(remark === undefined ? [] : [remark]), ...first.remarks],
            emulator: `QEMU ${(await first.process.monitor).version}`,
            seconds: (performance.now() - startedAt) / 1000,
          };
          for (const sentence of start.remarks) options.note(`node ${node.name}: ${sentence}`);
          const session = createSession({
            process: first.process,
            facts: await probeGuest(node, first.process),
            start,
            timeoutFactor: node.settings.timeoutFactor ?? (accel === 'tcg' ? 10 : 1),
            env: lan === undefined ? {} : lan.environment(node.settings.count),
            transfer: join(folder, '0', 'transfer'),
            console: join(folder, '0', CONSOLE_SOCKET),
            memory: machine.memory,
          });
          return use(session);
        });
      } finally {
        await Promise.all(started.map(({ process }) => process.stop()));
        lan?.close();
      }
    }),
  );
}

async function prepare(
  { root, settings, arch, name }: Node,
  machine: Machine,
  options: OpenOptions,
): Promise<Image> {
  const { note, kill } = options;
  const firmware = machine.firmware.find(existsSync);
  try {
    return await prepareImage(settings.image, { arch, root, firmware }, { note, kill });
  } catch (error) {
    if (error instanceof LanekeeperError && error.exitCode === EXIT.infrastructure)
      throw new NodeError(`node "${name}": ${error.message}`, '', { cause: error });
    throw asNodeError(error);
  }
}

/** Where QEMU saves a snapshot to, on the file system of the snapshots. */
const withWorkFolder = <T>(use: (workFolder: string) => Promise<T>): Promise<T> =>
  withTemporaryFolder(async (scratch) => {
    const workFolder = join(scratch, 'w');
    mkdirSync(workFolder);
    return use(workFolder);
  }, snapshotsFolder());

async function startOne(
  plan: Plan,
  folder: string,
  workFolder: string,
  index: number,
  lan: string | undefined,
): Promise<Ready> {
  const { node, machine, image, accel, options } = plan;
  mkdirSync(folder);
  writeFileSync(join(folder, 'transfer'), '');
  truncateSync(join(folder, 'transfer'), TRANSFER_BYTES);
  const wiring: Wiring = {
    console: unixSocket(join(folder, SOCKETS.console)),
    control: unixSocket(join(folder, SOCKETS.control)),
    monitor: unixSocket(join(folder, SOCKETS.monitor)),
    tpm: await startTpm(node, folder, options),
    // The file may change under QEMU, which must not lock it.
    transfer: `file=${optionValue(join(folder, 'transfer'))},format=raw,readonly=on,file.locking=off`,
    ...(lan === undefined ? {} : { lan }),
    ...(image.boot.kind === 'disk' ? { seed: writeSeed(image.boot.agent, folder) } : {}),
  };
  const cold = { ...qemuCommand(node, machine, image, accel, wiring, index), cwd: workFolder };
  const ready = async (
    mode: Ready['mode'],
    command: typeof cold,
    remarks: readonly string[],
  ): Promise<Ready> => {
    const process = await startMachine(command, folder, options.kill);
    try {
      await waitForGuest(process, node.settings.bootTimeout, options);
      await afterwards(process, mode);
      await setUpGuest(process.guest, hostnameOf(node.name, index), cardsOf(node.settings, index));
      return { process, mode, remarks };
    } catch (error) {
      await process.stop();
      throw error;
    }
  };
  const reason = coldStartReason(node, machine, image, options);
  const place = snapshotFolder(image.digest, qemuCommand(node, machine, image, accel, PASTED, index), accel);
  const afterwards = async (process: MachineProcess, mode: Ready['mode']): Promise<void> => {
    if (mode === 'warm' || reason !== undefined) return;
    try {
      await saveSnapshot(await process.monitor, workFolder, place);
    } catch (error) {
      throw process.failure(
        `the machine could not be saved for warm starts (${(error as Error).message}): set warmStart to false`,
      );
    }
  };
  if (reason !== undefined)
    return ready('cold', cold, reason.isExpected ? [] : [`cold start: ${reason.because}`]);
  const snapshot = findSnapshot(place);
  if (snapshot === undefined) return ready('cold', cold, []);
  try {
    return await ready('warm', snapshot.restore(cold), []);
  } catch (error) {
    if (!(error instanceof NodeError) || options.kill.aborted) throw error;
    removeSnapshot(place);
    return ready('cold', cold, [`cold start: the snapshot did not restore: ${error.message}`]);
  }
}

/** A name as DNS allows it. */
const hostnameOf = (node: string, index: number): string =>
  `${node
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, 50)}-${index}`.replace(/^-+/, '');

async function asNodeErrors<T>({ kill }: OpenOptions, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    if (kill.aborted) throw new LanekeeperError(EXIT.interrupted, 'interrupted before any spec ran');
    throw asNodeError(error);
  }
}

/** A full disk is no bug of ours. */
const asNodeError = (error: unknown): unknown => {
  const { code, path } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new NodeError(`${path ?? 'this machine'}: the disk is full (${code}): make room`, '', { cause: error })
    : error;
};
