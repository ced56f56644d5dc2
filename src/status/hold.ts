import type { Hold, Place, StatusProblem } from './types.ts';

/** A hold and the feature that it names; without a name, the hold is about the place where it stands. */
export type FoundHold = { readonly hold: Hold; readonly feature: string | null };

const MARK = /lanekeeper:hold\b([^\n]*)/;
const ATTRIBUTE = /([a-z]+)=(?:"([^"]*)"|([^\s">]+))/g;

/**
 * Reads a hold out of a comment, `<!-- lanekeeper:hold until=2027-01-31 because="…" -->` in Markdown and
 * `// lanekeeper:hold …` in Go. One that can't be understood holds for ever, and is a problem: a human meant something.
 */
export function readHold(
  comment: string,
  place: Place,
): { readonly found: FoundHold; readonly problem: StatusProblem | null } | undefined {
  const text = MARK.exec(comment)?.[1];
  if (text === undefined) return undefined;
  const values = new Map(
    Array.from(text.matchAll(ATTRIBUTE), ([, key, quoted, bare]) => [key, quoted ?? bare]),
  );
  const until = values.get('until') ?? '';
  const because = values.get('because') ?? '';
  const feature = values.get('feature') ?? null;
  const isDate = /^\d{4}-\d\d-\d\d$/.test(until) && !Number.isNaN(Date.parse(until));
  if (isDate && because !== '') return { found: { hold: { until, because, place }, feature }, problem: null };
  const expected = 'expected until=YYYY-MM-DD because="a reason in words"';
  return {
    found: { hold: { until: '9999-12-31', because: 'the hold can’t be read', place }, feature },
    problem: { place, message: `found a hold without ${isDate ? 'a reason' : 'a last day'}, ${expected}` },
  };
}
