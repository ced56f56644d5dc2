import type { Spec } from '../../core/types.ts';

/**
 * Groups specs that must not be torn apart: those of the outermost container that is Ordered or Serial, and those
 * that no filter can tell apart. A report does not tell which containers are Ordered: then the outermost one is kept
 * whole, which is safe, and coarse.
 */
export const groupSpecs = (specs: readonly Spec[]): readonly (readonly Spec[])[] => [
  ...Map.groupBy(specs, groupOf).values(),
];

/** Whether nothing is known of the order in some container. */
export const isOrderUnknown = (specs: readonly Spec[]): boolean =>
  specs.some(({ path }) => path.some(({ kind, ordered }) => kind === 'container' && ordered === undefined));

function groupOf({ path, text }: Spec): string {
  const whole = path.findIndex(
    ({ kind, ordered, labels }) => kind === 'container' && (ordered !== false || labels.includes('Serial')),
  );
  if (whole < 0) return JSON.stringify([text]);
  const place = path[whole]?.location;
  return JSON.stringify([path.slice(0, whole + 1).map((node) => node.text), place?.file, place?.line]);
}
