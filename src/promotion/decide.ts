import type { FeatureFinder, FoundFeature } from '../features/find.ts';
import { digestOfText } from '../digest.ts';
import type { Policy } from '../lane/policy-schema.ts';
import type { Standing, StatusEntry } from '../status/types.ts';
import type { Evidence } from './evidence.ts';
import { isOver } from './demotion.ts';
import { historiesOf } from './history.ts';
import { type Judged, judgeUnit } from './judge-unit.ts';
import { amount, type Counts, percent, worstOf } from './measure.ts';
import { weighRuns } from './runs.ts';
import type { Code, Decision, Refusal, SuiteView } from './types.ts';
import { claimedUnits, EMULATED, EMULATED_PASS, isOurs, qualifierFor, type Unit, unitsOf } from './units.ts';

/** All that decisions about one document's rows of one architecture rest on. */
export type DecideInput = {
  /** ISO 8601; later runs are not looked at. */
  readonly asOf: string;
  readonly arch: string;
  readonly policy: Policy;
  readonly evidence: Evidence;
  /** The suite that verifies a feature, as it is now. */
  readonly suite: SuiteView;
  readonly find: FeatureFinder;
  readonly entries: readonly StatusEntry[];
  readonly refusals: readonly Refusal[];
};

/**
 * Decides about every row, in this order:
 *
 * 1. A row that can't be read or edited, or that no feature is known for, stays.
 * 2. UNSUPPORTED is a human's word: it stays, and a pass is a finding.
 * 3. What is claimed SUPPORTED stays until a doubt is older than the grace; until then the doubt is a finding.
 * 4. What is not claimed becomes SUPPORTED when every verifying spec meets every condition with native runs.
 * 5. Emulated runs alone change the qualifier of UNVERIFIED, unless the policy lets them promote.
 * 6. A hold or a refusal by a human stops a change.
 */
export function decide(input: DecideInput): readonly Decision[] {
  const { arch, policy, evidence, suite, asOf } = input;
  const active = new Set(suite.lanes.map(({ name }) => name));
  const weighed = weighRuns(evidence, arch, active, policy, asOf);
  const first = weighed.find(({ run }) => active.has(run.header.lane.name) && run.header.startedAt <= asOf);
  const rows = input.entries.map((entry) => {
    const found = input.find(entry.feature);
    return { entry, found, units: found === undefined ? [] : unitsOf(found, arch, suite.specs) };
  });
  const wanted = [...new Set(rows.flatMap(({ units }) => units.flatMap(({ specs }) => specs)))];
  const setting = {
    policy,
    suite,
    histories: historiesOf(wanted, suite.specs, evidence, weighed),
    asOf: Date.parse(asOf),
    knownSince: first === undefined ? null : Date.parse(first.run.header.startedAt),
  };
  return rows.map(({ entry, found, units }) => {
    const verdict =
      found === undefined
        ? keep(entry, 'unknown-feature', 'features.yaml does not know it')
        : decideRow(
            entry,
            found,
            units.map((unit) => judgeUnit(unit, setting)),
            input,
            setting.knownSince !== null,
          );
    return applyHumans(finish(entry, arch, verdict), input);
  });
}

type Verdict = {
  readonly code: Code;
  readonly outcome: 'change' | 'keep' | 'finding';
  readonly to: Standing;
  readonly reason: string;
  readonly judged: readonly Judged[];
  readonly missing: readonly string[];
};

const keep = (
  { status, qualifier }: StatusEntry,
  code: Code,
  reason: string,
  judged: readonly Judged[] = [],
  missing: readonly string[] = [],
): Verdict => ({ code, outcome: 'keep', to: { status, qualifier }, reason, judged, missing });

