import type { Position, UnresolvedSpec } from '../../../core/types.ts';

export const formatPlace = ({ file, line, column }: Position): string => `${file}:${line}:${column}`;

/** Says what a source does not tell of a spec: `tests/a.go:3:1: unresolved: a …: text: tests/a.go:2:5: why`. */
export function describeUnresolved({ text, location, unknown }: UnresolvedSpec): string {
  const causes = unknown.map(({ what, at, because }) => `${what}: ${because} (${formatPlace(at)})`);
  return `${location.file}:${location.line}: unresolved: ${JSON.stringify(text)}: ${[...new Set(causes)].join('; ')}`;
}
