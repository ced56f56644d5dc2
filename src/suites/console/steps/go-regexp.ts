import { RE2JS } from 're2js';

/** Finds the end of the first match in a text, or -1. */
export type RegExpLike = { readonly endOfMatch: (text: string) => number };

/** A regular expression in Go's syntax. Throws an error with what is wrong. */
export function compileGoRegexp(pattern: string): RegExpLike {
  const compiled = RE2JS.compile(pattern);
  return {
    endOfMatch: (text) => {
      const matcher = compiled.matcher(text);
      return matcher.find() ? matcher.end() : -1;
    },
  };
}
