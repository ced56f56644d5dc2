import { RE2JS } from 're2js';
import type { RegExpLike } from './steps.ts';

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
