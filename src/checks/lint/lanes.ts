import { amount } from '../../core/amount.ts';
import { explainEmpty } from '../../planning/selection/empty.ts';
import { placeInLane } from './places.ts';
import type { Finding, LintInput, LintLane } from './types.ts';

/** Finds lanes that select nothing. */
export const emptyLanes = (input: LintInput): readonly Finding[] =>
  input.lanes
    .filter(({ selection }) => selection.selected.length === 0)
    .map(({ lane, criteria }) => ({
      code: 'empty-lane',
      ...placeInLane(input, lane.name, ['select']),
      message: `the lane ${lane.name} selects no spec: ${explainEmpty(input.specs, criteria).slice(0, 2).join('; ')}`,
      remedy: 'change its select, give specs its label, or remove the lane',
    }));

/** Finds lanes of one architecture that select the same; those that select nothing are findings of their own. */
export function sameSelections(input: LintInput): readonly Finding[] {
  const groups = Map.groupBy(
    input.lanes.filter(({ selection }) => selection.selected.length > 0),
    ({ lane, selection }) => [lane.arch, ...selection.selected.map(({ id }) => id)].join('\n'),
  );
  return [...groups.values()].flatMap(([first, ...others]) =>
    others.map(({ lane, selection }) => ({
      code: 'same-selection' as const,
      ...placeInLane(input, lane.name, ['select']),
      message: `the lanes ${lane.name} and ${first?.lane.name} select the same ${amount(selection.selected.length, 'spec')}`,
      remedy: 'remove one of them, or select what its name says',
    })),
  );
}

/** Finds lanes whose name holds a label that specs of theirs lack, or another architecture. */
export function nameDisagreements(input: LintInput): readonly Finding[] {
  const labels = [...new Set(input.specs.flatMap((spec) => spec.labels))];
  return input.lanes.flatMap((each) => [
    ...labelsInName(input, each, labels),
    ...otherArchInName(input, each),
  ]);
}

function labelsInName(
  input: LintInput,
  { lane, selection }: LintLane,
  labels: readonly string[],
): readonly Finding[] {
  const { selected } = selection;
  if (selected.length === 0) return [];
  return labelsOf(lane.name, labels).flatMap((label): readonly Finding[] => {
    const without = selected.filter(
      (spec) => !spec.labels.some((each) => each.toLowerCase() === label.toLowerCase()),
    );
    if (without.length === 0) return [];
    return [
      {
        code: 'name-disagrees',
        ...placeInLane(input, lane.name, ['name']),
        message: `the lane ${lane.name} is named for ${label}, but ${without.length} of its ${amount(selected.length, 'spec')} lack that label`,
        remedy: `add ${label} to its select, or name it for what it selects`,
      },
    ];
  });
}

/** The longest labels that a name holds between its dashes: `sig-compute-migrations` in front of `sig-compute`. */
function labelsOf(name: string, labels: readonly string[]): readonly string[] {
  let rest = `-${name.toLowerCase()}-`;
  const found: string[] = [];
  for (const label of labels.filter((each) => each.includes('-')).toSorted((a, b) => b.length - a.length)) {
    if (!rest.includes(`-${label.toLowerCase()}-`)) continue;
    found.push(label);
    rest = rest.replaceAll(`-${label.toLowerCase()}-`, '--');
  }
  return found;
}

const ARCHITECTURES_IN_NAMES = ['amd64', 'arm64', 's390x', 'riscv64', 'ppc64le', 'loong64'];

const otherArchInName = (input: LintInput, { lane }: LintLane): readonly Finding[] =>
  ARCHITECTURES_IN_NAMES.filter((arch) => arch !== lane.arch && lane.name.split(/[-._]/).includes(arch)).map(
    (arch) => ({
      code: 'name-disagrees',
      ...placeInLane(input, lane.name, ['name']),
      message: `the lane ${lane.name} is named for ${arch}, but is for ${lane.arch}`,
      remedy: 'correct its arch or its name',
    }),
  );
