import { basename } from 'node:path';
import { Document } from 'yaml';
import { archInName, type FoundSuite, type Survey } from './survey.ts';

/** File to be written: its path from the root, and its text. */
export type ConfigText = { readonly path: string; readonly text: string };

const MAX_LABELS = 15;

/**
 * Texts of a first configuration: each suite, a node for each architecture, and a lane for each pair. A lane is
 * `active` where a workflow has machines of its architecture; the others can be listed and are for somebody to
 * make true.
 *
 * @param here this machine’s architecture.
 */
export function configTexts({ suites, arches }: Survey, root: string, here: string): readonly ConfigText[] {
  const named = nameSuites(suites, basename(root));
  const machines = arches.length === 0 ? [here] : arches;
  const archesOf = (suite: FoundSuite): readonly string[] =>
    [...new Set([...machines, ...archesOfLabels(suite)])].toSorted();
  const all = [...new Set(suites.flatMap(archesOf))].toSorted();
  const [first] = named.keys();
  const settings = new Document({
    suites: Object.fromEntries([...named].map(([name, { kind, path }]) => [name, { kind, path }])),
    nodes: Object.fromEntries(all.map((arch) => [arch, { kind: 'local', arch }])),
    rules: rulesOf(suites),
    defaults: { suite: first },
  });
  settings.commentBefore = ` yaml-language-server: $schema=../node_modules/lanekeeper/dist/schemas/lanekeeper.json\n\n${labelComment(named)}`;
  return [
    { path: 'lanes/lanekeeper.yaml', text: settings.toString() },
    ...[...named].flatMap(([name, suite]) =>
      archesOf(suite).map((arch) => laneText(name, suite, arch, machines.includes(arch))),
    ),
  ];
}

/** Suites by names that the configuration takes. */
function nameSuites(suites: readonly FoundSuite[], repository: string): ReadonlyMap<string, FoundSuite> {
  const named = new Map<string, FoundSuite>();
  for (const suite of suites) {
    const wanted = nameOf(suite.path === '.' ? repository : suite.path) || suite.kind;
    let name = wanted;
    for (let count = 2; named.has(name); count += 1) name = `${wanted}-${count}`;
    named.set(name, suite);
  }
  return named;
}

/** Name that the configuration takes, made of a path: it begins with a letter. */
const nameOf = (path: string): string =>
  path
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 80);

const archesOfLabels = ({ labels }: FoundSuite): readonly string[] =>
  labels.flatMap(([label]) => archInName(label) ?? []);

/** Rules for labels whose meaning is in their name. */
function rulesOf(suites: readonly FoundSuite[]): object {
  const labels = [...new Set(suites.flatMap((suite) => suite.labels.map(([label]) => label)))];
  const requires = labels.flatMap((label) => {
    const arch = /^requires?-/i.test(label) ? archInName(label) : undefined;
    return arch === undefined ? [] : [[`requires-${arch}`, label, arch] as const];
  });
  const quarantine = labels.filter((label) => /^(quarantine|flaky)$/i.test(label));
  return {
    ...Object.fromEntries(
      requires.map(([rule, label, arch]) => [
        rule,
        { labels: [label], needs: { arch }, because: `the spec tests something that only ${arch} has` },
      ]),
    ),
    ...(quarantine.length === 0
      ? {}
      : { quarantine: { labels: quarantine, because: 'the spec is known to be flaky' } }),
  };
}

function labelComment(named: ReadonlyMap<string, FoundSuite>): string {
  const lines = [...named].flatMap(([name, { labels, specs }]) => {
    if (labels.length === 0) return [];
    const shown = labels.slice(0, MAX_LABELS).map(([label, count]) => `${oneWord(label)} (${count})`);
    const rest = labels.length > MAX_LABELS ? `, and ${labels.length - MAX_LABELS} more` : '';
    return [` Labels of ${name}, with their specs of ${specs}: ${shown.join(', ')}${rest}.`];
  });
  return [
    ...lines,
    ' A label that needs something of a machine wants a rule: labels, needs, because.',
    ' capabilities of a node say what it has: lanekeeper list LANE then shows what stays out, and why.',
  ].join('\n');
}

/** Label on one line of a comment: it is a stranger’s, and must not end the comment. */
const oneWord = (label: string): string => label.replace(/[\p{Cc}\s]+/gu, ' ');

function laneText(name: string, suite: FoundSuite, arch: string, isActive: boolean): ConfigText {
  const lane = `${name}-${arch}`;
  const own = suite.labels.find(([label]) => !/^requires?-/i.test(label) && archInName(label) === arch)?.[0];
  const document = new Document({
    name: lane,
    description: own === undefined ? `All specs of ${name}, on ${arch}.` : `What carries ${own}, on ${arch}.`,
    state: isActive ? 'active' : 'defined',
    suite: name,
    arch,
    node: arch,
    select: own === undefined ? '' : quotedLabel(own),
  });
  document.commentBefore = ` yaml-language-server: $schema=../node_modules/lanekeeper/dist/schemas/lane.json`;
  return { path: `lanes/${lane}.yaml`, text: document.toString() };
}

/** Label as the grammar of filters takes it: one with anything special in it is a regular expression. */
const quotedLabel = (label: string): string =>
  /^[\w.-]+$/.test(label) ? label : `/^${label.replace(/[\\^$.|?*+()[\]{}/]/g, '\\$&')}$/`;
