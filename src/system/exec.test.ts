import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { REPOSITORY } from '../testing/cli.ts';
import { expectNoProcess, processesWith, until } from '../testing/processes.ts';
import { describeEnd, execute } from './exec.ts';

const shell = (script: string) => ({ argv: ['sh', '-c', script] as const, cwd: '/', env: { MARK: 'given' } });
/** A number of seconds that no other process sleeps: it is looked for in the list of processes. */
const uniqueSleep = (): string => `${70_000 + Math.random()}`;

describe('a process', () => {
  it('gives its exit code, the end of its output, and what it prints as it comes', async () => {
    const chunks: string[] = [];
    const ended = await execute(shell('echo "out $MARK"; echo err >&2; exit 3'), {
      timeoutMs: 60_000,
      onOutput: (chunk) => chunks.push(`${chunk}`),
    });
    expect(ended).toMatchObject({ exitCode: 3, signal: null, timedOut: false, failedToStart: null });
    expect(chunks.join('').split('\n').toSorted()).toEqual(['', 'err', 'out given']);
    expect(describeEnd(ended)).toBe('ended with exit code 3');
  });

  it('that is not there is no exception', async () => {
    const ended = await execute({ argv: ['no-such-program'], cwd: '/', env: {} }, { timeoutMs: 60_000 });
    expect(describeEnd(ended)).toBe('could not be started (ENOENT)');
  });

  it('that a signal ended says which', async () => {
    expect(describeEnd(await execute(shell('kill -TERM $$'), { timeoutMs: 60_000 }))).toBe(
      'was ended by SIGTERM',
    );
  });

  it('gets an interrupt once, alone, and may end by itself', async () => {
    const interrupt = new AbortController();
    const script = `trap 'echo stopping; exit 4' INT; echo ready; while :; do sleep 0.05; done`;
    const ended = await execute(shell(script), {
      timeoutMs: 60_000,
      interrupt: interrupt.signal,
      onOutput: (chunk) => `${chunk}`.includes('ready') && interrupt.abort(),
    });
    expect(ended).toMatchObject({ exitCode: 4, tail: 'ready\nstopping\n' });
  });

  it('takes its tree with it when it is killed', async () => {
    const mark = uniqueSleep();
    const kill = new AbortController();
    const ended = await execute(shell(`trap '' INT TERM; sleep ${mark} & echo ready; wait`), {
      timeoutMs: 60_000,
      kill: kill.signal,
      onOutput: () => kill.abort(),
    });
    expect(ended.signal).toBe('SIGKILL');
    await expectNoProcess(mark);
  });

  it('takes its tree with it when its time is up', async () => {
    const mark = uniqueSleep();
    const ended = await execute(shell(`sleep ${mark} & sleep ${mark}`), { timeoutMs: 300 });
    expect(describeEnd(ended)).toBe('did not end in time and was killed');
    await expectNoProcess(mark);
  });

  it('ends with its tree when a listener throws, which is the error then', async () => {
    const mark = uniqueSleep();
    const fault = new Error('no space left');
    const running = execute(shell(`sleep ${mark} & echo ready; sleep ${mark}`), {
      timeoutMs: 60_000,
      onStdout: () => {
        throw fault;
      },
    });
    await expect(running).rejects.toBe(fault);
    await expectNoProcess(mark);
  });

  it('does not get what is withheld of our environment, but what it is given', async () => {
    const script = 'echo "$HOME:$MARK:$LANEKEEPER_TEST"';
    const chunks: string[] = [];
    process.env['LANEKEEPER_TEST'] = 'ours';
    await execute(shell(script), {
      timeoutMs: 60_000,
      onStdout: (chunk) => chunks.push(`${chunk}`),
      withholds: (name) => name === 'LANEKEEPER_TEST' || name === 'MARK',
    });
    delete process.env['LANEKEEPER_TEST'];
    expect(chunks.join('')).toBe(`${process.env['HOME']}:given:\n`);
  });

  it('leaves nothing behind that it started in the background', async () => {
    const mark = uniqueSleep();
    const ended = await execute(shell(`sleep ${mark} >/dev/null 2>&1 & exit 0`), { timeoutMs: 60_000 });
    expect(ended.exitCode).toBe(0);
    await expectNoProcess(mark);
  });

  it('ends with us, even when we are killed with SIGKILL', async () => {
    const mark = uniqueSleep();
    const script = `import { execute } from ${JSON.stringify(join(REPOSITORY, 'src/system/exec.ts'))};
      const argv = ['sh', '-c', 'sleep ${mark} & echo running; sleep ${mark}'];
      await execute({ argv, cwd: '/', env: {} }, { timeoutMs: 600000, onOutput: (chunk) => process.stdout.write(chunk) });`;
    const parent = execa(process.execPath, ['--input-type=module', '-e', script], { reject: false });
    let seen = '';
    parent.stdout.on('data', (chunk) => (seen += chunk));
    await until(() => seen.includes('running') && processesWith(`sleep ${mark}`).length > 1);
    parent.kill('SIGKILL');
    await parent;
    await expectNoProcess(mark);
  });
});