function decideRow(
  entry: StatusEntry,
  found: FoundFeature,
  judged: readonly Judged[],
  { policy, asOf }: DecideInput,
  isKnown: boolean,
): Verdict {
  if (entry.refusal !== null) return keep(entry, 'unreadable', entry.refusal, judged);
  const units = judged.map(({ unit }) => unit);
  if (entry.status === 'UNSUPPORTED') return unsupported(entry, judged);
  const claimed = new Set(claimedUnits(entry, found, units));
  const restsOnEmulation = hasPart(entry.qualifier, EMULATED);
  const kept: Judged[] = [];
  const doubted: string[] = [];
  const dropped: string[] = [];
  for (const each of judged.filter(({ unit }) => claimed.has(unit))) {
    // A claim that emulated evidence made holds while either kind bears it out.
    const { native, emulated } = each.doubts;
    const doubt = restsOnEmulation && native !== undefined ? emulated : native;
    if (doubt !== undefined && isOver(doubt, policy.demote, Date.parse(asOf)))
      dropped.push(`${nameOf(each.unit)}${doubt.because}`);
    else kept.push(each);
    if (doubt !== undefined) doubted.push(`${nameOf(each.unit)}${doubt.because}`);
  }
  const added = judged.filter(
    ({ unit, native, emulatedPromote }) =>
      !claimed.has(unit) && (native.missing.length === 0 || emulatedPromote?.missing.length === 0),
  );
  const supported = judged.filter((each) => kept.includes(each) || added.includes(each));
  if (supported.length > 0) {
    const emulatedOnly = supported.some(
      ({ unit, native }) => native.missing.length > 0 && (restsOnEmulation || !claimed.has(unit)),
    );
    const ownWords = claimed.size > 0 && !isOurs(found, entry.qualifier);
    const qualifier = ownWords
      ? entry.qualifier
      : qualifierFor(
          supported.map(({ unit }) => unit),
          units,
          emulatedOnly,
        );
    const to = { status: 'SUPPORTED', qualifier } as const;
    if (entry.status !== 'SUPPORTED')
      return { code: 'promoted', outcome: 'change', to, reason: reasonFor(added), judged, missing: [] };
    if (qualifier !== entry.qualifier)
      return {
        code: dropped.length > 0 ? 'demoted' : 'qualifier',
        outcome: 'change',
        to,
        reason: dropped.length > 0 ? dropped.join('; ') : reasonFor(added),
        judged,
        missing: [],
      };
    if (kept.every(({ unit }) => unit.isUnmapped))
      return {
        ...keep(entry, 'no-test', `nobody can check it: ${kept[0]?.unit.noTest}`, judged),
        outcome: 'finding',
      };
    if (doubted.length > 0)
      return {
        ...keep(entry, 'doubted', `${doubted.join('; ')}: becomes UNVERIFIED if it stays so`, judged),
        outcome: 'finding',
      };
    return isKnown
      ? keep(entry, 'verified', 'nothing in the ledger speaks against it', judged, missingFor(kept))
      : keep(
          entry,
          'no-evidence',
          'the ledger has no run of an active lane: nothing is known',
          judged,
          missingFor(judged),
        );
  }
  if (entry.status === 'SUPPORTED')
    return {
      code: 'demoted',
      outcome: 'change',
      to: { status: 'UNVERIFIED', qualifier: null },
      reason: dropped.join('; '),
      judged,
      missing: missingFor(judged),
    };
  return unproven(entry, found, judged, policy, Date.parse(asOf));
}

function unsupported(entry: StatusEntry, judged: readonly Judged[]): Verdict {
  const passes = judged.filter(({ native }) => native.missing.length === 0);
  const stays = 'UNSUPPORTED is set and lifted by people only';
  return passes.length === 0
    ? keep(entry, 'human-word', stays, judged)
    : {
        ...keep(entry, 'passes-though-unsupported', `${reasonFor(passes)}; but ${stays}`, judged),
        outcome: 'finding',
      };
}

/** Not SUPPORTED, and not to become so: emulated evidence may still show. */
function unproven(
  entry: StatusEntry,
  found: FoundFeature,
  judged: readonly Judged[],
  policy: Policy,
  asOf: number,
): Verdict {
  const missing = missingFor(judged);
  const noTest = judged.every(({ unit }) => unit.specs.length === 0);
  if (entry.status !== 'UNVERIFIED' || !isOurs(found, entry.qualifier))
    return noTest
      ? keep(entry, 'no-test', judged[0]?.unit.noTest ?? 'no spec verifies it', judged)
      : keep(entry, 'not-enough', notEnough(missing), judged, missing);
  const shows = hasPart(entry.qualifier, EMULATED_PASS);
  if (shows) {
    const lapsed = judged.flatMap(({ unit, doubts }) =>
      doubts.emulated !== undefined && isOver(doubts.emulated, policy.demote, asOf)
        ? [`${nameOf(unit)}${doubts.emulated.because}`]
        : [],
    );
    if (lapsed.length > 0)
      return {
        code: 'emulated-lapsed',
        outcome: 'change',
        to: { status: 'UNVERIFIED', qualifier: null },
        reason: lapsed.join('; '),
        judged,
        missing,
      };
  } else if (judged.length > 0 && judged.every(({ emulated }) => emulated.missing.length === 0))
    return {
      code: 'emulated-pass',
      outcome: 'change',
      to: { status: 'UNVERIFIED', qualifier: EMULATED_PASS },
      reason: `${reasonFor(judged, 'emulated')}; emulated runs alone verify nothing`,
      judged,
      missing,
    };
  return noTest
    ? keep(entry, 'no-test', judged[0]?.unit.noTest ?? 'no spec verifies it', judged)
    : keep(entry, 'not-enough', notEnough(missing), judged, missing);
}

