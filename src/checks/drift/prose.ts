import type { ProseClaim, Section, StatusEntry } from '../../status/types.ts';
import type { Drift, DriftInput } from './types.ts';

/** Statuses that the rows of a section's bullets may have. */
const EXPECTED: Readonly<Record<Section, readonly StatusEntry['status'][]>> = {
  verified: ['SUPPORTED'],
  planned: ['UNVERIFIED', 'PENDING'],
  expected: ['UNVERIFIED'],
  limitations: ['UNSUPPORTED'],
  pending: ['PENDING'],
};

const TITLES: Readonly<Record<Section, string>> = {
  verified: 'with CI verification',
  planned: 'planned for CI verification',
  expected: 'expected to work',
  limitations: 'with architecture-specific limitations',
  pending: 'pending',
};

/** Holds the table to its own prose. */
export function proseDrift({ file, reading }: DriftInput): readonly Drift[] {
  const { entries, prose } = reading;
  const complete = (['verified', 'limitations', 'pending'] as const).filter((section) =>
    prose.some((claim) => claim.section === section),
  );
  return [
    ...prose.flatMap((claim) => bulletDrift(file, claim, entries)),
    ...entries.flatMap((entry) =>
      complete
        .filter(
          (section) =>
            EXPECTED[section].includes(entry.status) &&
            !prose.some((claim) => claim.section === section && claim.feature === entry.feature),
        )
        .map(
          (section): Drift => ({
            code: 'row-without-prose',
            file,
            place: entry.place,
            reason: `${entry.feature} is ${entry.text}, but is not among those ${TITLES[section]}`,
            remedy: 'add a bullet for it, or change the row',
          }),
        ),
    ),
  ];
}

function bulletDrift(file: string, claim: ProseClaim, entries: readonly StatusEntry[]): readonly Drift[] {
  const { section, feature, qualifier, place } = claim;
  const entry = entries.find((each) => each.feature === feature);
  const base = { file, place };
  if (entry === undefined)
    return [
      {
        ...base,
        code: 'prose-without-row',
        reason: `${feature} is among those ${TITLES[section]}, but no row of the table has this name`,
        remedy: 'write the name as the table does, or remove the bullet',
      },
    ];
  if (!EXPECTED[section].includes(entry.status))
    return [
      {
        ...base,
        code: 'prose-differs',
        reason: `${feature} is among those ${TITLES[section]}, but its row in line ${entry.place.line} says ${entry.text}`,
        remedy: 'change the one or the other',
      },
    ];
  if (section === 'verified' && qualifier !== entry.qualifier)
    return [
      {
        ...base,
        code: 'prose-differs',
        reason: `${feature} has the qualifier ${qualifier ?? 'none'} here and ${entry.qualifier ?? 'none'} in line ${entry.place.line}`,
        remedy: 'change the one or the other',
      },
    ];
  return [];
}
