import type { Socket } from 'node:net';
import { createReplyReader, ProtocolError, type Reply, type ReplyHandlers } from './replies.ts';

/** What the guest is asked for; see `agent/protocol.go`. */
type Request = { readonly do: string } & Readonly<Record<string, unknown>>;

/** The guest, as far as it answers. */
export type Guest = {
  /** Resolves with the last reply; bytes that come before it go to `onBytes`. */
  readonly request: (request: Request, options?: AskOptions) => Promise<Reply>;
  /** Says something about a request that is under way, and waits for nothing. */
  readonly notify: (id: number, what: 'interrupt' | 'kill') => void;
  /** Asks as `request` does, and gives the bytes themselves. */
  readonly read: (request: Request) => Promise<Buffer>;
};

type AskOptions = {
  readonly onBytes?: (bytes: Buffer) => void;
  readonly onId?: (id: number) => void;
  /** Bytes that are sent after the request. */
  readonly body?: Buffer;
};

/** Error for a guest that hung up, or was never there: the machine says why. */
export class GuestGone extends Error {
  override readonly name = 'GuestGone';
}

/** Error for what the guest understood, and can't do. */
export class GuestRefusal extends Error {
  override readonly name = 'GuestRefusal';
}

/** Parses an answer of the guest. @throws GuestGone where it is no JSON */
export function parseGuestAnswer(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new GuestGone(`the guest does not keep to the protocol: ${(error as SyntaxError).message}`);
  }
}

/** Bytes of the largest answer that is read at once, more than a listing of what a machine is. */
const MAX_READ_BYTES = 16 * 1024 * 1024;

type Waiting = {
  readonly onBytes: (bytes: Buffer) => void;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
};

export function connectGuest(socket: Socket): Guest {
  const waiting = new Map<number, Waiting>();
  let gone: unknown;
  let lastId = 0;
  const end = (error: unknown): void => {
    gone ??= error;
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
    socket.destroy();
  };
  let isHeard = false;
  const handlers: ReplyHandlers = {
    onBytes: ({ id }, bytes) => waiting.get(id)?.onBytes(bytes),
    onReply: (reply) => {
      isHeard = true;
      const request = waiting.get(reply.id);
      if (request === undefined || (reply.done !== true && reply.error === undefined)) return;
      waiting.delete(reply.id);
      if (reply.error === undefined) request.resolve(reply);
      else request.reject(new GuestRefusal(reply.error));
    },
  };
  let read = createReplyReader(handlers);
  socket.on('data', (chunk) => {
    try {
      read(chunk);
    } catch (error) {
      if (!(error instanceof ProtocolError)) return end(error);
      // Firmware may take the port for a screen; our guest side speaks later.
      if (!isHeard) read = createReplyReader(handlers);
      // The suite runs as root: what comes from the guest can be anything.
      else end(new GuestGone(`the guest does not keep to the protocol: ${error.message}`));
    }
  });
  socket.on('error', () => end(new GuestGone('the guest hung up')));
  socket.on('close', () => end(new GuestGone('the guest hung up')));

  const send: Guest['request'] = (request, { onBytes = () => {}, onId, body } = {}) =>
    new Promise((resolve, reject) => {
      if (gone !== undefined) return reject(gone);
      const id = ++lastId;
      waiting.set(id, { onBytes, resolve, reject });
      onId?.(id);
      socket.write(`${JSON.stringify({ id, ...request })}\n`);
      if (body !== undefined) socket.write(body);
    });
  return {
    request: send,
    notify: (id, what) => {
      if (gone === undefined) socket.write(`${JSON.stringify({ id, do: what })}\n`);
    },
    read: async (request) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      const onBytes = (part: Buffer): void => {
        bytes += part.length;
        if (bytes > MAX_READ_BYTES)
          throw new ProtocolError(`found more than ${MAX_READ_BYTES} bytes in answer to ${request.do}`);
        parts.push(part);
      };
      await send(request, { onBytes });
      return Buffer.concat(parts);
    },
  };
}
