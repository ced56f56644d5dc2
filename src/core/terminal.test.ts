import fc from 'fast-check';
import { expect, it } from 'vitest';
import { uglyText } from '../testing/run-reports.ts';
import { oneLine, safeLines } from './terminal.ts';

it('nothing of a stranger’s text moves the cursor, colours or turns what follows', () => {
  fc.assert(
    fc.property(uglyText, (text) => {
      expect(oneLine(text)).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
      expect(safeLines(text)).not.toMatch(/(?!\n)[\p{Cc}\u202e\u2028]/u);
    }),
  );
  expect(oneLine('a\u001b[31mred\u001b[0m\r\nb\tc')).toBe('ared b c');
});
