/** An import of a file; `name` is its alias, `.` or `_`, or absent. */
type GoImport = { readonly name: string | undefined; readonly path: string };

/** What stands before the first declaration of a file. */
export type GoHeader = {
  readonly package: string;
  readonly imports: readonly GoImport[];
  /** The expression of `//go:build`, where there is one. */
  readonly constraint: string | undefined;
  /** Whether the text ends where the header may go on. */
  readonly cut: boolean;
};

/**
 * Pattern of what a header has: comments, strings, words and punctuation; whatever else comes is no header any more.
 */
const TOKEN =
  /\s+|;|(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<word>[\p{L}_][\p{L}\p{Nd}_]*)|(?<text>"(?:[^"\\\n]|\\.)*"|`[^`]*`)|(?<mark>[().])/uy;

/**
 * Reads package clause, imports and build constraint, and stops at the first declaration. An import is found in the
 * text alone, so that the files of a module can be walked without parsing them.
 */
export function readGoHeader(text: string): GoHeader | undefined {
  let end = 0;
  const tokens = tokensOf(text, (at) => {
    end = at;
  });
  const isCut = (): boolean => /^(?:$|["'`/])/.test(text.slice(end, end + 1));
  let constraint: string | undefined;
  let name: string | undefined;
  const imports: GoImport[] = [];
  const next = (): HeaderToken | undefined => {
    // No `for … of`: leaving it would end the generator.
    for (let { value: token } = tokens.next(); token !== undefined; { value: token } = tokens.next()) {
      if (token.kind !== 'comment') return token;
      const [, expression] = /^\/\/go:build\s+(.*)$/.exec(token.text.trimEnd()) ?? [];
      if (expression !== undefined && name === undefined) constraint ??= expression;
    }
    return undefined;
  };
  if (next()?.text !== 'package') return undefined;
  const packageName = next();
  if (packageName?.kind !== 'word') return undefined;
  name = packageName.text;
  while (next()?.text === 'import') {
    let token = next();
    const grouped = token?.text === '(';
    if (grouped) token = next();
    while (token !== undefined && token.text !== ')') {
      let alias: string | undefined;
      if (token.kind === 'word' || token.text === '.') {
        alias = token.text;
        token = next();
      }
      if (token?.kind !== 'text') return { package: name, imports, constraint, cut: isCut() };
      imports.push({ name: alias, path: token.text.slice(1, -1) });
      if (!grouped) break;
      token = next();
    }
  }
  return { package: name, imports, constraint, cut: isCut() };
}

type HeaderToken = { readonly kind: 'comment' | 'word' | 'text' | 'mark'; readonly text: string };

function* tokensOf(text: string, passed: (end: number) => void): Generator<HeaderToken, undefined> {
  const pattern = new RegExp(TOKEN);
  pattern.lastIndex = text.startsWith('\uFEFF') ? 1 : 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    passed(pattern.lastIndex);
    for (const kind of ['comment', 'word', 'text', 'mark'] as const) {
      const found = match.groups?.[kind];
      if (found !== undefined) yield { kind, text: found };
    }
  }
}
