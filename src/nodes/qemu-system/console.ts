import { createServer, type Server, type Socket } from 'node:net';
import { stripVTControlCharacters } from 'node:util';

/** What a machine's console said, and a way to talk to it. */
export type Console = {
  /** The last lines that the console said, for messages. */
  readonly tail: () => string;
  /** Joins QEMU's end of the console. */
  readonly attach: (socket: Socket) => void;
  readonly close: () => void;
};

/**
 * Bytes that are kept of what a console says, which is little; what a stranger's kernel says beyond it is dropped from
 * the front.
 */
const KEPT_BYTES = 256 * 1024;
const TAIL_LINES = 20;

/** Keeps what the console says, and serves it with what follows, both ways, on a Unix socket. */
export async function openConsole(path: string): Promise<Console> {
  let said = Buffer.alloc(0);
  let machine: Socket | undefined;
  const clients = new Set<Socket>();
  const server: Server = createServer((client) => {
    clients.add(client);
    client.on('error', () => {});
    client.on('close', () => clients.delete(client));
    client.on('data', (chunk) => machine?.write(chunk));
    client.write(said);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return {
    tail: () =>
      stripVTControlCharacters(said.toString('utf8'))
        .trimEnd()
        .split(/[\r\n]+/)
        .slice(-TAIL_LINES)
        .join('\n'),
    attach: (socket) => {
      machine = socket;
      socket.on('data', (chunk) => {
        said = Buffer.concat([said, chunk]).subarray(-KEPT_BYTES);
        for (const client of clients) client.write(chunk);
      });
      socket.on('close', () => {
        for (const client of clients) client.end();
      });
    },
    close: () => {
      for (const client of clients) client.destroy();
      server.close();
    },
  };
}
