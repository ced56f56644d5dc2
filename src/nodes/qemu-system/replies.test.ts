import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createFrameSplitter } from './lan.ts';
import { createReplyReader, type Reply } from './replies.ts';

/** Cuts bytes at any places. */
const cutAt = (bytes: Buffer, places: readonly number[]): readonly Buffer[] => {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].toSorted((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
};

describe('what a guest says', () => {
  const message = fc.record({
    id: fc.nat(1000),
    bytes: fc.uint8Array({ maxLength: 100 }).map((part) => Buffer.from(part)),
    done: fc.boolean(),
  });

  it('is read the same however it is cut', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), fc.array(fc.nat()), (messages, places) => {
        const said = Buffer.concat(
          messages.flatMap(({ id, bytes, done }) => [
            Buffer.from(`${JSON.stringify({ id, bytes: bytes.length, done })}\n`),
            bytes,
          ]),
        );
        const heard: { id: number; bytes: Buffer; done: boolean }[] = [];
        const read = createReplyReader({
          onReply: ({ id, done = false }) => heard.push({ id, done, bytes: Buffer.alloc(0) }),
          onBytes: (_, part) => {
            const last = heard.at(-1);
            if (last !== undefined) last.bytes = Buffer.concat([last.bytes, part]);
          },
        });
        for (const chunk of cutAt(said, places)) read(chunk);
        expect(heard).toEqual(messages);
      }),
    );
  });

  test.each<[string, string, RegExp]>([
    ['no JSON', 'hello\n', /JSON/],
    ['no reply', '[1]\n', /no reply/],
    ['a reply without an id', '{"done":true}\n', /no reply/],
    ['more than it may say at once', '{"id":1,"bytes":99999999}\n', /a piece of 99999999 bytes/],
    ['a negative length', '{"id":1,"bytes":-1}\n', /a piece of -1 bytes/],
    ['a line without end', 'x'.repeat(70_000), /a line of more than 65536 bytes/],
  ])('is refused when it is %s', (_, said, reason) => {
    const read = createReplyReader({ onReply: () => {}, onBytes: () => {} });
    expect(() => read(Buffer.from(said))).toThrow(reason);
  });

  it('about an exit has the types that it should have, whatever it says', () => {
    const replies: Reply[] = [];
    const read = createReplyReader({ onReply: (reply) => replies.push(reply), onBytes: () => {} });
    read(Buffer.from('{"id":1,"done":true,"exit":{"code":"0","signal":7,"timedOut":"no"}}\n'));
    expect(replies).toEqual([{ id: 1, bytes: 0, done: true, exit: { code: -1 } }]);
  });
});

describe('a private network', () => {
  const frames = fc.array(
    fc.uint8Array({ minLength: 1, maxLength: 80 }).map((bytes) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return Buffer.concat([length, bytes]);
    }),
    { maxLength: 8 },
  );

  it('passes on whole frames however they are cut', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.nat()), (sent, places) => {
        const received: Buffer[] = [];
        const split = createFrameSplitter((frame) => received.push(frame));
        for (const chunk of cutAt(Buffer.concat(sent), places)) split(chunk);
        expect(received).toEqual(sent);
      }),
    );
  });

  it('passes on nothing of what is no frame, and keeps nothing', () => {
    const received: Buffer[] = [];
    const split = createFrameSplitter((frame) => received.push(frame));
    split(Buffer.from('ffffffff00', 'hex'));
    expect(received).toEqual([]);
  });
});
