import { usageError } from '../../core/errors.ts';
import type { Command, Spec } from '../../core/types.ts';
import type { BuiltSuite, RunRequest, SuiteSource } from '../types.ts';
import { EXIT_ACTION } from './report.ts';

/**
 * Runs `go test` once for each pair of a pattern and packages, one after the other, into one report, which ends with
 * the exit code. Data comes in as arguments only; lists are joined by line breaks. An interrupt goes on to `go test`.
 */
const SCRIPT = `
report=$1 flags=$2; shift 2
set -f; IFS='
'
trap 'stopped=1; [ -z "$child" ] || kill -s INT "$child"' INT
status=0 stopped= child=
: >"$report" || exit 3
while [ $# -gt 1 ] && [ -z "$stopped" ]; do
  go test $flags "$1" $2 >>"$report" &
  child=$!
  wait "$child"; ended=$?
  while kill -0 "$child" 2>/dev/null; do wait "$child"; ended=$?; done
  [ "$ended" -eq 0 ] || status=$ended
  shift 2
done
printf '{"Action":"${EXIT_ACTION}","Status":%d}\\n' "$status" >>"$report"
exit "$status"
`;

/** Length of the longest pattern: the kernel takes arguments of 128 KiB, and a pattern is kept well below. */
const MAX_PATTERN_CHARACTERS = 64 * 1024;

const goTest = (
  suite: BuiltSuite,
  reportPath: string,
  flags: readonly string[],
  calls: readonly GoTestCall[],
  env: Readonly<Record<string, string>>,
): Command => ({
  argv: [
    'sh',
    '-c',
    SCRIPT,
    'sh',
    reportPath,
    ['-json', ...flags].join('\n'),
    ...calls.flatMap(({ option, packages }) => [option, packages.join('\n')]),
  ],
  cwd: suite.folder,
  env,
});

/** One `go test`: what it does, and of which packages. */
type GoTestCall = { readonly option: string; readonly packages: readonly string[] };

export const listGoTests = (suite: BuiltSuite, { settings }: SuiteSource, reportPath: string): Command =>
  goTest(
    suite,
    reportPath,
    tagFlags(settings.buildTags),
    [{ option: '-list=.', packages: settings.packages ?? ['./...'] }],
    settings.env ?? {},
  );

export function runGoTests(request: RunRequest): Command {
  if (request.flakeAttempts > 1)
    throw usageError(
      `${request.suite.folder}: found flakeAttempts ${request.flakeAttempts}, expected 1: go test repeats no test that failed`,
    );
  // A result from Go's cache would be none of this run.
  const flags = [
    '-count=1',
    `-p=${request.procs}`,
    `-timeout=${request.timeout}`,
    ...tagFlags(request.settings.buildTags),
  ];
  return goTest(
    request.suite,
    request.reportPath,
    [...flags, ...request.args],
    callsFor(request),
    request.env,
  );
}

const tagFlags = (tags: readonly string[] | undefined): readonly string[] =>
  tags === undefined || tags.length === 0 ? [] : [`-tags=${tags.join(',')}`];

/** The package and the name of a test. */
const partsOf = ({ path }: Spec): readonly [string, string] => [
  path.at(-2)?.text ?? '',
  path.at(-1)?.text ?? '',
];

/**
 * Calls of `go test` that run the specs of a request. Packages share a call, and its pattern, where no other test of
 * theirs has a name in it; a package that has one gets a call of its own.
 */
function callsFor({ specs, others }: RunRequest): readonly GoTestCall[] {
  const wanted = byPackage(specs);
  const unwanted = byPackage(others);
  const names = new Set([...wanted.values()].flat());
  const isAlone = (name: string): boolean => (unwanted.get(name) ?? []).some((test) => names.has(test));
  const calls: GoTestCall[] = [];
  let shared: { readonly names: Set<string>; readonly packages: string[] } | undefined;
  for (const [name, tests] of wanted) {
    if (isAlone(name)) {
      calls.push(goTestCall(tests, [name]));
      continue;
    }
    if (shared === undefined || [...shared.names, ...tests].join('|').length > MAX_PATTERN_CHARACTERS) {
      if (shared !== undefined) calls.push(goTestCall(shared.names, shared.packages));
      shared = { names: new Set(), packages: [] };
    }
    for (const test of tests) shared.names.add(test);
    shared.packages.push(name);
  }
  return shared === undefined ? calls : [...calls, goTestCall(shared.names, shared.packages)];
}

function byPackage(specs: readonly Spec[]): ReadonlyMap<string, readonly string[]> {
  const tests = new Map<string, string[]>();
  for (const spec of specs) {
    const [name, test] = partsOf(spec);
    const known = tests.get(name) ?? [];
    known.push(test);
    tests.set(name, known);
  }
  return tests;
}

/** Names of tests are Go identifiers: nothing in them means something else in a pattern. */
const goTestCall = (names: Iterable<string>, packages: readonly string[]): GoTestCall => ({
  option: `-run=^(${[...names].join('|')})$`,
  packages,
});
