import { createServer, type Socket } from 'node:net';
import type { NodeSettingsOf } from '../../lanes/schema.ts';
import type { Card } from './boot.ts';
import { hardwareAddress, optionValue } from './command-line.ts';

/** The private network of a node's machines: nothing of it is seen on this machine. */
export type NetworkSwitch = {
  /** Network of QEMU, without `id`. */
  readonly wiring: string;
  /** Variables that tell a suite on the first machine about the network. */
  readonly environment: (count: number) => Readonly<Record<string, string>>;
  readonly close: () => void;
};

/** Port where the other machines run what they are asked to; see `agent/peers.go`. */
const PEER_PORT = 7077;

const addressOf = (index: number): string => `10.77.0.${index + 1}`;

/** Passes each frame of a machine on to all others; QEMU's `stream` network writes a length before each. */
export async function openSwitch(path: string): Promise<NetworkSwitch> {
  const machines = new Set<Socket>();
  const server = createServer((machine) => {
    machines.add(machine);
    machine.on('error', () => {});
    machine.on('close', () => machines.delete(machine));
    machine.on(
      'data',
      createFrameSplitter((frame) => {
        for (const other of machines) if (other !== machine) other.write(frame);
      }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return {
    wiring: `stream,server=off,addr.type=unix,addr.path=${optionValue(path)}`,
    environment: (count) => ({
      LANEKEEPER_ADDRESS: addressOf(0),
      LANEKEEPER_PEERS: Array.from(
        { length: count - 1 },
        (_, index) => `${addressOf(index + 1)}:${PEER_PORT}`,
      ).join(' '),
    }),
    close: () => {
      for (const machine of machines) machine.destroy();
      server.close();
    },
  };
}

/**
 * Bytes of the largest frame, more than any of QEMU's; what claims to be more is no frame, and nothing after it can be
 * told apart.
 */
const MAX_FRAME_BYTES = 128 * 1024;

/** Cuts a stream into frames, each with its length of four bytes, so that those of two machines never mix. */
export function createFrameSplitter(onFrame: (frame: Buffer) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4) {
      const length = 4 + rest.readUInt32BE(0);
      if (length > MAX_FRAME_BYTES) {
        rest = Buffer.alloc(0);
        return;
      }
      if (rest.length < length) return;
      onFrame(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  };
}

/** The network cards of a machine, counted from 0. The networks are QEMU's defaults and one of ours. */
export const cardsOf = (
  { network, count }: NodeSettingsOf<'qemu-system'>,
  index: number,
): readonly Card[] => [
  ...(network === 'user'
    ? [
        {
          hardware: hardwareAddress('user', index),
          address: '10.0.2.15',
          mask: '255.255.255.0',
          gateway: '10.0.2.2',
          dns: '10.0.2.3',
        },
      ]
    : []),
  ...(count > 1
    ? [
        {
          hardware: hardwareAddress('lan', index),
          address: addressOf(index),
          mask: '255.255.255.0',
          serve: index > 0,
        },
      ]
    : []),
];
