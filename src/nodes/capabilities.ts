import type { Capability, CapabilityValue, Facts } from '../core/types.ts';

/** Capabilities that were probed, and over them those that were declared. */
export const capabilitiesFrom = (
  probed: Readonly<Record<string, CapabilityValue>>,
  declared: Readonly<Record<string, CapabilityValue>>,
): Facts['capabilities'] => ({ ...tagged(probed, 'probed'), ...tagged(declared, 'declared') });

const tagged = (
  values: Readonly<Record<string, CapabilityValue>>,
  source: Capability['source'],
): Record<string, Capability> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, source }]));
