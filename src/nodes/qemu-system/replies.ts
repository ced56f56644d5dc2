export type GuestExit = {
  readonly code: number;
  readonly signal?: string;
  readonly timedOut?: boolean;
  readonly failedToStart?: string;
  /** Number of processes that the kernel killed for want of memory meanwhile. */
  readonly outOfMemory?: number;
};

/** One line of what a guest says. */
export type Reply = {
  readonly id: number;
  readonly done?: boolean;
  readonly error?: string;
  /** Number of bytes that follow the line. */
  readonly bytes?: number;
  readonly exit?: GuestExit;
};

export type ReplyHandlers = {
  readonly onReply: (reply: Reply) => void;
  /** Gets a part of the bytes that follow a reply's line. */
  readonly onBytes: (reply: Reply, bytes: Buffer) => void;
};

const MAX_LINE_BYTES = 64 * 1024;
const MAX_PIECE_BYTES = 1024 * 1024;

/** Error for what a guest said that is not the protocol. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** Cuts a stream into lines of JSON and the bytes that they announce. @throws ProtocolError where it is neither. */
export function createReplyReader({ onReply, onBytes }: ReplyHandlers): (chunk: Buffer) => void {
  let line = Buffer.alloc(0);
  let announced: Reply | undefined;
  let missing = 0;
  return (chunk) => {
    let rest = chunk;
    while (rest.length > 0) {
      if (announced !== undefined && missing > 0) {
        const bytes = rest.subarray(0, missing);
        rest = rest.subarray(bytes.length);
        missing -= bytes.length;
        onBytes(announced, bytes);
        continue;
      }
      const end = rest.indexOf(0x0a);
      line = Buffer.concat([line, end < 0 ? rest : rest.subarray(0, end)]);
      if (line.length > MAX_LINE_BYTES)
        throw new ProtocolError(`found a line of more than ${MAX_LINE_BYTES} bytes`);
      if (end < 0) return;
      rest = rest.subarray(end + 1);
      announced = readReply(line.toString('utf8'));
      line = Buffer.alloc(0);
      missing = announced.bytes ?? 0;
      onReply(announced);
    }
  };
}

function readReply(line: string): Reply {
  const value = parseLine(line) as Partial<Reply> | null;
  if (typeof value !== 'object' || value === null || typeof value.id !== 'number')
    throw new ProtocolError('found a line that is no reply');
  const { id, done, error, bytes = 0, exit } = value;
  if (!Number.isInteger(bytes) || bytes < 0 || bytes > MAX_PIECE_BYTES)
    throw new ProtocolError(`found a piece of ${bytes} bytes`);
  return {
    id,
    bytes,
    ...(done === true ? { done } : {}),
    ...(typeof error === 'string' ? { error } : {}),
    ...(typeof exit === 'object' && exit !== null ? { exit: readExit(exit) } : {}),
  };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new ProtocolError((error as SyntaxError).message);
  }
}

const readExit = ({ code, signal, timedOut, failedToStart, outOfMemory }: Partial<GuestExit>): GuestExit => ({
  code: Number.isInteger(code) ? (code as number) : -1,
  ...(typeof signal === 'string' ? { signal: signal.slice(0, 40) } : {}),
  ...(timedOut === true ? { timedOut } : {}),
  ...(typeof failedToStart === 'string' ? { failedToStart } : {}),
  ...(typeof outOfMemory === 'number' ? { outOfMemory } : {}),
});
