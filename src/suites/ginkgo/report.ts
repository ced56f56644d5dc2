import type { Location, Spec, SpecNode } from '../../types.ts';
import { specIds, testIdsOf } from '../spec-id.ts';
import { SuiteReportError } from '../types.ts';
import { type Fields, readJson } from './fields.ts';

export type GinkgoFailure = { readonly message: string; readonly panic: string; readonly location: Location };

/** A spec or a suite-level node of a report; what we don't read is left out. */
export type GinkgoNode = {
  readonly containers: readonly SpecNode[];
  readonly leaf: SpecNode & { readonly location: Location };
  /** `It` for a spec. */
  readonly type: string;
  readonly state: string;
  readonly startedAt: string;
  readonly seconds: number;
  readonly attempts: number;
  readonly mustPassRepeatedly: boolean;
  readonly failure: GinkgoFailure | undefined;
  readonly additionalFailures: readonly (GinkgoFailure & { readonly state: string })[];
  readonly output: string;
};

export type GinkgoSuite = {
  readonly description: string;
  readonly labels: readonly string[];
  readonly succeeded: boolean;
  readonly focused: boolean;
  readonly specialReasons: readonly string[];
  readonly seed: number;
  readonly labelFilter: string;
  readonly dryRun: boolean;
  readonly nodes: readonly GinkgoNode[];
};

/**
 * Reads what `--ginkgo.json-report` wrote, of Ginkgo 2.13 or newer: older versions lack fields, and Go writes a
 * nil slice as `null`.
 *
 * @param modulePath cut off the front of file names, which a binary built with `-trimpath` starts with.
 * @throws SuiteReportError
 */
export function parseGinkgoReport(text: string, modulePath: string): readonly GinkgoSuite[] {
  const suites = readJson(text);
  if (suites.length === 0) throw new SuiteReportError('found the report of no suite, expected one at least');
  return suites.map((suite) => readSuite(suite, modulePath));
}

function readSuite(suite: Fields, modulePath: string): GinkgoSuite {
  const config = suite.object('SuiteConfig');
  return {
    description: suite.text('SuiteDescription', ''),
    labels: suite.texts('SuiteLabels'),
    succeeded: suite.flag('SuiteSucceeded'),
    focused: suite.flag('SuiteHasProgrammaticFocus', false),
    specialReasons: suite.texts('SpecialSuiteFailureReasons'),
    seed: config.number('RandomSeed'),
    labelFilter: config.text('LabelFilter', ''),
    dryRun: config.flag('DryRun', false),
    nodes: suite.objects('SpecReports').map((report) => readNode(report, modulePath)),
  };
}

function readNode(report: Fields, modulePath: string): GinkgoNode {
  const locations = report.objects('ContainerHierarchyLocations');
  const labels = report.lists('ContainerHierarchyLabels');
  const failure = report.optionalObject('Failure');
  return {
    containers: report.texts('ContainerHierarchyTexts').map((text, index) => ({
      kind: 'container',
      text,
      location: locations[index] === undefined ? null : readLocation(locations[index], modulePath),
      labels: labels[index] ?? [],
    })),
    leaf: {
      kind: 'leaf',
      text: report.text('LeafNodeText', ''),
      location: readLocation(report.object('LeafNodeLocation'), modulePath),
      labels: report.texts('LeafNodeLabels'),
    },
    type: report.text('LeafNodeType'),
    state: report.text('State', ''),
    startedAt: report.text('StartTime', ''),
    seconds: report.number('RunTime', 0) / 1e9,
    attempts: report.number('NumAttempts', 0),
    mustPassRepeatedly: report.number('MaxMustPassRepeatedly', 0) > 1,
    failure: failure === undefined ? undefined : readFailure(failure, modulePath),
    additionalFailures: report
      .objects('AdditionalFailures')
      .map((item) => ({ state: item.text('State'), ...readFailure(item.object('Failure'), modulePath) })),
    output: report.text('CapturedGinkgoWriterOutput', '') + report.text('CapturedStdOutErr', ''),
  };
}

const readFailure = (failure: Fields, modulePath: string): GinkgoFailure => ({
  message: failure.text('Message', ''),
  panic: failure.text('ForwardedPanic', ''),
  location: readLocation(failure.object('Location'), modulePath),
});

function readLocation(location: Fields, modulePath: string): Location {
  const file = location.text('FileName', '');
  const prefix = `${modulePath}/`;
  return {
    file: modulePath !== '' && file.startsWith(prefix) ? file.slice(prefix.length) : file,
    line: location.number('LineNumber', 0),
  };
}

/** Joined as `text` of a spec is: by one space, nothing trimmed. */
export const textOf = ({ containers, leaf }: GinkgoNode): string =>
  [...containers, leaf].map(({ text }) => text).join(' ');

export const isSpec = ({ type }: GinkgoNode): boolean => type === 'It';

/** The specs of the suites in a report, in its order. */
export function specsOf(suites: readonly GinkgoSuite[]): readonly Spec[] {
  const specs = suites.flatMap(({ description, labels, nodes }) => {
    const suite: SpecNode = { kind: 'suite', text: description, location: null, labels };
    return nodes.filter(isSpec).map((node) => ({ node, text: textOf(node), suite }));
  });
  const ids = specIds(specs.map(({ text }) => text));
  return specs.map(({ node, text, suite }, index) => {
    const path = [suite, ...node.containers, node.leaf];
    const labels = [...new Set(path.flatMap((part) => part.labels))];
    return {
      id: ids[index] as string,
      text,
      labels,
      location: node.leaf.location,
      pending: node.state === 'pending',
      serial: labels.includes('Serial'),
      testIds: testIdsOf(text),
      path,
    };
  });
}
