import { isAbsolute, normalize } from 'node:path';
import { didYouMean, type Problem } from '../core/errors.ts';
import { type Config, type Path, problemAt, problemIn } from './config.ts';
import { checkFeatures } from './feature-checks.ts';
import { checkLane } from './lane-checks.ts';
import type { StatusDocumentSettings } from './schema-types.ts';
import { checkArch, checkLabel, checkName, checkNeed, type Report } from './value-checks.ts';
import type { YamlFile } from './yaml-file.ts';

/** Checks the rules that span keys and files; gives each finding once, though several lanes inherit its cause. */
export function checkConfig(config: Config, documents: ReadonlyMap<string, YamlFile>): readonly Problem[] {
  const problems = [
    ...checkSettings(config, documents),
    ...[...config.lanes.keys()].flatMap((name) => checkLane(config, name, documents)),
    ...(config.features === null ? [] : checkFeatures(config.features, config.settings.value)),
  ];
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** Names that no rule may have: reports use them, beside those of rules, for what kept a spec out. */
const RESERVED = ['select', 'filter', 'focus', 'job'];

function checkSettings({ settings }: Config, documents: ReadonlyMap<string, YamlFile>): readonly Problem[] {
  const { file, value } = settings;
  const reportAt =
    (path: Path): Report =>
    (message) =>
      problemIn(settings, path, message);
  const suites = Object.keys(value.suites);
  const needed = [...new Set(Object.values(value.rules).flatMap((rule) => Object.keys(rule.needs ?? {})))];
  const keyPositions = documents.get(file)?.keyPositions ?? {};

  const rules = Object.entries(value.rules).flatMap(([name, rule]) => [
    ...(RESERVED.includes(name)
      ? [
          reportAt(['rules', name])(
            `found a rule called "${name}", which is our word for something else: rename it`,
          ),
        ]
      : []),
    ...rule.labels.flatMap((label, index) => checkLabel(label, reportAt(['rules', name, 'labels', index]))),
    ...(rule.suites ?? []).flatMap((suite, index) =>
      checkName('suite', suite, suites, reportAt(['rules', name, 'suites', index])),
    ),
    ...Object.entries(rule.needs ?? {}).flatMap(([need, wanted]) =>
      checkNeed(need, wanted, reportAt(['rules', name, 'needs', need])),
    ),
  ]);
  const nodes = Object.entries(value.nodes).flatMap(([name, node]) => [
    ...(node.arch === undefined ? [] : checkArch(node.arch, reportAt(['nodes', name, 'arch']))),
    ...Object.keys(node.capabilities ?? {})
      .filter((capability) => !needed.includes(capability))
      .map((capability) =>
        problemAt(
          file,
          keyPositions[JSON.stringify(['nodes', name, 'capabilities', capability])] ?? [1, 1],
          `found the capability "${capability}", which no rule needs${didYouMean(capability, needed)}`,
        ),
      ),
  ]);
  const junitSuites = Object.entries(value.suites).flatMap(([name, { kind, command, reports }]) =>
    kind === 'junit' && (command === undefined || reports === undefined)
      ? [
          reportAt(['suites', name])(
            `found no ${command === undefined ? 'command' : 'reports'}, expected ${command === undefined ? 'what runs the tests: add command: [make, test]' : 'the JUnit XML that it leaves: add reports: [junit.xml]'}`,
          ),
        ]
      : [],
  );
  const { suite, node } = value.defaults;
  return [
    ...junitSuites,
    ...rules,
    ...nodes,
    ...Object.keys(value.policy.arches ?? {}).flatMap((arch) =>
      checkArch(arch, reportAt(['policy', 'arches', arch])),
    ),
    ...Object.entries(value.status).flatMap(([name, document]) =>
      checkDocument(document, suites, (...path) => reportAt(['status', name, ...path])),
    ),
    ...(suite === undefined ? [] : checkName('suite', suite, suites, reportAt(['defaults', 'suite']))),
    ...(node === undefined
      ? []
      : checkName('node', node, Object.keys(value.nodes), reportAt(['defaults', 'node']))),
  ];
}

function checkDocument(
  { path, arch, format, suite, constants }: StatusDocumentSettings,
  suites: readonly string[],
  at: (...path: Path) => Report,
): readonly Problem[] {
  const isWithin = !isAbsolute(path) && !normalize(path).startsWith('..');
  return [
    ...(isWithin
      ? []
      : [
          at('path')(
            `found ${JSON.stringify(path)}, expected a path within the folder that holds lanes/: documents are written`,
          ),
        ]),
    ...(arch === undefined ? [] : checkArch(arch, at('arch'))),
    ...(format === 'markdown-table' && arch === undefined
      ? [at()('found no arch, expected the one that the document is about: add arch: arm64')]
      : []),
    ...(suite === undefined ? [] : checkName('suite', suite, suites, at('suite'))),
    ...Object.keys(constants ?? {}).flatMap((name) => checkArch(name, at('constants', name))),
  ];
}
