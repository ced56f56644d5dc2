import { amount } from '../../core/amount.ts';
import { didYouMean } from '../../core/errors.ts';
import { parseLabelFilter } from '../../lanes/label-filter/index.ts';
import { createJudge } from '../../planning/selection/select.ts';
import { placeIn, placeOf } from './places.ts';
import type { Finding, LintInput } from './types.ts';

const carried = ({ specs }: LintInput): ReadonlySet<string> =>
  new Set(specs.flatMap(({ labels }) => labels.map((label) => label.toLowerCase())));

/** Finds labels in the filters of lanes that no spec carries. */
export function unknownLabels(input: LintInput): readonly Finding[] {
  const known = carried(input);
  const spelt = [...new Set(input.specs.flatMap(({ labels }) => labels))];
  return input.lanes.flatMap(({ lane }) => {
    const own = input.config.lanes.get(lane.name);
    if (own === undefined) return [];
    const filters = [
      ...(own.value.select === undefined ? [] : [{ filter: own.value.select, path: ['select'] }]),
      ...(own.value.exclude ?? []).flatMap(({ filter }, index) =>
        filter === undefined ? [] : [{ filter, path: ['exclude', index, 'filter'] }],
      ),
    ];
    return filters.flatMap(({ filter, path }) =>
      parseLabelFilter(filter)
        .labels()
        .filter((label) => !known.has(label.trim().toLowerCase()))
        .map(
          (label): Finding => ({
            code: 'unknown-label',
            ...placeIn(own, path),
            message: `no spec of the suite ${input.suite} carries the label ${label}, which the lane ${lane.name} names${didYouMean(label, spelt)}`,
            remedy: 'correct it, or take it out of the filter',
          }),
        ),
    );
  });
}

/** Finds labels that the source declares and that no spec carries. */
export function unusedLabels(input: LintInput): readonly Finding[] {
  const known = carried(input);
  return (input.code?.declaredLabels() ?? [])
    .filter(({ labels }) => labels.length > 0 && labels.every((label) => !known.has(label.toLowerCase())))
    .map(({ name, labels, at }) => ({
      code: 'unused-label',
      file: input.fileOf(at.file),
      line: at.line,
      column: at.column,
      message: `${name} declares the label ${labels.join(', ')}, which no spec carries`,
      remedy: 'give it to the specs that it is meant for, or remove it',
    }));
}

/**
 * Finds specs with a label that lanes ask for, none of which selects them, because another of their labels asks
 * for a capability that these lanes lack: the first label does nothing.
 */
export function deadOptIns(input: LintInput): readonly Finding[] {
  const byLabel = Map.groupBy(
    input.lanes.flatMap((lane) =>
      parseLabelFilter(lane.criteria.select)
        .required()
        .map((label) => ({ label: label.toLowerCase(), lane })),
    ),
    ({ label }) => label,
  );
  const capabilities = capabilityLabels(input);
  return [...byLabel].flatMap(([label, asking]) => {
    const lanes = asking.map(({ lane }) => ({
      ...lane,
      judge: createJudge(lane.criteria),
      filter: parseLabelFilter(lane.criteria.select),
    }));
    return input.specs.flatMap((spec): readonly Finding[] => {
      if (!spec.labels.some((each) => each.toLowerCase() === label)) return [];
      if (
        lanes.some(({ selection }) => selection.selected.includes(spec) || selection.pending.includes(spec))
      )
        return [];
      const culprits = lanes.flatMap(({ judge, filter, criteria }) => [
        ...(filter.smallestChange(spec.labels)?.remove ?? []),
        ...[...judge(spec)]
          .filter(({ rule }) => rule !== criteria.name)
          .flatMap(({ label: kept }) => kept ?? []),
      ]);
      const kept = [...new Set(culprits)].filter(
        (each) => CAPABILITY.test(each) || capabilities.has(each.toLowerCase()),
      );
      if (kept.length === 0) return [];
      return [
        {
          code: 'opt-in-never-counts',
          ...placeOf(input, spec),
          message: `the label ${label} does nothing here: ${kept.join(', ')} keeps the spec out of ${lanes.map(({ lane }) => lane.name).join(', ')}: ${spec.text}`,
          remedy: `run it in a lane whose node has what it needs, or take ${label} off`,
        },
      ];
    });
  });
}

/** Labels of rules that need something of a node, in lower case. */
const capabilityLabels = ({ config, suite }: LintInput): ReadonlySet<string> =>
  new Set(
    Object.values(config.settings.value.rules)
      .filter(({ suites, needs }) => (suites?.includes(suite) ?? true) && needs !== undefined)
      .flatMap(({ labels }) => labels.map((label) => label.toLowerCase())),
  );

/** Pattern of labels whose name asks for something. */
const CAPABILITY = /^requires?(?:-|[A-Z])/i;

/** Finds labels that ask for a capability and that no rule knows: lanes run their specs wherever. */
export function unruledCapabilities(input: LintInput): readonly Finding[] {
  const { rules } = input.config.settings.value;
  const ruled = new Set(
    Object.values(rules)
      .filter((rule) => rule.suites?.includes(input.suite) ?? true)
      .flatMap((rule) => rule.labels.map((label) => label.toLowerCase())),
  );
  const specs = Map.groupBy(
    input.specs.flatMap((spec) =>
      spec.labels.filter((label) => CAPABILITY.test(label)).map((label) => ({ label, spec })),
    ),
    ({ label }) => label,
  );
  return [...specs]
    .filter(([label]) => !ruled.has(label.toLowerCase()))
    .map(([label, carriers]) => {
      const lanes = input.lanes.filter(({ selection }) =>
        carriers.some(({ spec }) => selection.selected.includes(spec)),
      );
      const selected =
        lanes.length === 0
          ? ''
          : `; selected all the same by ${lanes.map(({ lane }) => lane.name).join(', ')}`;
      return {
        code: 'unruled-capability' as const,
        ...placeIn(input.config.settings, ['rules']),
        message: `no rule knows the label ${label}, which ${amount(carriers.length, 'spec')} ${carriers.length === 1 ? 'carries' : 'carry'}, such as ${carriers[0]?.spec.location.file}:${carriers[0]?.spec.location.line}${selected}`,
        remedy: 'add a rule that says which capability it needs',
      };
    })
    .toSorted((a, b) => (a.message < b.message ? -1 : 1));
}
