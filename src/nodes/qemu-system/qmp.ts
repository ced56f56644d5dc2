import type { Socket } from 'node:net';
import { createLineSplitter } from '../../core/lines.ts';

/** Error for what QEMU can't do, or for a QEMU that is gone: the machine says why. */
export class MonitorError extends Error {
  override readonly name = 'MonitorError';
}

/** QEMU's monitor. */
export type Monitor = {
  /** Version of QEMU, `7.2.22`: the first that it says. */
  readonly version: string;
  /** Executes a command and gives QEMU's answer, or an error with what it said. */
  readonly execute: (command: string, values?: Readonly<Record<string, unknown>>) => Promise<unknown>;
};

type Message = {
  readonly QMP?: { readonly version: { readonly qemu: Record<'major' | 'minor' | 'micro', number> } };
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
};

/** Speaks QEMU's machine protocol, one command at a time: `qemu-qmp-ref`. */
export async function openMonitor(socket: Socket): Promise<Monitor> {
  let take: (message: Message) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const next = (): Promise<Message> =>
    new Promise((resolve, reject) => {
      take = resolve;
      fail = reject;
    });
  const greeting = next();
  const split = createLineSplitter((line) => {
    const message = JSON.parse(line) as Message;
    // Events are not awaited by anybody.
    if ('QMP' in message || 'return' in message || 'error' in message) take(message);
  });
  socket.on('data', split);
  socket.on('close', () => fail(new MonitorError('QEMU ended')));
  const { QMP } = await greeting;
  const execute: Monitor['execute'] = async (command, values = {}) => {
    const answer = next();
    socket.write(`${JSON.stringify({ execute: command, arguments: values })}\n`);
    const { error, return: result } = await answer;
    if (error !== undefined) throw new MonitorError(`QEMU refuses ${command}: ${error.desc}`);
    return result;
  };
  await execute('qmp_capabilities');
  const { major, minor, micro } = QMP?.version.qemu ?? { major: 0, minor: 0, micro: 0 };
  return { version: `${major}.${minor}.${micro}`, execute };
}
