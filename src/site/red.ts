import { amount } from '../core/amount.ts';
import { DAY_MS } from '../promotion/measure.ts';
import type { Weighed } from '../promotion/runs.ts';
import {
  type Grid,
  type GridRow,
  isCompletedLetter,
  isIncident,
  isRed,
  LETTERS,
  type Letter,
} from './grid.ts';
import type { Site } from './schema.ts';

type Red = Site['red'][number];

/** Whether a run started within the day before a time, as those of a night did. */
export const isLate = ({ run }: Weighed, asOf: string): boolean =>
  Date.parse(run.header.startedAt) > Date.parse(asOf) - DAY_MS;

/**
 * The specs of a lane that are red in the newest of their runs of the last day, and were not before. What failed in
 * an incident is put down to the machine, what failed in a run that can be trusted to the product or its test; of
 * the rest nobody knows. An incident says nothing of what a sound run of the same day has said.
 */
export const turnedRed = (lane: string, { runs, rows }: Grid, asOf: string): readonly Red[] =>
  rows.flatMap((row): readonly Red[] => {
    const letterAt = (column: number): Letter => row.letters[column] ?? '-';
    const isSound = (column: number): boolean => !isIncident(runs[column] as Weighed);
    const completed = [...row.letters.keys()].filter((column) => isCompletedLetter(letterAt(column)));
    const late = completed.filter((column) => isLate(runs[column] as Weighed, asOf));
    const sound = late.find(isSound);
    const newest = sound !== undefined && isRed(letterAt(sound)) ? sound : late[0];
    const weighed = newest === undefined ? undefined : runs[newest];
    if (newest === undefined || weighed === undefined) return [];
    const letter = letterAt(newest);
    if (!isRed(letter)) return [];
    const before = completed.slice(late.length).find(isSound);
    if (before !== undefined && isRed(letterAt(before))) return [];
    return [
      {
        lane,
        spec: row.id,
        run: weighed.run.key,
        outcome: letter === 'T' ? 'timedout' : letter === 'X' ? 'panicked' : 'failed',
        ...causeOf(weighed, row, runs, before),
      },
    ];
  });

function causeOf(
  weighed: Weighed,
  row: GridRow,
  runs: readonly Weighed[],
  before: number | undefined,
): Pick<Red, 'cause' | 'because'> {
  if (weighed.counts === 'no')
    return weighed.isIncident
      ? { cause: 'machine', because: `${weighed.because}: it says nothing of the product` }
      : { cause: 'unknown', because: `the run does not count: ${weighed.because}` };
  const since = row.letters
    .slice(0, before ?? row.letters.length)
    .filter((letter, column) => isCompletedLetter(letter) && !isIncident(runs[column] as Weighed));
  const red = since.filter(isRed).length;
  const last =
    before === undefined
      ? 'it never completed before'
      : `it ${LETTERS[row.letters[before] ?? '-']} on ${runs[before]?.run.header.startedAt.slice(0, 10)}`;
  return {
    cause: 'product',
    because: [
      `red in ${red} of ${amount(since.length, 'run')} on a sound ${weighed.counts} machine, and ${last}`,
      ...(before === undefined ? [] : differences(runs[before] as Weighed, weighed)),
    ].join('; '),
  };
}

/** Facts of a run that are other than when the spec was fine, in words: where to look first. */
function differences(before: Weighed, now: Weighed): readonly string[] {
  const facts = ({ run: { header } }: Weighed): Readonly<Record<string, string | null | undefined>> => ({
    'the commit': header.suite.commit?.slice(0, 12),
    'the kernel': header.node.machine?.kernel,
    'the CPU': header.node.machine?.cpuModel,
    'the emulator': header.node.emulator,
    'the selection': header.lane.digest?.slice(0, 19),
  });
  const [then, here] = [facts(before), facts(now)];
  return Object.entries(here).flatMap(([name, value]) =>
    then[name] === value ? [] : [`${name} was ${then[name] ?? 'unknown'} then, and is ${value ?? 'unknown'}`],
  );
}
