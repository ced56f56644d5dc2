import { SuiteReportError } from '../types.ts';

/** The files that a run left, as our script joins them: each behind a line with its length and its name. */
export type Bundle = {
  /** JUnit XML, in the order of names. */
  readonly reports: readonly string[];
  /** Text of the file that gives tests labels; `undefined` where there is none. */
  readonly labels: string | undefined;
  /** Exit code of the command; `undefined` for a listing, which ran nothing. */
  readonly exitCode: number | undefined;
};

/**
 * Script that runs a suite's command and collects its reports. A report that was there before is no report of this run.
 * Data comes in as arguments only: the bundle to write, the file of labels or nothing, the patterns of reports joined
 * by line breaks, then the command; without one, the last reports are collected.
 */
export const SCRIPT = `
bundle=$1 labels=$2 patterns=$3; shift 3
trap '[ -z "$child" ] || kill -s INT "$child"' INT
child= ended=
: >"$bundle" && : >"$bundle.start" || exit 3
if [ $# -gt 0 ]; then
  "$@" &
  child=$!
  wait "$child"; ended=$?
  while kill -0 "$child" 2>/dev/null; do wait "$child"; ended=$?; done
fi
add() { printf '%d %s\\n' "$(($(wc -c <"$2")))" "$1" >>"$bundle"; cat -- "$2" >>"$bundle"; printf '\\n' >>"$bundle"; }
IFS='
'
for file in $patterns; do
  [ -f "$file" ] || continue
  [ -z "$ended" ] || [ "$file" -nt "$bundle.start" ] || continue
  add report "$file"
done
[ -z "$labels" ] || [ ! -f "$labels" ] || add labels "$labels"
rm -f "$bundle.start"
printf 'end %s\\n' "$ended" >>"$bundle"
exit "\${ended:-0}"
`;

/** Reads a bundle. Throws `SuiteReportError` where the text is cut off, or something else. */
export function readBundle(text: string): Bundle {
  const bytes = Buffer.from(text, 'utf8');
  const reports: string[] = [];
  let labels: string | undefined;
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf(10, at);
    const [, length, name, exitCode] =
      /^(?:(\d{1,12}) (report|labels)|end (\d{0,3}))$/.exec(
        bytes.toString('utf8', at, Math.max(at, lineEnd)),
      ) ?? [];
    if (exitCode !== undefined)
      return { reports, labels, exitCode: exitCode === '' ? undefined : Number(exitCode) };
    const start = lineEnd + 1;
    const end = start + Number(length);
    if (lineEnd < 0 || length === undefined || end >= bytes.length || bytes[end] !== 10)
      throw new SuiteReportError(`the collected reports are cut off, at ${at} of ${bytes.length} bytes`);
    const content = bytes.toString('utf8', start, end);
    if (name === 'report') reports.push(content);
    else labels = content;
    at = end + 1;
  }
}
