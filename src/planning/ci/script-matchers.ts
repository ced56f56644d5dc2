/** A branch of a script that is taken by the value of a variable. */
type Clause = {
  /** Pattern as it stands in the script: `*wg-arm64*`, `sev.*`. */
  readonly pattern: string;
  /** Line of the script, from 1. */
  readonly line: number;
  readonly matches: (value: string) => boolean;
};

/** Branches of which the first that matches is taken: a `case`, or a chain of `if` and `elif`. */
export type ScriptMatcher = {
  readonly variable: string;
  readonly line: number;
  readonly clauses: readonly Clause[];
};

export type MatcherFinding = {
  readonly kind: 'disagreeing-matchers' | 'clause-never-fires';
  readonly line: number;
  readonly message: string;
};

/**
 * Finds the matchers of a script by their lines: `case "$TARGET" in … esac`, and
 * `if [[ $TARGET =~ a ]]; then … elif [[ $TARGET =~ b ]]; then …`.
 */
export function findMatchers(script: string, variable: string): readonly ScriptMatcher[] {
  const lines = script.split('\n');
  return lines.flatMap((line, index) => {
    const indent = /^\s*/.exec(line)?.[0] ?? '';
    const clauses = isCase(line, variable)
      ? caseClauses(lines, index)
      : conditionOf(line, 'if', variable) === undefined
        ? []
        : chainClauses(lines, index, indent, variable);
    return clauses.length < 2 ? [] : [{ variable, line: index + 1, clauses }];
  });
}

const isCase = (line: string, variable: string): boolean =>
  new RegExp(`^\\s*case\\s+"?\\$\\{?${variable}\\}?"?\\s+in\\s*$`).test(line);

function caseClauses(lines: readonly string[], start: number): readonly Clause[] {
  const clauses: Clause[] = [];
  let depth = 0;
  for (let at = start; at < lines.length; at += 1) {
    const line = lines[at] as string;
    if (/^\s*case\s.*\sin\s*$/.test(line)) depth += 1;
    else if (/^\s*esac\b/.test(line)) depth -= 1;
    if (depth === 0) break;
    const pattern = depth === 1 ? /^\s*\(?([^()\s#;][^()#;]*)\)\s*$/.exec(line)?.[1]?.trim() : undefined;
    if (pattern === undefined) continue;
    const tests = pattern.split('|').map((each) => globTest(each.trim()));
    clauses.push({ pattern, line: at + 1, matches: (value) => tests.some((test) => test.test(value)) });
  }
  return clauses;
}

/** Regular expression for a shell's pattern, which may have `*` and `?` here, and nothing else. */
const globTest = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .replace(/["']/g, '')
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  );

function chainClauses(
  lines: readonly string[],
  start: number,
  indent: string,
  variable: string,
): readonly Clause[] {
  const clauses: Clause[] = [];
  for (let at = start; at < lines.length; at += 1) {
    const line = lines[at] as string;
    if (at > start && new RegExp(`^${indent}(fi|else)\\b`).test(line)) break;
    if (!line.startsWith(indent) || /^\s/.test(line.slice(indent.length))) continue;
    const pattern = conditionOf(line, at === start ? 'if' : 'elif', variable);
    const test = pattern === undefined ? undefined : regexpTest(pattern);
    if (pattern !== undefined && test !== undefined)
      clauses.push({ pattern, line: at + 1, matches: (value) => test.test(value) });
  }
  return clauses;
}

/** The regular expression of a branch that looks at nothing else. */
const conditionOf = (line: string, word: 'if' | 'elif', variable: string): string | undefined =>
  new RegExp(
    `^\\s*${word}\\s+\\[\\[\\s+"?\\$\\{?${variable}\\}?"?\\s+=~\\s+(\\S+)\\s+\\]\\]\\s*;?\\s*then\\s*$`,
  ).exec(line)?.[1];

/** Regular expression of a shell; `undefined` for what we can't read as one, which is no clause. */
function regexpTest(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern.replace(/["']/g, ''));
  } catch {
    return undefined;
  }
}

/** What a pattern is about, without what matches anything. */
const coreOf = (pattern: string): string => pattern.replace(/^[.*"']+|[.*"']+$/g, '');

/**
 * Where the branches of a script do not fit its users: two matchers that take one value for different things, and
 * branches that no value takes.
 *
 * @param values of the variable, by the job that gives it.
 */
export function judgeMatchers(
  matchers: readonly ScriptMatcher[],
  values: ReadonlyMap<string, string>,
): readonly MatcherFinding[] {
  const taken = ({ clauses }: ScriptMatcher, value: string): Clause | undefined =>
    clauses.find(({ matches }) => matches(value));
  const disagreements = [...values].flatMap(([job, value]) => {
    const [first, ...others] = matchers.flatMap((matcher) => {
      const clause = taken(matcher, value);
      return clause === undefined || coreOf(clause.pattern) === '' ? [] : [{ matcher, clause }];
    });
    if (first === undefined) return [];
    return others
      .filter(({ clause }) => coreOf(clause.pattern) !== coreOf(first.clause.pattern))
      .map(({ matcher, clause }): MatcherFinding => {
        const also = matcher.clauses.filter((each) => each !== clause && each.matches(value));
        const more =
          also.length === 0
            ? ''
            : `, where ${also.map(({ pattern }) => pattern).join(', ')} would match, too`;
        return {
          kind: 'disagreeing-matchers',
          line: clause.line,
          message: `${matcher.variable} ${value} of the job ${job} is taken for ${first.clause.pattern} in line ${first.clause.line}, and for ${clause.pattern} in line ${clause.line}${more}`,
        };
      });
  });
  const idle = matchers.flatMap((matcher) =>
    matcher.clauses
      .filter((clause) => ![...values.values()].some((value) => taken(matcher, value) === clause))
      .map(
        (clause): MatcherFinding => ({
          kind: 'clause-never-fires',
          line: clause.line,
          message: `no job takes the branch ${clause.pattern}`,
        }),
      ),
  );
  return [...disagreements, ...idle];
}
