import { ConfigError, didYouMean, type Problem } from '../errors.ts';
import { LabelFilterError, parseLabelFilter } from '../label-filter/index.ts';
import { ARCHITECTURE_NAMES, architectureCalled } from './architectures.ts';
import type { Config } from './load.ts';
import { type Origin, type ResolvedLane, resolveLane } from './resolve.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** The rules that span keys and files; each finding once, though several lanes inherit its cause. */
export function checkConfig(config: Config): readonly Problem[] {
  const problems = [
    ...checkSettings(config),
    ...[...config.lanes.keys()].flatMap((name) => checkLane(config, name)),
  ];
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function checkSettings({ settings: { yaml, value } }: Config): Problem[] {
  const at = (path: Path, message: string): Problem => ({
    file: yaml.file,
    ...yaml.positionOf(path),
    message,
  });
  const problems: Problem[] = [];
  const needed = new Set(Object.values(value.rules).flatMap((rule) => Object.keys(rule.needs ?? {})));

  for (const [name, rule] of Object.entries(value.rules)) {
    rule.labels.forEach((label, index) => {
      if (/[&|!,()/]/.test(label) || label.trim() !== label)
        problems.push(
          at(
            ['rules', name, 'labels', index],
            `found the label ${JSON.stringify(label)}, expected one without & | ! , ( ) / and spaces around it`,
          ),
        );
    });
    rule.suites?.forEach((suite, index) => {
      problems.push(
        ...checkName('suite', suite, Object.keys(value.suites), (message) =>
          at(['rules', name, 'suites', index], message),
        ),
      );
    });
    for (const [need, wanted] of Object.entries(rule.needs ?? {})) {
      const path = ['rules', name, 'needs', need];
      if (need === 'arch') problems.push(...checkArch(`${wanted}`, (message) => at(path, message)));
      else if (typeof wanted === 'string')
        problems.push(at(path, `found ${JSON.stringify(wanted)}, expected true or a whole number from 1`));
    }
  }
  for (const [name, node] of Object.entries(value.nodes)) {
    if (node.arch !== undefined)
      problems.push(...checkArch(node.arch, (message) => at(['nodes', name, 'arch'], message)));
    for (const capability of Object.keys(node.capabilities ?? {}))
      if (!needed.has(capability))
        problems.push({
          file: yaml.file,
          ...yaml.positionOfKey(['nodes', name, 'capabilities', capability]),
          message: `found the capability "${capability}", which no rule needs${didYouMean(capability, [...needed])}`,
        });
  }
  for (const [key, known] of [
    ['suite', value.suites],
    ['node', value.nodes],
  ] as const) {
    const name = value.defaults[key];
    if (name !== undefined)
      problems.push(...checkName(key, name, Object.keys(known), (message) => at(['defaults', key], message)));
  }
  return problems;
}

function checkLane(config: Config, name: string): Problem[] {
  let resolved: ResolvedLane;
  try {
    resolved = resolveLane(config, name);
  } catch (error) {
    if (error instanceof ConfigError) return [...error.problems];
    throw error;
  }
  const { lane, origins } = resolved;
  const { suites, nodes, rules } = config.settings.value;
  const place = (key: string, inner: Path = []): { yaml: YamlFile; path: Path } => {
    const origin = origins.get(key) as Origin & { kind: 'file' };
    return { yaml: origin.yaml, path: [...origin.path, ...inner] };
  };
  const at = ({ yaml, path }: { yaml: YamlFile; path: Path }, message: string): Problem => ({
    file: yaml.file,
    ...yaml.positionOf(path),
    message,
  });
  const checkFilter = (filter: string, { yaml, path }: { yaml: YamlFile; path: Path }): Problem[] => {
    try {
      parseLabelFilter(filter);
      return [];
    } catch (error) {
      if (!(error instanceof LabelFilterError)) throw error;
      const offset = Math.min(error.position < 0 ? filter.length : error.position, filter.length);
      return [{ file: yaml.file, ...yaml.positionInside(path, offset), message: error.message }];
    }
  };

  const problems = [
    ...checkName('suite', lane.suite, Object.keys(suites), (message) => at(place('suite'), message)),
    ...checkName('node', lane.node, Object.keys(nodes), (message) => at(place('node'), message)),
    ...checkArch(lane.arch, (message) => at(place('arch'), message)),
    ...checkFilter(lane.select, place('select')),
  ];
  const nodeArch = nodes[lane.node]?.arch;
  if (nodeArch !== undefined && nodeArch !== lane.arch)
    problems.push(
      at(
        place('arch'),
        `found the arch ${lane.arch}, but the node "${lane.node}" is ${nodeArch}: name another node or arch`,
      ),
    );

  lane.exclude.forEach((exclusion, index) => {
    const key = `exclude[${index}]`;
    if ((exclusion.rule === undefined) === (exclusion.filter === undefined))
      problems.push(
        at(place(key), 'found an exclusion with both or neither, expected either "rule" or "filter"'),
      );
    if (exclusion.rule !== undefined)
      problems.push(
        ...checkName('rule', exclusion.rule, Object.keys(rules), (message) =>
          at(place(key, ['rule']), message),
        ),
      );
    if (exclusion.filter !== undefined)
      problems.push(...checkFilter(exclusion.filter, place(key, ['filter'])));
  });
  return problems;
}

type Report = (message: string) => Problem;

const checkName = (kind: string, name: string, known: readonly string[], report: Report): Problem[] =>
  known.includes(name)
    ? []
    : [
        report(
          `found the unknown ${kind} "${name}", expected one of ${known.join(', ')}${didYouMean(name, known)}`,
        ),
      ];

function checkArch(arch: string, report: Report): Problem[] {
  if (ARCHITECTURE_NAMES.includes(arch)) return [];
  const meant = architectureCalled(arch);
  const hint =
    meant === undefined ? didYouMean(arch, ARCHITECTURE_NAMES) : `; "${arch}" is ${meant.go} in Go’s terms`;
  return [
    report(`found the unknown arch "${arch}", expected one of ${ARCHITECTURE_NAMES.join(', ')}${hint}`),
  ];
}
