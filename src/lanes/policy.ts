import type { Policy, PromoteRule } from './policy-schema.ts';
import type { PolicySettings } from './schema-types.ts';

/** Default rule of promotion, from OpenShift's rules for feature gates: 14 runs, 95 %, a flake is a failure. */
const PROMOTE: PromoteRule = {
  runs: 14,
  withinDays: 14,
  days: 7,
  commits: 3,
  passRatio: 0.95,
  lastGreen: 3,
  newestWithinDays: 7,
};

/** Default policy, with demotion and incidents from KubeVirt's rules for quarantine. */
export const DEFAULT_POLICY: Policy = {
  promote: PROMOTE,
  emulatedPass: PROMOTE,
  demote: {
    failures: 3,
    shortDays: 3,
    shortRatio: 0.2,
    longDays: 14,
    longRatio: 0.05,
    staleDays: 30,
    graceDays: 2,
  },
  incidentFailures: 5,
  emulated: 'qualifier',
  emulatedFactor: 2,
  unprobedNodes: 'refuse',
};

/** The policy of an architecture: its own values, then those of all, then the defaults. */
export function policyOf({ arches, ...settings }: PolicySettings, arch: string): Policy {
  const own = arches?.[arch] ?? {};
  return {
    ...DEFAULT_POLICY,
    ...defined(settings),
    ...defined(own),
    promote: { ...DEFAULT_POLICY.promote, ...defined(settings.promote), ...defined(own.promote) },
    emulatedPass: {
      ...DEFAULT_POLICY.emulatedPass,
      ...defined(settings.emulatedPass),
      ...defined(own.emulatedPass),
    },
    demote: { ...DEFAULT_POLICY.demote, ...defined(settings.demote), ...defined(own.demote) },
  } as Policy;
}

/** The longest time that any part of a policy looks back, in days. */
export const reachOf = ({ promote, emulatedPass, demote }: Policy): number =>
  Math.max(
    promote.withinDays,
    promote.newestWithinDays,
    emulatedPass.withinDays,
    emulatedPass.newestWithinDays,
    Math.max(demote.shortDays, demote.longDays, demote.staleDays) + demote.graceDays,
  );

const defined = <T extends object>(values: T | undefined): Partial<T> =>
  Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
