import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineSplitter } from './lines.ts';

function split(chunks: readonly Buffer[]): readonly string[] {
  const lines: string[] = [];
  const write = createLineSplitter((line) => lines.push(line));
  for (const chunk of chunks) write(chunk);
  return lines;
}

test('lines are the same however the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, ''))),
      fc.integer({ min: 1, max: 7 }),
      (lines, size) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        expect(split(chunks)).toEqual(lines);
      },
    ),
  );
});

test('a line without end is kept in part', () => {
  const lines = split([
    ...Array.from({ length: 64 }, () => Buffer.alloc(64 * 1024, 'x')),
    Buffer.from('\nnext\n'),
  ]);
  expect(lines.map((line) => line.length)).toEqual([64 * 1024, 4]);
});
