import { join } from 'node:path';
import { EXIT, LanekeeperError } from '../../core/errors.ts';
import { withTemporaryFolder } from '../../system/files.ts';
import { findFile } from '../../system/tools.ts';
import { prepareImage } from '../images/index.ts';
import type { Image } from '../images/types.ts';
import { NodeError } from '../node-error.ts';
import type { NodeSession, NodeSpec, NodeStart, OpenOptions } from '../types.ts';
import { accelOf } from './accel.ts';
import { asFault } from './boot.ts';
import { PASTED, qemuCommand } from './command-line.ts';
import { openSwitch } from './lan.ts';
import { CONSOLE_SOCKET } from './machine-process.ts';
import { type EmulatedMachine, emulatedMachineOf } from './machines.ts';
import { probeGuest } from './probe.ts';
import { createSession } from './session.ts';
import { type Started, type StartPlan, startMachineOf } from './start.ts';

type Node = NodeSpec<'qemu-system'>;

/** Starts a node's machines, probes the first, and ends them after use. */
export async function openQemuSystemNode<T>(
  node: Node,
  options: OpenOptions,
  use: (session: NodeSession) => Promise<T>,
): Promise<T> {
  const machine = emulatedMachineOf(node);
  const { accel, remark } = accelOf(node);
  const image = await prepare(node, machine, options);
  const plan: StartPlan = { node, machine, image, accel, options };
  return asNodeErrors(options, () =>
    withTemporaryFolder(async (folder) => {
      const startedAt = performance.now();
      const lan = node.settings.count > 1 ? await openSwitch(join(folder, 'lan')) : undefined;
      const started: Started[] = [];
      try {
        for (let index = 0; index < node.settings.count; index++)
          started.push(await startMachineOf(plan, join(folder, `${index}`), index, lan?.wiring));
        const [first] = started as [Started, ...Started[]];
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
        return await use(session);
      } catch (error) {
        throw started[0] === undefined ? error : await asFault(started[0].process, error);
      } finally {
        await Promise.all(started.map(({ process }) => process.stop()));
        lan?.close();
      }
    }),
  );
}

async function prepare(
  { root, settings, arch, name }: Node,
  machine: EmulatedMachine,
  options: OpenOptions,
): Promise<Image> {
  const { note, kill } = options;
  const firmware = machine.uefi && findFile(machine.uefi);
  try {
    return await prepareImage(settings.image, { arch, root, firmware }, { note, kill });
  } catch (error) {
    if (error instanceof LanekeeperError && error.exitCode === EXIT.infrastructure)
      throw new NodeError(`node "${name}": ${error.message}`, '', { cause: error });
    throw asNodeError(error);
  }
}

async function asNodeErrors<T>({ kill }: OpenOptions, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    if (kill.aborted) throw new LanekeeperError(EXIT.interrupted, 'interrupted before any spec ran');
    throw asNodeError(error);
  }
}

/** The error as that of a node where this machine's disk is full, which is no bug of ours. */
const asNodeError = (error: unknown): unknown => {
  const { code, path } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new NodeError(`${path ?? 'this machine'}: the disk is full (${code}): make room`, '', { cause: error })
    : error;
};
