import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Command } from '../../core/types.ts';
import { describeEnd, type Ended, execute } from '../../system/exec.ts';
import { NodeError } from '../node-error.ts';
import { type Console, openConsole } from './console.ts';
import { connectGuest, type Guest } from './guest.ts';
import { type Monitor, openMonitor } from './qmp.ts';

/** A machine of QEMU that was started; perhaps it does not answer yet. */
export type MachineProcess = {
  readonly guest: Guest;
  readonly console: Console;
  readonly monitor: Promise<Monitor>;
  /** Resolves when QEMU has ended, however. */
  readonly ended: Promise<Ended>;
  /** Error that says why the machine is of no use, with what QEMU and the console said. */
  readonly failure: (what: string) => NodeError;
  /** Ends QEMU at once and waits for it. */
  readonly stop: () => Promise<void>;
};

/** Names of Unix sockets in a machine's folder. */
export const SOCKETS = { console: 'c', control: 'p', monitor: 'm' } as const;
/** Name of the Unix socket by which `NodeSession.console` offers the console. */
export const CONSOLE_SOCKET = 'console';
/** Bytes of the longest path of a socket, as `sockaddr_un` limits it. */
const MAX_SOCKET_PATH = 107;
/** Milliseconds that QEMU has to connect its character devices, which it does before anything else. */
const CONNECT_MS = 20_000;

/**
 * Starts QEMU, which connects to sockets in a folder that is the machine's own, and waits for its lines to be open.
 *
 * @param folder removed by the caller when the machine is stopped. Absolute.
 */
export async function startMachine(
  command: Command,
  folder: string,
  kill: AbortSignal,
): Promise<MachineProcess> {
  if (join(folder, CONSOLE_SOCKET).length > MAX_SOCKET_PATH)
    throw new NodeError(
      `${folder}: the path is too long for a socket: set TMPDIR to a folder with a shorter path`,
    );
  const console = await openConsole(join(folder, CONSOLE_SOCKET));
  const lines = await Promise.all(Object.values(SOCKETS).map((name) => listen(join(folder, name))));
  const stopping = new AbortController();
  const closeLines = (): void => {
    console.close();
    for (const line of lines) line.close();
  };
  const ended = execute(command, {
    kill: AbortSignal.any([kill, stopping.signal]),
    timeoutMs: Infinity,
  }).finally(closeLines);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await ended;
  };
  let outcome: Ended | undefined;
  const noteEnd = async (): Promise<void> => {
    outcome = await ended;
  };
  void noteEnd();
  const failure = (what: string): NodeError => {
    const said = outcome?.tail.trim() ?? '';
    const end = outcome === undefined ? '' : `; QEMU ${describeEnd(outcome)}${said && `: ${said}`}`;
    return new NodeError(`${what}${end}`, console.tail());
  };
  const timeout = AbortSignal.timeout(CONNECT_MS);
  try {
    const [consoleLine, control, monitorLine] = (await Promise.race([
      Promise.all(lines.map(({ connected }) => connected)),
      ended.then(() => {
        throw failure('QEMU did not start');
      }),
      new Promise((_, reject) =>
        timeout.addEventListener('abort', () => reject(failure('QEMU did not open its lines in time'))),
      ),
    ])) as [Socket, Socket, Socket];
    console.attach(consoleLine);
    const monitor = openMonitor(monitorLine);
    monitor.catch(() => {});
    return { guest: connectGuest(control), console, monitor, ended, failure, stop };
  } catch (error) {
    await stop();
    // What QEMU said is complete only now.
    throw error instanceof NodeError && outcome !== undefined ? failure('QEMU did not start') : error;
  }
}

type Line = { readonly connected: Promise<Socket>; readonly close: () => void };

/** Waits for one connection to a Unix socket. */
async function listen(path: string): Promise<Line> {
  let server: Server | undefined;
  let socket: Socket | undefined;
  const connected = new Promise<Socket>((resolve) => {
    server = createServer((connection) => {
      socket = connection;
      connection.on('error', () => {});
      resolve(connection);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server?.once('error', reject);
    server?.listen(path, resolve);
  });
  return {
    connected,
    close: () => {
      socket?.destroy();
      server?.close();
    },
  };
}
