import type { Evidence } from '../evidence/ledger/indexed-run.ts';
import type { Policy } from '../lanes/policy-schema.ts';
import type { FeatureFinder } from '../status/features/find.ts';
import type { StatusEntry } from '../status/types.ts';
import { decideRow, keepRow, type RowDecision } from './decide-row.ts';
import type { Expected } from './expected.ts';
import { historiesOf } from './history.ts';
import { heedHumans } from './humans.ts';
import { type Judged, judgeUnit } from './judge-unit.ts';
import { worstOf } from './measure.ts';
import { nameOf } from './reasons.ts';
import { type Weighed, weighRuns } from './runs.ts';
import type { Decision, Refusal, SuiteView } from './types.ts';
import { unitsOf } from './units.ts';

/** Everything that decisions about one document's rows of one architecture rest on. */
export type DecideInput = {
  /** Time of the decision in ISO 8601; later runs are not looked at. */
  readonly asOf: string;
  readonly arch: string;
  readonly policy: Policy;
  readonly evidence: Evidence;
  /** Suite that verifies the features, as it is now. */
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
    knownSince: { native: knownSince(weighed, 'native'), emulated: knownSince(weighed, 'emulated') },
  };
  return rows.map(({ entry, found, units }) => {
    const judged = units.map((unit) => judgeUnit(unit, setting));
    const isKnown = setting.knownSince.native !== null;
    const decided =
      found === undefined
        ? keepRow(entry, 'unknown-feature', 'features.yaml does not know it')
        : decideRow({ entry, found, judged, policy, asOf: setting.asOf, isKnown });
    return heedHumans(finish(entry, arch, decided), input.refusals, policy, asOf);
  });
}

/**
 * Start of the first run of a kind that counts, in milliseconds since 1970: before, what is missing is unknown,
 * not absent.
 */
function knownSince(weighed: readonly Weighed[], kind: 'native' | 'emulated'): number | null {
  const first = weighed.find(({ counts }) => counts === kind);
  return first === undefined ? null : Date.parse(first.run.header.startedAt);
}

function finish(entry: StatusEntry, arch: string, decided: RowDecision): Decision {
  const { judged, code, action, to, reason, missing } = decided;
  const results = judged.flatMap(({ native, emulated, emulatedPromote }) =>
    code === 'emulated-pass' ? emulated.results : [...native.results, ...(emulatedPromote?.results ?? [])],
  );
  return {
    feature: entry.feature,
    arch,
    code,
    action,
    from: { status: entry.status, qualifier: entry.qualifier },
    to,
    reason,
    specs: judged.flatMap(({ unit }) => unit.specs.map(({ id }) => id)),
    native: worstOf(judged.flatMap(({ native }) => native.counts)),
    emulated: worstOf(judged.flatMap(({ emulated }) => emulated.counts)),
    missing,
    expected:
      action === 'keep' && missing.length > 0 && entry.status !== 'SUPPORTED' ? soonest(judged) : null,
    runs: [...new Set(results.map(({ run }) => run.file))].toSorted(),
    entry,
  };
}

/**
 * Expected day of the part of a row that will be ready first; without a day, the reason why the first part has
 * none.
 */
function soonest(judged: readonly Judged[]): Expected | null {
  const all = judged.flatMap(({ unit, native, emulatedPromote }) =>
    [native.expected, emulatedPromote?.expected ?? null].flatMap((expected) =>
      expected === null ? [] : [{ ...expected, because: `${nameOf(unit)}${expected.because}` }],
    ),
  );
  const dated = all.filter(({ on }) => on !== null).toSorted((a, b) => (`${a.on}` < `${b.on}` ? -1 : 1));
  return dated[0] ?? all[0] ?? null;
}
