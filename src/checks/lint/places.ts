import type { Spec } from '../../core/types.ts';
import { type Path, positionOf, type Source } from '../../lanes/config.ts';
import type { Finding, LintInput } from './types.ts';

type FindingPlace = Pick<Finding, 'file' | 'line' | 'column'>;

/** Place of a value of the configuration. */
export function placeIn(source: Pick<Source<unknown>, 'file' | 'positions'>, path: Path): FindingPlace {
  const [line, column] = positionOf(source, path);
  return { file: source.file, line, column };
}

/** Place of a value of a lane: in its own file, else in that of the lane from which it is inherited. */
export function placeInLane({ config }: Pick<LintInput, 'config'>, name: string, path: Path): FindingPlace {
  for (let source = config.lanes.get(name); source !== undefined; ) {
    const [first = ''] = path;
    if (Object.hasOwn(source.value, first)) return placeIn(source, path);
    source = source.value.extends === undefined ? undefined : config.lanes.get(source.value.extends);
  }
  const own = config.lanes.get(name);
  return own === undefined ? { file: name, line: 1, column: 1 } : placeIn(own, []);
}

/** Place where a spec is declared. */
export const placeOf = (
  { fileOf }: Pick<LintInput, 'fileOf'>,
  { location }: Pick<Spec, 'location'>,
): FindingPlace => ({
  file: fileOf(location.file),
  line: Math.max(1, location.line),
  column: 1,
});
