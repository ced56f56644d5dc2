const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** A duration as Go writes it: `4h`, `30m`, `1m30s`, `500ms`. */
export const DURATION = /^(?:\d+(?:\.\d+)?(?:h|m|s|ms))+$/;

/** Milliseconds of a duration in Go's form, which the schema has checked: `1h30m`, `500ms`. */
export const milliseconds = (duration: string): number =>
  Array.from(duration.matchAll(/([\d.]+)(ms|h|m|s)/g)).reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit as string] ?? 0),
    0,
  );

/** Seconds as people read them: `0.2 s`, `12 s`, `3 min 05 s`, `1 h 02 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const pad = (value: number): string => `${value}`.padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}
