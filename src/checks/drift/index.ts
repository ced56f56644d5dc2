import { formatStanding } from '../../status/standing.ts';
import type { StatusEntry } from '../../status/types.ts';
import { claimDrift } from './claims.ts';
import { laneDrift } from './lanes.ts';
import { proseDrift } from './prose.ts';
import type { Drift, DriftInput } from './types.ts';

/** Finds everything in some documents that is not as they say, by place. */
export const findDrift = (inputs: readonly DriftInput[]): readonly Drift[] =>
  [
    ...inputs.flatMap((input) => [
      ...input.reading.problems.map(
        ({ place, message }): Drift => ({
          code: 'unreadable',
          file: input.file,
          place,
          reason: message,
          remedy: 'write it as the document’s vocabulary and its other rows do',
        }),
      ),
      ...emptyDrift(input),
      ...claimDrift(input),
      ...proseDrift(input),
      ...laneDrift(input),
    ]),
    ...documentDrift(inputs),
    ...registrationDrift(inputs),
  ].toSorted(
    (a, b) =>
      a.file.localeCompare(b.file) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column ||
      a.code.localeCompare(b.code),
  );

/** Finds a document without rows: one that lost its table would never be wrong again. */
const emptyDrift = ({ file, reading }: DriftInput): readonly Drift[] =>
  reading.entries.length > 0
    ? []
    : [
        {
          code: 'unreadable',
          file,
          place: { line: 1, column: 1 },
          reason: 'found no status in it',
          remedy:
            'name its columns Device, Feature or Feature gate, and Status; or take it off the status documents',
        },
      ];

const nameIn = ({ find }: DriftInput, { feature }: StatusEntry): string => {
  const found = find(feature);
  return found === undefined
    ? feature
    : `${found.name}${found.variant === null ? '' : ` (${found.variant})`}`;
};

/** Finds contradictions between two documents about the same feature on the same architecture. */
function documentDrift(inputs: readonly DriftInput[]): readonly Drift[] {
  const rows = inputs.flatMap((input) =>
    input.reading.entries
      .filter(({ status }) => status !== null)
      .map((entry) => ({ input, entry, key: JSON.stringify([nameIn(input, entry), entry.arch]) })),
  );
  return [...Map.groupBy(rows, ({ key }) => key).values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : others
          .filter(({ input, entry }) => input !== first.input && entry.status !== first.entry.status)
          .map(
            ({ input, entry }): Drift => ({
              code: 'documents-disagree',
              file: input.file,
              place: entry.place,
              reason: `${entry.feature} on ${entry.arch} is ${formatStanding(entry)} here and ${formatStanding(first.entry)} in ${first.input.file}:${first.entry.place.line}`,
              remedy: 'find out which one is true',
            }),
          ),
  );
}

/** Holds tables of feature gates to their registrations in Go. */
function registrationDrift(inputs: readonly DriftInput[]): readonly Drift[] {
  const code = inputs.filter(({ format }) => format === 'go-map');
  if (code.length === 0) return [];
  const registered = new Map(
    code.flatMap((input) =>
      input.reading.entries.map((entry) => [nameIn(input, entry), { input, entry }] as const),
    ),
  );
  return inputs
    .filter(
      ({ format, reading }) =>
        format !== 'go-map' && reading.entries.some(({ graduation }) => graduation !== null),
    )
    .flatMap((input) => {
      const { file, reading } = input;
      const known = new Set(reading.entries.map((entry) => nameIn(input, entry)));
      const last = reading.entries.at(-1) as StatusEntry;
      return [
        ...reading.entries.flatMap((entry): readonly Drift[] => {
          const { feature, graduation, place } = entry;
          const found = registered.get(nameIn(input, entry))?.entry;
          if (found === undefined)
            return [
              {
                code: 'gate-unknown',
                file,
                place,
                reason: `${feature} is registered in none of ${code.map((each) => each.file).join(', ')}`,
                remedy: 'remove the row, or add the file that registers it to the status documents',
              },
            ];
          return graduation === null || found.graduation === graduation
            ? []
            : [
                {
                  code: 'graduation-differs',
                  file,
                  place,
                  reason: `${feature} is ${graduation} here and ${found.graduation} where it is registered`,
                  remedy: `write ${found.graduation}`,
                },
              ];
        }),
        ...[...registered]
          .filter(([name]) => !known.has(name))
          .map(
            ([name, found]): Drift => ({
              code: 'gate-missing',
              file,
              place: last.place,
              reason: `${name} is registered in ${found.input.file}:${found.entry.place.line}, but has no row`,
              remedy: 'add a row for it',
            }),
          ),
      ];
    });
}
