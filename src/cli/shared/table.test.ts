import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { uglyText } from '../../testing/run-reports.ts';
import { formatTable } from './table.ts';

const HEAD = ['feature', 'specs', 'what'];
const ROWS = [
  ['TPM', '7', 'a chip that keeps secrets, and is said to do so on every architecture'],
  ['磁盘', '123', 'disks'],
];

it('is aligned, numbers to the right, by the width that is seen', () => {
  expect(formatTable(HEAD, ROWS, 'table')).toBe(
    'feature  specs  what\n' +
      'TPM          7  a chip that keeps secrets, and is said to do so on every architecture\n' +
      '磁盘       123  disks\n',
  );
});

it('is wrapped where the terminal is narrow, and loses nothing', () => {
  expect(formatTable(HEAD, ROWS, 'table', 40)).toBe(
    'feature  specs  what\n' +
      'TPM          7  a chip that keeps\n' +
      '                secrets, and is said to\n' +
      '                do so on every\n' +
      '                architecture\n' +
      '磁盘       123  disks\n',
  );
});

it('is Markdown or values between tabs for other programs', () => {
  expect(formatTable(['a', 'b'], [['x|y', '1']], 'markdown')).toBe(
    '| a | b |\n| --- | --- |\n| x&#124;y | 1 |\n',
  );
  expect(formatTable(['a', 'b'], [['x\ty', '1']], 'tsv')).toBe('a\tb\nx y\t1\n');
});

it('fits any terminal that is not too narrow to read, whatever strangers write', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(uglyText, uglyText, uglyText), { maxLength: 4 }),
      fc.integer({ min: 30, max: 120 }),
      (rows, columns) => {
        const lines = formatTable(HEAD, rows, 'table', columns).split('\n');
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
      },
    ),
  );
});
