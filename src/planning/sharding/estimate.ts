import { median } from '../../core/median.ts';
import type { Spec } from '../../core/types.ts';
import type { Forecaster } from '../forecast.ts';

/** How long a spec will take, in seconds. */
export type Estimate = (spec: Spec) => number;

/**
 * Estimates each spec by its history; one without by the median of the known ones in its innermost container, else in
 * the next one outwards, at last in the whole suite. Where nothing is known at all, every spec takes one second.
 *
 * @param specs all of the suite.
 */
export function createEstimate(specs: readonly Spec[], { secondsOf }: Forecaster): Estimate {
  const byContainer = new Map<string, number[]>();
  for (const spec of specs) {
    const seconds = secondsOf(spec);
    if (seconds === undefined) continue;
    for (const container of containersOf(spec)) {
      const known = byContainer.get(container) ?? [];
      known.push(seconds);
      byContainer.set(container, known);
    }
  }
  const medians = new Map([...byContainer].map(([container, known]) => [container, median(known)]));
  return (spec) =>
    secondsOf(spec) ??
    containersOf(spec)
      .map((container) => medians.get(container))
      .find((seconds) => seconds !== undefined) ??
    1;
}

/** Keys of a spec's containers, from the innermost to the suite, whose key is that of no container. */
function containersOf({ path }: Spec): readonly string[] {
  const texts = path.filter(({ kind }) => kind === 'container').map(({ text }) => text);
  return Array.from({ length: texts.length + 1 }, (_, above) =>
    JSON.stringify(texts.slice(0, texts.length - above)),
  );
}
