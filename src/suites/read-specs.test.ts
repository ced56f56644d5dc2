import { expect, it } from 'vitest';
import { LanekeeperError } from '../core/errors.ts';
import { parseConfig } from '../lanes/load.ts';
import { readSpecs } from './read-specs.ts';
import { SuiteReportError } from './types.ts';

const config = parseConfig({
  root: '/',
  files: [
    {
      file: 'lanekeeper.yaml',
      text: 'suites: { cluster: { kind: ginkgo, path: . }, pages: { kind: playwright, path: . } }\nnodes: {}\n',
    },
  ],
  features: null,
});
const report = JSON.stringify([
  {
    SuitePath: '/src/tests',
    SuiteDescription: 'Suite',
    SuiteSucceeded: true,
    SuiteConfig: { RandomSeed: 1 },
    SpecReports: [
      {
        LeafNodeType: 'It',
        LeafNodeText: 'works',
        LeafNodeLocation: { FileName: 'x_test.go', LineNumber: 5 },
        State: 'passed',
      },
    ],
  },
]);

it('reads a report as the kind of the suite says', () => {
  expect(readSpecs(config, 'cluster', report)).toMatchObject([
    { text: 'works', location: { file: 'x_test.go', line: 5 } },
  ]);
  expect(() => readSpecs(config, 'pages', report)).toThrow(SuiteReportError);
});

it('refuses a suite that is not configured', () => {
  const misspelt = () => readSpecs(config, 'page', report);
  expect(misspelt).toThrow(LanekeeperError);
  expect(() => readSpecs(config, '__proto__', report)).toThrow(LanekeeperError);
  expect(misspelt).toThrow('found no suite "page", expected one of cluster, pages; did you mean "pages"?');
});
