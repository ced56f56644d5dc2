import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';

/** Candidate for a word, with what it means. */
export type Candidate = { readonly value: string; readonly description: string };

/**
 * Provider of names of things that the user has, by what an argument or option calls them: `lane`, `feature`,
 * `spec`, …
 */
export type Provider = (kind: string) => Promise<readonly Candidate[]>;

/**
 * Lists what the last of some words can be: a command, an option, a value of an option, or an argument.
 *
 * @param words words behind the program’s name; the last one is being typed, and may be empty.
 */
export async function complete(
  program: CommandUnknownOpts,
  words: readonly string[],
  provide: Provider,
): Promise<readonly Candidate[]> {
  const current = words.at(-1) ?? '';
  const { command, rest, pending } = walk(program, words.slice(0, -1));
  const candidates = await candidatesFor(command, rest, pending, current, provide);
  return candidates.filter(({ value }) => value.toLowerCase().startsWith(current.toLowerCase()));
}

type Walked = {
  readonly command: CommandUnknownOpts;
  /** Number of the command's arguments so far. */
  readonly rest: number;
  /** The option whose value comes next. */
  readonly pending: Option | undefined;
};

/** Follows words as the command line would. */
function walk(program: CommandUnknownOpts, words: readonly string[]): Walked {
  let command = program;
  let rest = 0;
  let pending: Option | undefined;
  for (const word of words) {
    if (pending !== undefined && !word.startsWith('-')) {
      if (!pending.variadic) pending = undefined;
      continue;
    }
    pending = undefined;
    if (word.startsWith('-')) {
      const option = command.options.find(({ long, short }) => long === word || short === word);
      if (option?.required === true || option?.optional === true) pending = option;
      continue;
    }
    const inner = rest === 0 ? command.commands.find((each) => each.name() === word) : undefined;
    if (inner === undefined) rest += 1;
    else command = inner;
  }
  return { command, rest, pending };
}

async function candidatesFor(
  command: CommandUnknownOpts,
  rest: number,
  pending: Option | undefined,
  current: string,
  provide: Provider,
): Promise<readonly Candidate[]> {
  if (current.startsWith('-')) return optionsOf(command);
  if (pending !== undefined) {
    const { argChoices } = pending;
    return argChoices === undefined
      ? provide(pending.attributeName())
      : argChoices.map((value) => ({ value, description: '' }));
  }
  if (command.commands.length > 0)
    return command
      .createHelp()
      .visibleCommands(command)
      .map((inner) => ({ value: inner.name(), description: inner.description() }));
  const { registeredArguments } = command;
  const argument = registeredArguments[rest] ?? registeredArguments.findLast(({ variadic }) => variadic);
  if (argument === undefined) return [];
  return argument.argChoices === undefined
    ? provide(argument.name())
    : argument.argChoices.map((value) => ({ value, description: '' }));
}

const optionsOf = (command: CommandUnknownOpts): readonly Candidate[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long, description }) =>
      long === undefined ? [] : [{ value: long, description: description ?? '' }],
    );
