import { didYouMean, usageError } from '../../core/errors.ts';
import { allLanes, isActiveFor } from '../../lanes/active-lanes.ts';
import type { Config } from '../../lanes/config.ts';
import { findLane, type Lane, resolveLane } from '../../lanes/resolve.ts';

/** The suite that a command is about: the one named, that of the lane named, or the only or default one. */
export function chooseSuite(
  config: Config,
  options: { readonly suite?: string; readonly lane?: string },
): string {
  const { suites, defaults } = config.settings.value;
  const known = Object.keys(suites);
  if (options.suite !== undefined) {
    if (known.includes(options.suite)) return options.suite;
    throw usageError(
      `--suite: found no suite "${options.suite}", expected one of ${known.join(', ')}${didYouMean(options.suite, known)}`,
    );
  }
  if (options.lane !== undefined) return resolveLane(config, options.lane).lane.suite;
  const [only, ...others] = known;
  if (defaults.suite !== undefined) return defaults.suite;
  if (only !== undefined && others.length === 0) return only;
  throw usageError(
    `found ${known.length} suites and no default one, expected --suite with one of ${known.join(', ')}`,
  );
}

/** Lanes that a command is about: those named, in their order; else the active ones of its suite. */
export function chooseLanes(
  config: Config,
  names: readonly string[],
  options: { readonly suite?: string },
): readonly Lane[] {
  if (names.length > 0)
    return [...new Set(names)].map((name) => resolveLane(config, findLane(config, name).value.name).lane);
  const suite = chooseSuite(config, options);
  return allLanes(config).filter((lane) => isActiveFor(lane, suite));
}
