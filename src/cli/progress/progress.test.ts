import { expect, it } from 'vitest';
import type { ProgressEvent } from '../../suites/types.ts';
import { createCounter } from './progress.ts';
import { createLines } from './progress-lines.ts';

const EVENTS: readonly ProgressEvent[] = [
  { kind: 'total', specs: 4 },
  { kind: 'started', text: 'a' },
  { kind: 'ended', outcome: 'passed', text: 'a' },
  { kind: 'started', text: 'b' },
  { kind: 'ended', outcome: 'timedout', text: 'b' },
  { kind: 'started', text: 'c' },
];

it('is plain lines without a terminal', async () => {
  let output = '';
  const progress = createLines([{ name: 'lane', expectedSeconds: 90 }], (text) => (output += text));
  const job = progress.start('lane');
  for (const event of EVENTS) job.onEvent(event);
  job.note('a message');
  job.end('failed', ['the ending']);
  await progress.close();
  expect(output).toBe(
    '1/4 done, 0.0 s of about 1 min 30 s\ntimedout: b\n2/4 done, 1 failed, 0.0 s of about 1 min 30 s\na message\nthe ending\n',
  );
});

it('counts what is done, and how long it took', () => {
  let time = 0;
  const counter = createCounter({ name: 'lane', expectedSeconds: undefined }, () => time);
  expect(counter.describe()).toBe('0.0 s');
  for (const event of EVENTS) counter.take(event);
  time = 65_000;
  expect(counter.describe()).toBe('2/4 done, 1 failed, 1 min 05 s');
  expect(counter.state.running).toBe('c');
});
