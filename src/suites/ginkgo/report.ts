import { identify } from '../../core/spec-identity.ts';
import type { Location, Spec, SpecNode } from '../../core/types.ts';
import {
  type Fields,
  flag,
  number,
  object,
  objects,
  optionalObject,
  readJson,
  text,
  textLists,
  texts,
} from '../fields.ts';
import { SuiteReportError } from '../types.ts';

export type GinkgoFailure = { readonly message: string; readonly panic: string; readonly location: Location };

/** A spec or a suite-level node of a report; what we don't read is left out. */
export type GinkgoNode = {
  readonly containers: readonly SpecNode[];
  readonly leaf: SpecNode & { readonly location: Location };
  /** Type of the node: `It` for a spec. */
  readonly type: string;
  readonly state: string;
  readonly startedAt: string;
  readonly seconds: number;
  readonly attempts: number;
  /** Number of the parallel process that ran it, from 1. */
  readonly process: number;
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
export function parseGinkgoReport(report: string, modulePath: string): readonly GinkgoSuite[] {
  const suites = readJson(report);
  if (suites.length === 0) throw new SuiteReportError('found the report of no suite, expected one at least');
  return suites.map((suite) => readSuite(suite, modulePath));
}

function readSuite(suite: Fields, modulePath: string): GinkgoSuite {
  const config = object(suite, 'SuiteConfig');
  return {
    description: text(suite, 'SuiteDescription', ''),
    labels: texts(suite, 'SuiteLabels'),
    succeeded: flag(suite, 'SuiteSucceeded'),
    focused: flag(suite, 'SuiteHasProgrammaticFocus', false),
    specialReasons: texts(suite, 'SpecialSuiteFailureReasons'),
    seed: number(config, 'RandomSeed'),
    labelFilter: text(config, 'LabelFilter', ''),
    dryRun: flag(config, 'DryRun', false),
    nodes: objects(suite, 'SpecReports').map((report) => readNode(report, modulePath)),
  };
}

function readNode(report: Fields, modulePath: string): GinkgoNode {
  const locations = objects(report, 'ContainerHierarchyLocations');
  const labels = textLists(report, 'ContainerHierarchyLabels');
  const failure = optionalObject(report, 'Failure');
  return {
    containers: texts(report, 'ContainerHierarchyTexts').map((title, index) => ({
      kind: 'container',
      text: title,
      location: locations[index] === undefined ? null : readLocation(locations[index], modulePath),
      labels: labels[index] ?? [],
    })),
    leaf: {
      kind: 'leaf',
      text: text(report, 'LeafNodeText', ''),
      location: readLocation(object(report, 'LeafNodeLocation'), modulePath),
      labels: texts(report, 'LeafNodeLabels'),
    },
    type: text(report, 'LeafNodeType'),
    state: text(report, 'State', ''),
    startedAt: text(report, 'StartTime', ''),
    seconds: number(report, 'RunTime', 0) / 1e9,
    attempts: attemptsIn(report),
    process: number(report, 'ParallelProcess', 1),
    mustPassRepeatedly: number(report, 'MaxMustPassRepeatedly', 0) > 1,
    failure: failure === undefined ? undefined : readFailure(failure, modulePath),
    additionalFailures: objects(report, 'AdditionalFailures').map((item) => ({
      state: text(item, 'State'),
      ...readFailure(object(item, 'Failure'), modulePath),
    })),
    output: text(report, 'CapturedGinkgoWriterOutput', '') + text(report, 'CapturedStdOutErr', ''),
  };
}

/** Number of attempts at a spec. No suite tries one thousands of times; each would be a value of its own. */
function attemptsIn(report: Fields): number {
  const attempts = number(report, 'NumAttempts', 0);
  if (Number.isInteger(attempts) && attempts >= 0 && attempts <= MAX_ATTEMPTS) return attempts;
  throw new SuiteReportError(`found ${attempts} attempts at a spec, expected 0 to ${MAX_ATTEMPTS}`, {
    path: 'NumAttempts',
  });
}

const MAX_ATTEMPTS = 10_000;

const readFailure = (failure: Fields, modulePath: string): GinkgoFailure => ({
  message: text(failure, 'Message', ''),
  panic: text(failure, 'ForwardedPanic', ''),
  location: readLocation(object(failure, 'Location'), modulePath),
});

function readLocation(location: Fields, modulePath: string): Location {
  const file = text(location, 'FileName', '');
  const prefix = `${modulePath}/`;
  return {
    file: modulePath !== '' && file.startsWith(prefix) ? file.slice(prefix.length) : file,
    line: number(location, 'LineNumber', 0),
  };
}

/** Texts of a node, joined as `text` of a spec is: by one space, nothing trimmed. */
export const specText = ({ containers, leaf }: GinkgoNode): string =>
  [...containers, leaf].map((node) => node.text).join(' ');

export const isSpec = ({ type }: GinkgoNode): boolean => type === 'It';

/** The specs of the suites in a report, in its order. */
export function specsOf(suites: readonly GinkgoSuite[]): readonly Spec[] {
  const specs = suites.flatMap(({ description, labels: suiteLabels, nodes }) => {
    const suite: SpecNode = { kind: 'suite', text: description, location: null, labels: suiteLabels };
    return nodes.filter(isSpec).map((node) => {
      const path = [suite, ...node.containers, node.leaf];
      const labels = [...new Set(path.flatMap((part) => part.labels))];
      return {
        text: specText(node),
        labels,
        location: node.leaf.location,
        pending: node.state === 'pending',
        serial: labels.includes('Serial'),
        path,
      };
    });
  });
  return identify(specs);
}
