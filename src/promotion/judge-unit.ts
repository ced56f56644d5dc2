import type { Spec } from '../core/types.ts';
import type { Policy, PromoteRule } from '../lanes/policy-schema.ts';
import { type Doubt, doubtOf } from './demotion.ts';
import { type Expected, expectedDay } from './expected.ts';
import { completed, type History, type Result } from './history.ts';
import { type Counts, measure, missingOf, scaleRule, within } from './measure.ts';
import type { SuiteView } from './types.ts';
import type { Unit } from './units.ts';

/** Grade of a unit by one class of evidence. */
type Grade = {
  /** Counts of each verifying spec. */
  readonly counts: readonly Counts[];
  /** Conditions that do not hold, in words; empty when every one holds. */
  readonly missing: readonly string[];
  /** Day on which nothing will be missing; `null` where that is so already. */
  readonly expected: Expected | null;
  readonly results: readonly Result[];
};

export type Judged = {
  readonly unit: Unit;
  readonly native: Grade;
  /** Grade by the rule for `(emulated: pass)`. */
  readonly emulated: Grade;
  /** Grade by the rule for SUPPORTED, where the policy lets emulated evidence promote. */
  readonly emulatedPromote: Grade | undefined;
  readonly doubts: { readonly native: Doubt | undefined; readonly emulated: Doubt | undefined };
};

type Setting = {
  readonly policy: Policy;
  readonly suite: SuiteView;
  readonly histories: ReadonlyMap<string, History>;
  readonly asOf: number;
  /** Start of the ledger's first run that counts, in milliseconds since 1970; `null` without any. */
  readonly knownSince: { readonly native: number | null; readonly emulated: number | null };
};

export function judgeUnit(unit: Unit, setting: Setting): Judged {
  const { policy, suite } = setting;
  const first = [
    ...(unit.specs.length === 0 ? [unit.noTest ?? 'a spec that verifies it'] : []),
    ...unit.gone.map((name) => `the spec ${name}, which the suite lacks now`),
    ...obstacles(unit.specs, suite),
  ];
  const doubts = {
    native: oldestDoubt(unit, setting, 'native'),
    emulated: oldestDoubt(unit, setting, 'emulated'),
  };
  const grade = (kind: 'native' | 'emulated', rule: PromoteRule): Grade => {
    const windows = unit.specs.map(({ id }) =>
      completed(within(setting.histories.get(id)?.[kind] ?? [], rule.withinDays, setting.asOf)),
    );
    const counts = windows.map((window) => measure(window, rule));
    const missing = [...first, ...missingOf(counts, rule, kind, setting.asOf)];
    const doubt = doubts[kind];
    // What would be taken back at once is not given.
    const inDoubt = doubt === undefined ? [] : [`an end to this: ${doubt.because}`];
    return {
      counts,
      missing: missing.length > 0 ? missing : inDoubt,
      expected:
        missing.length + inDoubt.length === 0
          ? null
          : expectedDay(windows, rule, [...first, ...inDoubt], setting.asOf),
      results: windows.flat(),
    };
  };
  return {
    unit,
    native: grade('native', policy.promote),
    emulated: grade('emulated', policy.emulatedPass),
    emulatedPromote:
      policy.emulated === 'promote'
        ? grade('emulated', scaleRule(policy.promote, policy.emulatedFactor))
        : undefined,
    doubts,
  };
}

/** Reasons why specs can't verify anything, whatever their results. */
function obstacles(specs: readonly Spec[], { lanes }: SuiteView): readonly string[] {
  const unselected = specs.filter(({ id }) => !lanes.some(({ selects }) => selects.has(id)));
  const [first] = unselected;
  const [lane] = lanes;
  const because = first === undefined ? undefined : lane?.reasonFor(first.id);
  return [
    ...specs.filter(isQuarantined).map(({ id }) => `an end to the quarantine of ${JSON.stringify(id)}`),
    ...specs
      .filter(({ pending }) => pending)
      .map(({ id }) => `${JSON.stringify(id)}, which is marked as pending`),
    ...(first === undefined
      ? []
      : lane === undefined
        ? ['an active lane of this architecture']
        : [
            `an active lane that selects ${unselected.length === specs.length ? '' : `${unselected.length} of `}its ${specs.length} ${specs.length === 1 ? 'spec' : 'specs'}, first ${JSON.stringify(first.id)}${because === undefined ? '' : `; ${lane.name}: ${because}`}`,
          ]),
  ];
}

const isQuarantined = ({ labels, text }: Spec): boolean =>
  labels.some((label) => label.toUpperCase() === 'QUARANTINE') || /\[QUARANTINE\]/i.test(text);

/** Doubt that has been there the longest, of any verifying spec. */
function oldestDoubt(unit: Unit, setting: Setting, kind: 'native' | 'emulated'): Doubt | undefined {
  const { policy, suite, histories, asOf } = setting;
  const knownSince = setting.knownSince[kind];
  // A ledger without a run that counts can't say that something is missing.
  if (knownSince === null || unit.isUnmapped) return undefined;
  const historyOf = ({ id }: Spec): readonly Result[] => histories.get(id)?.[kind] ?? [];
  const selected = unit.specs.filter(({ id }) => suite.lanes.some(({ selects }) => selects.has(id)));
  const newestOf = (specs: readonly Spec[]): number =>
    Math.max(knownSince, ...specs.flatMap((spec) => completed(historyOf(spec)).at(-1)?.at ?? []));
  const structural: readonly Doubt[] = [
    ...(unit.specs.length === 0
      ? [{ because: unit.noTest ?? 'no spec verifies it', since: knownSince }]
      : []),
    ...unit.gone.map((name) => ({ because: `the spec ${name} is gone`, since: newestOf(unit.specs) })),
    ...(unit.specs.length > 0 && selected.length === 0
      ? [
          {
            because: `none of its ${unit.specs.length} verifying specs is selected by an active lane`,
            since: newestOf(unit.specs),
          },
        ]
      : []),
    ...unit.specs.filter(isQuarantined).map((spec) => ({
      because: `the spec ${JSON.stringify(spec.id)} is quarantined`,
      since: newestOf([spec]),
    })),
  ];
  const doubts = [
    ...structural,
    ...unit.specs.flatMap((spec) => {
      const doubt = doubtOf(historyOf(spec), policy.demote, asOf, knownSince);
      return doubt === undefined
        ? []
        : [{ ...doubt, because: `${doubt.because} (${JSON.stringify(spec.id)})` }];
    }),
  ];
  return doubts.toSorted((a, b) => a.since - b.since)[0];
}
