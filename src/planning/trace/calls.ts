/** A call of a stand-in: what was asked, and with which environment. */
export type Call = {
  /** Name by which it was called: `make`, or a path in the repository. */
  readonly name: string;
  readonly args: readonly string[];
  /** Variables that the script set or changed before. */
  readonly env: Readonly<Record<string, string>>;
};

/** A label filter that would have reached Ginkgo. */
export type FoundFilter = {
  readonly labelFilter: string;
  /** Where the filter was found: `argument`, or the name of a variable. */
  readonly from: string;
  readonly call: Call;
};

/** Variables that every stand-in has, or that say nothing. */
const IGNORED: ReadonlySet<string> = new Set(['_', 'PWD', 'OLDPWD', 'SHLVL', 'LANEKEEPER_TRACE']);

/**
 * Reads what a stand-in wrote: its name and arguments, an empty text, and its environment, each ended by a NUL.
 *
 * @param before the environment that the script was given.
 */
export function readCall(record: string, before: Readonly<Record<string, string>>): Call {
  const [count = '0', ...parts] = record.split('\0');
  const words = parts.slice(0, Number(count));
  const variables = parts.slice(Number(count)).flatMap((part) => {
    const at = part.indexOf('=');
    return at > 0 ? [[part.slice(0, at), part.slice(at + 1)] as const] : [];
  });
  const [name = '', ...args] = words;
  return {
    name,
    args,
    env: Object.fromEntries(
      variables.filter(
        ([key, value]) => !IGNORED.has(key) && !key.startsWith('BASH_FUNC_') && before[key] !== value,
      ),
    ),
  };
}

/** Pattern of Ginkgo's option for the filter, in its own form and in that of a test binary. */
const OPTION = /(?:^|\s)--?(?:ginkgo\.)?label-filter(?:=|\s+)/;
/** Pattern of another option after the filter. */
const NEXT_OPTION = /\s--?[a-z][\w.-]*(?:[=\s]|$)/;

/** The label filters in calls, as arguments or in variables that are handed on; in the order of the calls. */
export const findFilters = (calls: readonly Call[]): readonly FoundFilter[] =>
  calls.flatMap((call) => {
    const inArguments = call.args.flatMap((arg, index) => {
      if (!OPTION.test(`${arg} `)) return [];
      const [, inline] = /^[^=]*=(.*)$/s.exec(arg) ?? [];
      const labelFilter = inline ?? call.args[index + 1];
      return labelFilter === undefined ? [] : [{ labelFilter, from: 'argument', call }];
    });
    const inVariables = Object.entries(call.env).flatMap(([name, value]) => {
      const option = OPTION.exec(value);
      if (option === null) return [];
      const rest = value.slice(option.index + option[0].length);
      const labelFilter = rest.slice(0, NEXT_OPTION.exec(rest)?.index ?? rest.length).trim();
      return [{ labelFilter, from: name, call }];
    });
    return [...inArguments, ...inVariables];
  });
