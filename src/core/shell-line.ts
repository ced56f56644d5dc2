import type { Command } from './types.ts';

const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** A program with its environment, to be pasted into a POSIX shell. We never run it. */
export const shellLine = ({
  argv,
  env,
}: Pick<Command, 'env'> & { readonly argv: readonly string[] }): string =>
  [...Object.entries(env).map(([name, value]) => `${name}=${quoted(value)}`), ...argv.map(quoted)].join(' ');

/** The same, in its folder. */
export const shellLineIn = (command: Command): string => `cd ${quoted(command.cwd)} && ${shellLine(command)}`;
