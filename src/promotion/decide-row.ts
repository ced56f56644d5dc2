import type { Policy } from '../lanes/policy-schema.ts';
import type { FoundFeature } from '../status/features/find.ts';
import type { Standing, StatusEntry } from '../status/types.ts';
import { type Doubt, isOver } from './demotion.ts';
import type { Judged } from './judge-unit.ts';
import { missingFor, nameOf, reasonFor } from './reasons.ts';
import type { Code } from './types.ts';
import { claimedUnits, EMULATED, EMULATED_PASS, hasPart, isOurs, qualifierFor } from './units.ts';

/** Result of weighing the evidence on a row, before people are heeded. */
export type RowDecision = {
  readonly code: Code;
  readonly action: 'change' | 'keep' | 'finding';
  readonly to: Standing;
  readonly reason: string;
  readonly judged: readonly Judged[];
  readonly missing: readonly string[];
};

/** A row that can be read, and its parts that are verified for themselves. */
export type JudgedRow = {
  readonly entry: StatusEntry;
  readonly found: FoundFeature;
  readonly judged: readonly Judged[];
  readonly policy: Policy;
  readonly asOf: number;
  /** Whether the ledger has a native run that counts. */
  readonly isKnown: boolean;
};

export const keepRow = (
  { status, qualifier }: StatusEntry,
  code: Code,
  reason: string,
  judged: readonly Judged[] = [],
  missing: readonly string[] = [],
): RowDecision => ({ code, action: 'keep', to: { status, qualifier }, reason, judged, missing });

export function decideRow(row: JudgedRow): RowDecision {
  const { entry, judged } = row;
  if (entry.refusal !== null) return keepRow(entry, 'unreadable', entry.refusal, judged);
  if (entry.status === 'UNSUPPORTED') return unsupported(row);
  const claims = weighClaims(row);
  const added = judged.filter(({ unit, native, emulatedPromote }) => {
    const isClaimed = claims.claimed.some((each) => each.unit === unit);
    return !isClaimed && (native.missing.length === 0 || emulatedPromote?.missing.length === 0);
  });
  const supported = judged.filter((each) => claims.kept.includes(each) || added.includes(each));
  if (supported.length > 0) return withSupport(row, claims, added, supported);
  if (entry.status === 'SUPPORTED')
    return {
      code: 'demoted',
      action: 'change',
      to: { status: 'UNVERIFIED', qualifier: null },
      reason: claims.dropped.join('; '),
      judged,
      missing: missingFor(judged),
    };
  return unproven(row);
}

type WeighedClaims = {
  readonly claimed: readonly Judged[];
  readonly kept: readonly Judged[];
  /** Reasons why claims are in doubt; `dropped` has those that are older than the grace. */
  readonly doubted: readonly string[];
  readonly dropped: readonly string[];
};

/** Weighs the claims of a row: what is claimed stays until a doubt is older than the grace. */
function weighClaims({ entry, found, judged, policy, asOf }: JudgedRow): WeighedClaims {
  const units = claimedUnits(
    entry,
    found,
    judged.map(({ unit }) => unit),
  );
  const claimed = judged.filter(({ unit }) => units.includes(unit));
  const doubts = claimed.flatMap((each) => {
    const doubt = doubtOfClaim(each, hasPart(entry.qualifier, EMULATED));
    return doubt === undefined ? [] : [{ each, doubt }];
  });
  const over = doubts.filter(({ doubt }) => isOver(doubt, policy.demote, asOf));
  const tell = ({ each, doubt }: (typeof doubts)[number]): string => `${nameOf(each.unit)}${doubt.because}`;
  return {
    claimed,
    kept: claimed.filter((each) => !over.some((doubt) => doubt.each === each)),
    doubted: doubts.map(tell),
    dropped: over.map(tell),
  };
}

/** Doubt about a part of a row. A claim that emulated evidence made rests on it until native runs bear it out. */
const doubtOfClaim = ({ native, doubts }: Judged, restsOnEmulation: boolean): Doubt | undefined =>
  restsOnEmulation && native.missing.length > 0 ? doubts.emulated : doubts.native;

