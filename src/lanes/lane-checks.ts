import { ConfigError, type Problem } from '../core/errors.ts';
import { type Config, type Path, problemAt, problemIn } from './config.ts';
import { LabelFilterError, parseLabelFilter } from './label-filter/index.ts';
import { findLane, type ResolvedLane, resolveLane } from './resolve.ts';
import { checkArch, checkName, type Report } from './value-checks.ts';
import type { YamlFile } from './yaml-file.ts';

/** Checks a lane with all that it inherits; a finding is reported where its value is written. */
export function checkLane(
  config: Config,
  name: string,
  documents: ReadonlyMap<string, YamlFile>,
): readonly Problem[] {
  let resolved: ResolvedLane;
  try {
    resolved = resolveLane(config, name);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  const { lane, origins } = resolved;
  const { suites, nodes, rules } = config.settings.value;
  const place = (key: string, inner: Path = []): { yaml: YamlFile; path: Path } => {
    const origin = origins.get(key);
    // What no file says is the lane's own business, such as an arch that is this machine's.
    const { file, path } = origin?.kind === 'file' ? origin : { file: findLane(config, name).file, path: [] };
    return { yaml: documents.get(file) as YamlFile, path: [...path, ...inner] };
  };
  const reportAt = (key: string, inner: Path = []): Report => {
    const { yaml, path } = place(key, inner);
    return (message) => problemIn(yaml, path, message);
  };
  const checkFilter = (filter: string, key: string, inner: Path = []): readonly Problem[] => {
    try {
      parseLabelFilter(filter);
      return [];
    } catch (error) {
      if (!(error instanceof LabelFilterError)) throw error;
      const { yaml, path } = place(key, inner);
      const offset = Math.min(error.position < 0 ? filter.length : error.position, filter.length);
      return [problemAt(yaml.file, yaml.positionInside(path, offset), error.message)];
    }
  };

  const nodeArch = nodes[lane.node]?.arch;
  return [
    ...checkName('suite', lane.suite, Object.keys(suites), reportAt('suite')),
    ...checkName('node', lane.node, Object.keys(nodes), reportAt('node')),
    ...checkArch(lane.arch, reportAt('arch')),
    ...checkFilter(lane.select, 'select'),
    ...(nodeArch === undefined || nodeArch === lane.arch
      ? []
      : [
          reportAt('arch')(
            `found the arch ${lane.arch}, but the node "${lane.node}" is ${nodeArch}: name another node or arch`,
          ),
        ]),
    ...lane.exclude.flatMap(({ rule, filter }, index) => {
      const key = `exclude[${index}]`;
      if ((rule === undefined) === (filter === undefined))
        return [reportAt(key)('found an exclusion with both or neither, expected either "rule" or "filter"')];
      return rule === undefined
        ? checkFilter(filter ?? '', key, ['filter'])
        : checkName('rule', rule, Object.keys(rules), reportAt(key, ['rule']));
    }),
  ];
}
