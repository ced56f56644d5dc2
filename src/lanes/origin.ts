import { type LineAndColumn, type Path, positionOf, type Source } from './config.ts';

/** Where a value comes from. */
export type Origin =
  | {
      readonly kind: 'file';
      readonly file: string;
      readonly path: Path;
      readonly position: LineAndColumn;
    }
  | { readonly kind: 'override'; readonly name: string }
  | { readonly kind: 'default' };

export const originIn = (source: Source<unknown>, path: Path): Origin => ({
  kind: 'file',
  file: source.file,
  path,
  position: positionOf(source, path),
});

/** An origin as messages show it: `lanes/x.yaml:3:9`, `--timeout`, `default`. */
export function formatOrigin(origin: Origin): string {
  if (origin.kind === 'override') return origin.name;
  if (origin.kind === 'default') return 'default';
  return [origin.file, ...origin.position].join(':');
}