/** Result for a row of which some part is SUPPORTED, and stays so or becomes so. */
function withSupport(
  { entry, found, judged, isKnown }: JudgedRow,
  { claimed, kept, doubted, dropped }: WeighedClaims,
  added: readonly Judged[],
  supported: readonly Judged[],
): RowDecision {
  const restsOnEmulation = hasPart(entry.qualifier, EMULATED);
  const emulatedOnly = supported.some(
    (each) => each.native.missing.length > 0 && (restsOnEmulation || !claimed.includes(each)),
  );
  const qualifier =
    claimed.length > 0 && !isOurs(found, entry.qualifier)
      ? entry.qualifier
      : qualifierFor(
          supported.map(({ unit }) => unit),
          judged.map(({ unit }) => unit),
          emulatedOnly,
        );
  const change = { action: 'change', to: { status: 'SUPPORTED', qualifier }, judged, missing: [] } as const;
  if (entry.status !== 'SUPPORTED') return { ...change, code: 'promoted', reason: reasonFor(added) };
  if (qualifier !== entry.qualifier)
    return dropped.length > 0
      ? { ...change, code: 'demoted', reason: dropped.join('; ') }
      : { ...change, code: 'qualifier', reason: reasonFor(added.length > 0 ? added : supported) };
  if (kept.every(({ unit }) => unit.isUnmapped))
    return {
      ...keepRow(entry, 'no-test', `nobody can check it: ${kept[0]?.unit.noTest}`, judged),
      action: 'finding',
    };
  if (doubted.length > 0)
    return {
      ...keepRow(entry, 'doubted', `${doubted.join('; ')}: becomes UNVERIFIED if it stays so`, judged),
      action: 'finding',
    };
  return isKnown
    ? keepRow(entry, 'verified', 'nothing in the ledger speaks against it', judged, missingFor(kept))
    : keepRow(
        entry,
        'no-evidence',
        'no native run in the ledger counts: nothing is known',
        judged,
        missingFor(judged),
      );
}

function unsupported({ entry, judged }: JudgedRow): RowDecision {
  const passes = judged.filter(({ native }) => native.missing.length === 0);
  const stays = 'UNSUPPORTED is set and lifted by people only';
  return passes.length === 0
    ? keepRow(entry, 'human-word', stays, judged)
    : {
        ...keepRow(entry, 'passes-though-unsupported', `${reasonFor(passes)}; but ${stays}`, judged),
        action: 'finding',
      };
}

/** Result for a row that is not SUPPORTED, and does not become so: emulated evidence may still show. */
function unproven({ entry, found, judged, policy, asOf }: JudgedRow): RowDecision {
  const missing = missingFor(judged);
  const stays = judged.every(({ unit }) => unit.specs.length === 0)
    ? keepRow(entry, 'no-test', judged[0]?.unit.noTest ?? 'no spec verifies it', judged)
    : keepRow(entry, 'not-enough', `needs ${missing.join('; ')}`, judged, missing);
  if (entry.status !== 'UNVERIFIED' || !isOurs(found, entry.qualifier)) return stays;
  if (hasPart(entry.qualifier, EMULATED_PASS)) {
    const lapsed = judged.flatMap(({ unit, doubts: { emulated } }) =>
      emulated !== undefined && isOver(emulated, policy.demote, asOf)
        ? [`${nameOf(unit)}${emulated.because}`]
        : [],
    );
    const to = { status: 'UNVERIFIED', qualifier: null } as const;
    return lapsed.length === 0
      ? stays
      : { code: 'emulated-lapsed', action: 'change', to, reason: lapsed.join('; '), judged, missing };
  }
  return judged.length > 0 && judged.every(({ emulated }) => emulated.missing.length === 0)
    ? {
        code: 'emulated-pass',
        action: 'change',
        to: { status: 'UNVERIFIED', qualifier: EMULATED_PASS },
        reason: `${reasonFor(judged, 'emulated')}; emulated runs alone verify nothing`,
        judged,
        missing,
      }
    : stays;
}
