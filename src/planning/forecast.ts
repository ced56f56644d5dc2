import { matchSpecs } from '../core/match-specs.ts';
import { median } from '../core/median.ts';
import type { SpecNames } from '../core/spec-identity.ts';
import type { Spec } from '../core/types.ts';

/** What the ledger knows of a spec on an architecture. */
export type SpecHistory = SpecNames & {
  readonly arch: string;
  /** Median of its completed runs in seconds, of native ones where there are any. */
  readonly seconds: number;
  /** How often its first attempt passed. */
  readonly passes: { readonly native: number; readonly emulated: number };
};

export type Forecast = {
  /** Seconds that specs take one after the other; `unknown` of them are taken for the median of all that are known. */
  readonly seconds: number;
  readonly unknown: number;
};

export type Forecaster = {
  /** Predicts how long specs take; `undefined` when nothing is known of any spec. */
  readonly predict: (specs: readonly Spec[]) => Forecast | undefined;
  /** Seconds that a spec took, on the architecture or else on any other. */
  readonly secondsOf: (spec: Spec) => number | undefined;
  /** How often a spec passed on the architecture. */
  readonly passesOf: (spec: Spec) => SpecHistory['passes'] | undefined;
};

/**
 * Predicts from what specs took on an architecture, else on any other. Specs that were renamed are followed.
 *
 * @param inventory all specs of the suite, as it is now.
 */
export function createForecaster(
  histories: readonly SpecHistory[],
  arch: string,
  inventory: readonly Spec[],
): Forecaster {
  const own = byCurrentId(
    histories.filter((each) => each.arch === arch),
    inventory,
  );
  const anywhere = byCurrentId(histories, inventory);
  const known = Array.from(new Set((own.size > 0 ? own : anywhere).values()), ({ seconds }) => seconds);
  const secondsOf = ({ id }: Spec): number | undefined => (own.get(id) ?? anywhere.get(id))?.seconds;
  return {
    secondsOf,
    passesOf: ({ id }) => own.get(id)?.passes,
    predict: (specs) => {
      if (known.length === 0) return undefined;
      const usual = median(known);
      const times = specs.map(secondsOf);
      return {
        seconds: times.reduce<number>((sum, time) => sum + (time ?? usual), 0),
        unknown: times.filter((time) => time === undefined).length,
      };
    },
  };
}

/** Histories by the id of their spec; those of a renamed spec by both its ids. */
function byCurrentId(
  histories: readonly SpecHistory[],
  inventory: readonly Spec[],
): ReadonlyMap<string, SpecHistory> {
  const byId = new Map(histories.map((each) => [each.id, each]));
  for (const { before, after } of matchSpecs([...byId.values()], inventory).pairs) byId.set(after.id, before);
  return byId;
}

/** A forecast in words: `about 12 min, 3 of them unknown`, or that nothing is known. */
export function describeForecast(forecast: Forecast | undefined): string {
  if (forecast === undefined) return 'no run in the ledger says how long';
  const { seconds, unknown } = forecast;
  const time =
    seconds < 90
      ? `${Math.round(seconds)} s`
      : seconds < 5400
        ? `${Math.round(seconds / 60)} min`
        : `${(seconds / 3600).toFixed(1)} h`;
  return `about ${time}${unknown > 0 ? `, ${unknown} of them by the median of the others` : ''}`;
}
