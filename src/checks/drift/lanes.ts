import { didYouMean } from '../../core/errors.ts';
import { isActiveOn } from '../../lanes/active-lanes.ts';
import type { Drift, DriftInput } from './types.ts';

/** Holds the lanes that a document speaks of to those of the configuration. */
export function laneDrift({ file, reading, lanes, arch, suite }: DriftInput): readonly Drift[] {
  const claims = reading.lanes;
  const named = claims.flatMap(({ lane: name, claimed, place }): readonly Drift[] => {
    const lane = lanes.find((each) => each.name === name);
    const base = { file, place };
    if (lane === undefined)
      return [
        {
          ...base,
          code: 'lane-unknown',
          reason: `the lane ${name} is not in lanes/${didYouMean(
            name,
            lanes.map((each) => each.name),
          )}`,
          remedy: 'add it, or remove it from the document',
        },
      ];
    return [
      ...(claimed === 'active' && lane.state !== 'active'
        ? [
            {
              ...base,
              code: 'lane-not-active' as const,
              reason: `the lane ${name} is listed as one that runs, but is only defined`,
              remedy: 'make it active, or remove it from the list; lanekeeper promote does so',
            },
          ]
        : []),
      ...(lane.selects === 0
        ? [
            {
              ...base,
              code: 'lane-selects-nothing' as const,
              reason: `the lane ${name} selects no spec`,
              remedy: `see lanekeeper list ${name} for the reasons`,
            },
          ]
        : []),
    ];
  });
  const listed = claims.filter(({ claimed }) => claimed === 'active');
  const [first] = listed;
  const missing =
    first === undefined
      ? []
      : lanes
          .filter((lane) => isActiveOn(lane, suite, arch))
          .filter(({ name }) => !listed.some(({ lane }) => lane === name))
          .map(
            ({ name }): Drift => ({
              code: 'lane-not-listed',
              file,
              place: first.place,
              reason: `the lane ${name} runs, but is not listed`,
              remedy: 'list it; lanekeeper promote does so',
            }),
          );
  return [...named, ...missing];
}
