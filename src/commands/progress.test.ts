import { expect, it } from 'vitest';
import { createProgress } from './progress.ts';
import type { ProgressEvent } from '../suites/types.ts';

const EVENTS: readonly ProgressEvent[] = [
  { kind: 'total', specs: 4 },
  { kind: 'started', text: 'a' },
  { kind: 'ended', outcome: 'passed', text: 'a' },
  { kind: 'started', text: 'b' },
  { kind: 'ended', outcome: 'timedout', text: 'b' },
  { kind: 'started', text: 'c' },
];

function show(isTerminal: boolean): string {
  let output = '';
  const progress = createProgress({ write: (text) => (output += text), isTerminal, columns: () => 30 });
  for (const event of EVENTS) progress.onEvent(event);
  progress.note('a message');
  progress.end();
  progress.note('the ending');
  return output.replaceAll('\r\u001b[2K', '<clear>');
}

it('is plain lines without a terminal', () => {
  expect(show(false)).toBe('1/4 done\ntimedout: b\n2/4 done, 1 failed\na message\nthe ending\n');
});

it('is one line that is redrawn on a terminal, with failures and messages above it', () => {
  expect(show(true)).toMatchInlineSnapshot(`
    "<clear>0/4 done  <clear>0/4 done  a<clear>1/4 done  <clear>1/4 done  b<clear>timedout: b
    <clear>2/4 done, 1 failed  <clear>2/4 done, 1 failed  c<clear>a message
    <clear>2/4 done, 1 failed  c<clear><clear>the ending
    "
  `);
});
