import { digestOfText } from '../core/digest.ts';
import type { Policy } from '../lanes/policy-schema.ts';
import { formatStanding } from '../status/standing.ts';
import { DAY_MS } from './measure.ts';
import type { Decision, Refusal } from './types.ts';

/** Heeds what people said of changes before: by a hold in the document, or by a pull request that they closed. */
export function heedHumans(
  decision: Decision,
  refusals: readonly Refusal[],
  policy: Policy,
  asOf: string,
): Decision {
  const { hold } = decision.entry;
  if (hold !== null && asOf.slice(0, 10) <= hold.until)
    return {
      ...decision,
      action: decision.action === 'change' ? 'held' : decision.action,
      reason: `held until ${hold.until}: ${hold.because}; ${decision.reason}`,
    };
  if (decision.action !== 'change') return decision;
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
    action: 'refused',
    reason: `refused by a human who closed the pull request, until the evidence is another; ${decision.reason}`,
  };
}

/** Refusal of a change, as it is remembered when its pull request is closed. */
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
 * Whether a refusal is remembered. It is while the evidence that it was about is still part of what a decision
 * rests on: until other specs verify the feature, or every run in the window is a new one.
 */
function isRemembered({ newest }: Refusal, { promote, demote }: Policy, asOf: string): boolean {
  if (newest === null) return true;
  const days = Math.max(promote.withinDays, demote.longDays);
  return Date.parse(asOf) - Date.parse(newest) < days * DAY_MS;
}
