import type { Spec } from '../core/types.ts';

/** What the ledger knows of a spec on an architecture. */
export type SpecHistory = {
  readonly id: string;
  readonly testIds: readonly string[];
  readonly arch: string;
  /** The median of its completed runs, of native ones where there are any. */
  readonly seconds: number;
  /** How often its first attempt passed. */
  readonly passes: { readonly native: number; readonly emulated: number };
};

export type Forecast = {
  /** How long specs take one after the other; `unknown` of them are taken for the median of all that are known. */
  readonly seconds: number;
  readonly unknown: number;
};

export type Forecaster = {
  /** `undefined` when nothing is known of any spec. */
  readonly predict: (specs: readonly Spec[]) => Forecast | undefined;
  /** How long a spec took, on the architecture or else on any other. */
  readonly secondsOf: (spec: Spec) => number | undefined;
  /** How often a spec passed on the architecture. */
  readonly passesOf: (spec: Spec) => SpecHistory['passes'] | undefined;
};

/** Predicts from what specs took on an architecture, else on any other. */
export function createForecaster(histories: readonly SpecHistory[], arch: string): Forecaster {
  const own = new Map(histories.filter((each) => each.arch === arch).map((each) => [each.id, each]));
  const anywhere = new Map(histories.map((each) => [each.id, each]));
  const known = [...(own.size > 0 ? own : anywhere).values()]
    .map(({ seconds }) => seconds)
    .toSorted((a, b) => a - b);
  const median = known[Math.floor(known.length / 2)];
  const secondsOf = ({ id }: Spec): number | undefined => (own.get(id) ?? anywhere.get(id))?.seconds;
  return {
    secondsOf,
    passesOf: ({ id }) => own.get(id)?.passes,
    predict: (specs) => {
      if (median === undefined) return undefined;
      const times = specs.map(secondsOf);
      return {
        seconds: times.reduce<number>((sum, time) => sum + (time ?? median), 0),
        unknown: times.filter((time) => time === undefined).length,
      };
    },
  };
}

/** `about 12 min, 3 of them unknown`, or that nothing is known. */
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
