import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/cli.ts';
import { NodeError } from '../node-error.ts';
import { ask, type RemoteShell, receive } from './shell.ts';

/** This machine as if it were another one. */
const HERE: RemoteShell = {
  title: 'host',
  command: (words) => ({ argv: ['env', ...words], cwd: '/', env: {} }),
  explainLoss: async () => undefined,
};
const NEVER = new AbortController().signal;

it('gives what a script printed, without what was complained of', async () => {
  expect(await ask(HERE, 'echo warning >&2; printf %s "$1"', ['the answer'])).toBe('the answer');
  await expect(ask(HERE, 'echo half; echo no >&2; exit 4', [])).rejects.toThrow(
    /^host: a command there ended with exit code 4: (half\nno|no\nhalf)$/,
  );
});

it('takes no answer that does not end', async () => {
  await expect(ask(HERE, 'while :; do echo 12345678; done', [], { maxBytes: 1024 })).rejects.toThrow(
    'printed more than 1024 bytes',
  );
});

it('receives a file whole or in part, and no more than is allowed', async () => {
  const to = join(temporaryFolder(), 'file');
  expect(await receive(HERE, 'printf "3\\nabc"', [], to, 3, NEVER)).toBe('whole');
  expect(readFileSync(to, 'utf8')).toBe('abc');
  expect(await receive(HERE, 'printf "4\\nabc"', [], to, 4, NEVER)).toBe('part');
  expect(await receive(HERE, 'echo absent', [], to, 4, NEVER)).toBe('absent');
  expect(existsSync(to)).toBe(false);
  const endless = receive(HERE, 'echo 3; while :; do echo 12345678; done', ['/x'], to, 1024, NEVER);
  await expect(endless).rejects.toThrow('host: found more than 1024 bytes in /x');
  await expect(endless).rejects.toBeInstanceOf(NodeError);
});
