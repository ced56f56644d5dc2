import type { Path, Source } from './config.ts';
import { type Origin, originIn } from './origin.ts';

/** Values that one place gives; what it leaves out is looked for in the next. */
export type Layer<T> = { readonly values: Given<T>; readonly originOf: (key: string) => Origin };

type Given<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

export type Located<T> = { readonly value: T; readonly origin: Origin };

/** The layer of a block of values in a file; `path` is where the block stands there. */
export const fileLayer = <T>(
  source: Source<unknown>,
  path: Path,
  values: Given<T> | undefined,
): Layer<T> => ({
  values: values ?? {},
  originOf: (key) => originIn(source, [...path, key]),
});

/**
 * The layer of the command line and the environment; `names` is how the user knows each key: `--timeout`,
 * `LANEKEEPER_TIMEOUT`.
 */
export const overrideLayer = <T>(values: Given<T>, names: Readonly<Record<string, string>>): Layer<T> => ({
  values,
  originOf: (key) => ({ kind: 'override', name: names[key] ?? key }),
});

export const defaultLayer = <T>(values: Given<T>): Layer<T> => ({
  values,
  originOf: () => ({ kind: 'default' }),
});

/** The value of the first layer that gives one. */
export function nearest<T, Key extends keyof T & string>(
  layers: readonly Layer<T>[],
  key: Key,
): Located<NonNullable<T[Key]>> | undefined {
  for (const { values, originOf } of layers) {
    const value = values[key];
    if (value !== undefined) return { value: value as NonNullable<T[Key]>, origin: originOf(key) };
  }
  return undefined;
}

export const withoutOrigins = <T extends Readonly<Record<string, Located<unknown>>>>(located: T) =>
  Object.fromEntries(Object.entries(located).map(([key, { value }]) => [key, value])) as {
    readonly [Key in keyof T]: T[Key]['value'];
  };

/** Origins by path, of the values that are there. */
export const originsOf = (
  located: Readonly<Record<string, Located<unknown> | undefined>>,
): ReadonlyMap<string, Origin> =>
  new Map(
    Object.entries(located).flatMap(([path, found]) =>
      found === undefined ? [] : [[path, found.origin] as const],
    ),
  );
