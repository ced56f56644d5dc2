import type { Command } from './types.ts';

/** A word for a POSIX shell: nothing is special between single quotes. */
export const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** A word for a POSIX shell as people write it: without quotes where none are needed. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : quote(word));

/** A program with its environment, to be pasted into a POSIX shell. We never run it. */
export const shellLine = ({
  argv,
  env,
}: Pick<Command, 'env'> & { readonly argv: readonly string[] }): string =>
  [...Object.entries(env).map(([name, value]) => `${name}=${quoted(value)}`), ...argv.map(quoted)].join(' ');

/** A program with its environment and its folder, to be pasted into a POSIX shell: `cd … && …`. We never run it. */
export const shellLineIn = (command: Command): string => `cd ${quoted(command.cwd)} && ${shellLine(command)}`;
