/** What a file is compiled for. */
export type GoTarget = {
  readonly os: string;
  readonly arch: string;
  /** Build tags that the user gives with `-tags`. */
  readonly tags: readonly string[];
};

// As `go tool dist list` names them; only these count in the name of a file.
const SYSTEMS =
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(
    ' ',
  );
const GO_ARCHITECTURES =
  '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'.split(
    ' ',
  );
const UNIX = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris'.split(' '),
);

/** Whether a file's name lets it be compiled: `_GOOS`, `_GOARCH` and `_GOOS_GOARCH` at its end, before `_test`. */
export function matchesFileName(name: string, target: GoTarget): boolean {
  const parts = name
    .replace(/\.go$/, '')
    .replace(/_test$/, '')
    .split('_')
    .slice(1);
  const last = parts.at(-1) ?? '';
  const before = parts.at(-2) ?? '';
  if (GO_ARCHITECTURES.includes(last))
    return last === target.arch && (!SYSTEMS.includes(before) || isSystem(before, target));
  return !SYSTEMS.includes(last) || isSystem(last, target);
}

const isSystem = (name: string, { os }: GoTarget): boolean =>
  name === os || (name === 'linux' && os === 'android') || (name === 'darwin' && os === 'ios');

/**
 * Whether a `//go:build` expression holds: `!`, `&&`, `||`, parentheses and tags, by the rules of `go help
 * buildconstraint`. One that can't be read holds for nothing, as Go refuses the file.
 */
export function matchesConstraint(expression: string, target: GoTarget): boolean {
  const tokens = expression.match(/&&|\|\||[!()]|[^\s!()&|]+/g) ?? [];
  let position = 0;
  const either = (): boolean | undefined => {
    let value = both();
    while (tokens[position] === '||') {
      position += 1;
      const right = both();
      value = value === undefined || right === undefined ? undefined : value || right;
    }
    return value;
  };
  const both = (): boolean | undefined => {
    let value = not();
    while (tokens[position] === '&&') {
      position += 1;
      const right = not();
      value = value === undefined || right === undefined ? undefined : value && right;
    }
    return value;
  };
  const not = (): boolean | undefined => {
    let negations = 0;
    for (; tokens[position] === '!'; position += 1) negations += 1;
    const token = tokens[position];
    position += 1;
    if (token === '(') {
      const value = tokens.length > MAX_TOKENS ? undefined : either();
      if (tokens[position] !== ')') return undefined;
      position += 1;
      return value === undefined ? undefined : value !== (negations % 2 === 1);
    }
    if (token === undefined || !/^[\p{L}\p{Nd}_.]+$/u.test(token)) return undefined;
    return hasTag(token, target) !== (negations % 2 === 1);
  };
  const value = either();
  return position === tokens.length && value === true;
}

const MAX_TOKENS = 1000;

/**
 * Whether a tag holds. Those of releases, `go1.21`, do: the newest Go is meant. cgo is on, as it is where Go builds for
 * its own machine.
 */
function hasTag(tag: string, target: GoTarget): boolean {
  if (/^go1(\.\d+)?$/.test(tag) || tag === 'cgo' || tag === 'gc') return true;
  if (tag === 'unix') return UNIX.has(target.os);
  return isSystem(tag, target) || tag === target.arch || target.tags.includes(tag);
}