const notEnough = (missing: readonly string[]): string => `needs ${missing.join('; ')}`;

const hasPart = (qualifier: string | null, part: string): boolean =>
  (qualifier ?? '').split(',').some((each) => each.trim() === part);

const nameOf = ({ variant }: Unit): string => (variant === null ? '' : `${variant}: `);

const missingFor = (judged: readonly Judged[]): readonly string[] => [
  ...new Set(judged.flatMap(({ unit, native }) => native.missing.map((text) => `${nameOf(unit)}${text}`))),
];

function reasonFor(judged: readonly Judged[], kind?: 'emulated'): string {
  return judged
    .map(({ unit, native, emulated, emulatedPromote }) => {
      const isNative = kind === undefined && native.missing.length === 0;
      const { counts } = isNative ? native : kind === undefined ? (emulatedPromote ?? emulated) : emulated;
      const worst = worstOf(counts);
      return `${nameOf(unit)}${amount(unit.specs.length, 'spec')}, ${describe(worst, isNative ? 'native' : 'emulated', unit.specs.length)}`;
    })
    .join('; ');
}

function describe(counts: Counts | null, kind: string, specs: number): string {
  if (counts === null || counts.runs === 0) return `no ${kind} runs`;
  const { passed, runs, days, commits } = counts;
  const worst = specs > 1 ? 'at the worst ' : '';
  return `${worst}${passed} of ${amount(runs, `${kind} run`)} passed at the first attempt (95 % lower bound ${percent(counts.lowerBound)}), on ${amount(days, 'day')} and ${amount(commits, 'commit')}`;
}

function finish(entry: StatusEntry, arch: string, verdict: Verdict): Decision {
  const { judged, code, outcome, to, reason, missing } = verdict;
  const results = judged.flatMap(({ native, emulated, emulatedPromote }) =>
    code === 'emulated-pass' ? emulated.results : [...native.results, ...(emulatedPromote?.results ?? [])],
  );
  return {
    feature: entry.feature,
    arch,
    code,
    outcome,
    from: { status: entry.status, qualifier: entry.qualifier },
    to,
    reason,
    specs: judged.flatMap(({ unit }) => unit.specs.map(({ id }) => id)),
    native: worstOf(judged.flatMap(({ native }) => native.counts)),
    emulated: worstOf(judged.flatMap(({ emulated }) => emulated.counts)),
    missing,
    runs: [...new Set(results.map(({ run }) => run.file))].toSorted(),
    entry,
  };
}

function applyHumans(decision: Decision, { asOf, refusals, policy }: DecideInput): Decision {
  const { hold } = decision.entry;
  if (hold !== null && asOf.slice(0, 10) <= hold.until)
    return {
      ...decision,
      outcome: decision.outcome === 'change' ? 'held' : decision.outcome,
      reason: `held until ${hold.until}: ${hold.because}; ${decision.reason}`,
    };
  if (decision.outcome !== 'change') return decision;
  const own = refusalOf(decision);
  const refusal = refusals.find(
    (each) =>
      each.feature === own.feature &&
      each.arch === own.arch &&
      each.to === own.to &&
      each.specs === own.specs,
  );
  if (refusal === undefined || !isRemembered(refusal, policy, asOf)) return decision;
  return {
    ...decision,
    outcome: 'refused',
    reason: `refused by a human who closed the pull request, until the evidence is another; ${decision.reason}`,
  };
}

/** `SUPPORTED (virtio bus)`. */
export const formatStanding = ({ status, qualifier }: Standing): string =>
  `${status ?? 'unspecified'}${qualifier === null ? '' : ` (${qualifier})`}`;

/** What is remembered of a change when its pull request is closed. */
export const refusalOf = ({ feature, arch, to, specs, native, emulated }: Decision): Refusal => ({
  feature,
  arch,
  to: formatStanding(to),
  specs: digestOfText(JSON.stringify(specs)),
  newest:
    [native?.newest, emulated?.newest]
      .filter((time) => typeof time === 'string')
      .toSorted()
      .at(-1) ?? null,
});

/**
 * A refusal is remembered while the evidence that it was about is still part of what a decision rests on: until other
 * specs verify the feature, or every run in the window is a new one.
 */
function isRemembered({ newest }: Refusal, { promote, demote }: Policy, asOf: string): boolean {
  if (newest === null) return true;
  const days = Math.max(promote.withinDays, demote.longDays);
  return Date.parse(asOf) - Date.parse(newest) < days * 24 * 60 * 60 * 1000;
}
