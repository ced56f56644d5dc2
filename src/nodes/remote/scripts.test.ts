import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { quote } from '../../core/shell-line.ts';
import { temporaryFolder } from '../../testing/cli.ts';
import { processesWith, until } from '../../testing/processes.ts';
import { DOWNLOAD, INTERRUPT, KEEP, LOOK, RUN, UPLOAD } from './scripts.ts';

const hasBusybox = spawnSync('busybox', ['true']).status === 0;
const SHELLS: readonly (readonly string[])[] = [['sh'], ['bash'], ...(hasBusybox ? [['busybox', 'sh']] : [])];

const run = (
  shell: readonly string[],
  script: string,
  args: readonly string[],
  input: string | Buffer = '',
) => spawnSync(shell[0] as string, [...shell.slice(1), '-c', script, 'sh', ...args], { input });

describe.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))('in %s', (_name, shell) => {
  /** A session's folder, and how to end it. */
  const keep = async (base: string, silence: string) => {
    const child = spawn(shell[0] as string, [...shell.slice(1), '-c', KEEP, 'sh', base, silence]);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await until(() => said.includes('\n'));
    return { folder: /^folder (.*)$/m.exec(said)?.[1] ?? '', child };
  };
  const start = (folder: string, number: string, script: string) => {
    writeFileSync(join(folder, `run-${number}`), script);
    return spawn(shell[0] as string, [...shell.slice(1), '-c', RUN, 'sh', folder, number, '']);
  };

  it.each([
    ['hears nothing', '3', () => {}],
    ['loses its connection', '60', (end: () => void) => end()],
  ])('a session that %s ends what runs, and removes its folder', async (_title, silence, lose) => {
    const base = temporaryFolder();
    const { folder, child } = await keep(base, silence);
    expect(existsSync(join(folder, 'artifacts'))).toBe(true);
    const mark = `sleep 8640${Math.floor(Math.random() * 1e6)}`;
    start(folder, '1', `${mark} & exec ${mark}\n`);
    await until(() => processesWith(mark).length >= 2);
    lose(() => child.stdin.end());
    await until(() => readdirSync(base).length === 0);
    await until(() => processesWith(mark).length === 0);
  });

  it('a session that hears from us goes on, until it is told to end', async () => {
    const base = temporaryFolder();
    const { child } = await keep(base, '1');
    for (let beat = 0; beat < 8; beat += 1) {
      child.stdin.write('beat\n');
      await setTimeout(300);
    }
    expect(readdirSync(base)).toHaveLength(1);
    child.stdin.write('end\n');
    await until(() => readdirSync(base).length === 0);
  });

  it('a command leaves its exit code, and can be interrupted', async () => {
    const folder = temporaryFolder({ groups: '' });
    start(folder, '1', 'exit 7\n');
    await until(
      () => existsSync(join(folder, 'exit-1')) && readFileSync(join(folder, 'exit-1'), 'utf8') !== '',
    );
    expect(readFileSync(join(folder, 'exit-1'), 'utf8')).toBe('7');
    start(
      folder,
      '2',
      "trap 'exit 9' INT; echo ready >ready; while :; do sleep 0.1; done\n".replace(
        '>ready',
        `>${quote(join(folder, 'ready'))}`,
      ),
    );
    await until(() => existsSync(join(folder, 'ready')));
    run(shell, INTERRUPT, [folder, '2']);
    await until(
      () => existsSync(join(folder, 'exit-2')) && readFileSync(join(folder, 'exit-2'), 'utf8') !== '',
    );
    expect(readFileSync(join(folder, 'exit-2'), 'utf8')).toBe('9');
  });

  it('files arrive and leave as they are, whatever they are called', () => {
    const folder = temporaryFolder();
    const name = join(folder, `it's a "$(name)"\nof two lines`);
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256));
    mkdirSync(folder, { recursive: true });
    expect(`${run(shell, UPLOAD, [name, '640'], bytes).stdout}`.trim()).toBe('70000');
    const taken = run(shell, DOWNLOAD, [name]).stdout;
    expect(taken.subarray(0, 6).toString()).toBe('70000\n');
    expect(taken.subarray(6).equals(bytes)).toBe(true);
    expect(`${run(shell, DOWNLOAD, [`${name}x`]).stdout}`).toBe('absent\n');
  });

  it('looks at the machine', () => {
    const [uname, os, , , cpus, memory, ...files] = `${run(shell, LOOK, ['/proc/cpuinfo', '/none/*']).stdout}`
      .trim()
      .split('\n');
    expect(uname).toMatch(/^\w+$/);
    expect(os).toBe('Linux');
    expect(Number(cpus)).toBeGreaterThan(0);
    expect(Number(memory)).toBeGreaterThan(0);
    expect(files).toHaveLength(1);
    expect(files[0]).toMatch(/^file \/proc\/cpuinfo [0-9a-f]+$/);
  });
});

it('a word is quoted for a shell, whatever is in it', () => {
  const words = ["it's", '$(touch /tmp/x) `y` $HOME', 'two\nlines', '', '-n', '\\', '"', '!', '*'];
  const printed = run(['sh'], `printf '%s\\0' ${words.map(quote).join(' ')}`, []).stdout.toString();
  expect(printed.split('\0').slice(0, -1)).toEqual(words);
});
