import { formatSeconds } from '../../core/duration.ts';
import { codeBlock, inline } from '../../core/markdown.ts';
import { OUTCOMES, type Verdict } from '../../core/types.ts';
import { isFlaky, type RunReport, type RunSpec } from '../report/run-report.ts';
import type { Reporter } from './types.ts';

const MARKS: Readonly<Record<Verdict, string>> = {
  passed: '✅',
  failed: '❌',
  infrastructure: '⚠️',
  inconclusive: '❔',
  empty: '⚪',
};

/**
 * Longest list, in specs: GitHub drops a job summary of more than 1 MiB whole, so a longer list is cut, and says
 * so.
 */
const LIST_LIMIT = 50;
const MESSAGE_LIMIT = 2000;

/** Reporter of Markdown for people: what came out, and what to look at. */
export const summaryReporter: Reporter = {
  file: 'summary.md',
  render: (report) =>
    [
      `## ${MARKS[report.verdict]} ${inline(report.lane.name)}: ${report.verdict}`,
      list(report.reasons),
      counts(report),
      provenance(report),
      consoles(report),
      failures(report),
      section(
        'Flaky',
        report.specs.filter(isFlaky),
        ({ text, attempts }) => `${inline(text)}: passed at attempt ${attempts.length}`,
      ),
      section(
        'Skipped themselves',
        withOutcome(report, 'skipped'),
        ({ text, skipReason }) => `${inline(text)}: ${inline(skipReason ?? '')}`,
      ),
      section('Selected but not run', withOutcome(report, 'notrun'), ({ text }) => inline(text)),
      excluded(report),
    ]
      .filter((part) => part !== '')
      .join('\n\n')
      .concat('\n'),
};

const withOutcome = ({ specs }: RunReport, ...outcomes: readonly RunSpec['outcome'][]): readonly RunSpec[] =>
  specs.filter(({ outcome }) => outcomes.includes(outcome));

const list = (items: readonly string[]): string => items.map((item) => `- ${inline(item)}`).join('\n');

function counts(report: RunReport): string {
  const present = OUTCOMES.filter((outcome) => report.counts[outcome] > 0);
  if (present.length === 0) return '';
  return [present, present.map(() => '---'), present.map((outcome) => report.counts[outcome])]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** Phrases on how an emulated node came to be. */
const startOf = ({ start, timeoutFactor }: RunReport['node']): readonly string[] => [
  ...(start === null || start.emulator === null ? [] : [inline(start.emulator)]),
  ...(start === null || start.mode === 'none'
    ? []
    : [`${start.mode} start in ${formatSeconds(start.seconds)}`]),
  ...(timeoutFactor === 1 ? [] : [`timeouts times ${timeoutFactor}`]),
];

/** Last output of a node's console before it failed, in this attempt and in those before it. */
const consoles = ({ node, earlierAttempts }: RunReport): string =>
  [
    ...earlierAttempts.map(({ reasons, consoleTail }, index) => ({
      title: `Attempt ${index + 1}: ${reasons.join('; ')}`,
      consoleTail,
    })),
    { title: 'The last that the node’s console said', consoleTail: node.consoleTail },
  ]
    .filter(({ consoleTail }) => consoleTail !== null && consoleTail !== '')
    .map(
      ({ title, consoleTail }) =>
        `### ${inline(title)}\n\n${codeBlock((consoleTail ?? '').slice(-MESSAGE_LIMIT))}`,
    )
    .join('\n\n');

function provenance({ lane, node, suite, startedAt, endedAt, labelFilter }: RunReport): string {
  const { machine } = node;
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  const commit =
    suite.commit === null
      ? 'no commit'
      : `commit ${suite.commit.slice(0, 12)}${suite.modified === true ? ', modified' : ''}`;
  return [
    `On ${inline(node.name)} (${[...(machine === null ? [`${inline(lane.arch)}, never probed`] : [`${node.emulated ? 'emulated' : 'native'} ${inline(lane.arch)}`, inline(machine.cpuModel), `kernel ${inline(machine.kernel)}`, `accel ${machine.accel}`]), ...startOf(node)].join(', ')})`,
    `in ${formatSeconds(seconds)}; suite ${inline(suite.name)}, ${commit}.`,
    '',
    '<details><summary>Label filter</summary>',
    '',
    codeBlock(labelFilter),
    '',
    '</details>',
  ].join('\n');
}

function failures(report: RunReport): string {
  const failed = withOutcome(report, 'failed', 'panicked', 'timedout', 'aborted', 'interrupted');
  return section('Failures', failed, ({ text, outcome, location, attempts }) => {
    const message = attempts.at(-1)?.failure?.message ?? '';
    const cut = message.length > MESSAGE_LIMIT ? `${message.slice(0, MESSAGE_LIMIT)}…` : message;
    return `**${inline(text)}** (${outcome}, ${inline(`${location.file}:${location.line}`)})\n\n${indent(codeBlock(cut))}`;
  });
}

const indent = (text: string): string => text.replace(/^/gm, '  ');

function section(title: string, specs: readonly RunSpec[], describe: (spec: RunSpec) => string): string {
  if (specs.length === 0) return '';
  const rest = specs.length - LIST_LIMIT;
  const items = specs.slice(0, LIST_LIMIT).map((spec) => `- ${describe(spec)}`);
  return [
    `### ${title} (${specs.length})`,
    '',
    ...items,
    ...(rest > 0 ? [`- … and ${rest} more, in report.json`] : []),
  ].join('\n');
}

function excluded(report: RunReport): string {
  const groups = Map.groupBy(withOutcome(report, 'excluded'), ({ exclusion }) => exclusion?.rule ?? '');
  if (groups.size === 0) return '';
  const rows = [...groups].map(
    ([rule, specs]) =>
      `| ${inline(rule)} | ${specs.length} | ${inline(specs[0]?.exclusion?.because ?? '')} |`,
  );
  return ['### Excluded', '', '| rule | specs | because |', '| --- | --- | --- |', ...rows].join('\n');
}
