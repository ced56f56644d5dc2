import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { cli, REPOSITORY } from '../../testing/cli.ts';
import { outcomesFolder } from '../../testing/outcomes.ts';

const HAS_TERMINAL = existsSync('/usr/bin/script');

/** Runs the command line on a terminal of its own. */
async function onTerminal(cwd: string, columns: number, ...args: readonly string[]): Promise<string> {
  const command = [process.execPath, join(REPOSITORY, 'dist/cli.js'), ...args].map((word) => `'${word}'`);
  const { stdout } = await execa(
    'script',
    ['--quiet', '--return', '--command', `stty cols ${columns}; ${command.join(' ')}`, '/dev/null'],
    { cwd, reject: false, stdin: 'ignore', env: { TERM: 'xterm-256color', CI: '', FORCE_HYPERLINK: '1' } },
  );
  return stdout;
}

/** Lines that are left on the screen: the last of what was drawn again and again. */
const lastScreen = (output: string): readonly string[] => {
  const lines = stripVTControlCharacters(output).split(/\r?\n/);
  return lines.slice(lines.findLastIndex((line) => /^\W+lane: \d/.test(line)));
};

it.skipIf(!HAS_TERMINAL)(
  'a run on a terminal is a tree, with failures and times; elsewhere lines say the same',
  async () => {
    const folder = outcomesFolder('passed || failed || panicked');
    const screen = await onTerminal(folder, 100, 'run', 'lane');
    const [title = '', ...branches] = lastScreen(screen);
    expect(title).toMatch(/✖ lane: 5\/5 done, 2 failed, [\d.]+ s$/);
    const drawn = branches.join(' ').replace(/\s+/g, ' ');
    // A title that is drawn while the run is under way, and a cursor that comes back.
    expect(stripVTControlCharacters(screen)).toMatch(/lane: \d\/5 done/);
    expect(screen).toContain('\u001b[?25h');
    const again = await cli(folder, 'run', 'lane');
    const lines = again.stderr.split('\n').filter((line) => !/done, |^building/.test(line));
    expect(lines).toContain('failed: [outcome] outcomes fails [failed]');
    for (const line of lines.map((each) => each.trim().replace(/\s+/g, ' ')))
      expect(drawn.replace(/ › /g, ' ')).toContain(line);
    // A report is opened by a click.
    expect(screen).toContain('\u001b]8;;file:///');
    expect(screen).toContain('/reports/lane/report.json\u001b\\reports/lane/report.json');
  },
);

it.skipIf(!HAS_TERMINAL)('a table fits the terminal, and says the same without one', async () => {
  const folder = outcomesFolder('');
  const screen = await onTerminal(folder, 50, '--quiet', 'list', 'lane');
  const narrow = stripVTControlCharacters(screen);
  expect(screen).toContain('/fixtures/outcomes/outcomes_test.go\u001b\\');
  const lines = narrow.split(/\r?\n/);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(50);
  const words = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean).toSorted();
  expect(words(narrow)).toEqual(words((await cli(folder, '--quiet', 'list', 'lane')).stdout));
});
