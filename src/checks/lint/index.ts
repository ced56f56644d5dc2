import { deadOptIns, unknownLabels, unruledCapabilities, unusedLabels } from './labels.ts';
import { emptyLanes, nameDisagreements, sameSelections } from './lanes.ts';
import { openAlternatives, patternFindings } from './patterns.ts';
import { expired, idleExclusions } from './rules.ts';
import { repeatedTestIds, sourceFindings, specsInNoLane, tagsWithoutLabels } from './specs.ts';
import type { Finding, LintInput } from './types.ts';

const CHECKS: readonly ((input: LintInput) => readonly Finding[])[] = [
  emptyLanes,
  sameSelections,
  nameDisagreements,
  idleExclusions,
  expired,
  unknownLabels,
  unusedLabels,
  deadOptIns,
  unruledCapabilities,
  openAlternatives,
  patternFindings,
  specsInNoLane,
  tagsWithoutLabels,
  repeatedTestIds,
  sourceFindings,
];

/** Finds everything about lanes, rules and specs that is not as somebody meant it, file by file. */
export const lint = (input: LintInput): readonly Finding[] =>
  CHECKS.flatMap((check) => check(input)).toSorted(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column,
  );

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
