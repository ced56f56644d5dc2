import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  ConfigError,
  filterCriteria,
  InputError,
  LabelFilterError,
  LanekeeperError,
  loadConfig,
  parseLabelFilter,
  parseRunReport,
  readJUnit,
  resolveLane,
  selectSpecs,
} from '../index.ts';
import { cli, REPOSITORY, startCli, temporaryFolder } from '../testing/cli.ts';
import { INVENTORY, promotionFolder } from '../testing/promotion.ts';
import { runReports } from '../testing/run-reports.ts';

/** A report of a whole run, which any command takes. */
const report = ((): object => {
  const [{ node, ...any }] = fc.sample(runReports, { numRuns: 1, seed: 1 }) as [
    ReturnType<typeof parseRunReport>,
  ];
  return { ...any, node: { ...node, machine: null }, job: null, focus: null, merged: [] };
})();
const REPORT = JSON.stringify(report, null, 2);

/** Makes a folder with a lane and a ledger, and some files. */
function recordingFolder(files: Readonly<Record<string, string>>): string {
  const folder = promotionFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function errorOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

describe('what the library throws for bad input', () => {
  test.each<[string, () => unknown, object, RegExp]>([
    [
      'a report that is something else',
      () => parseRunReport('{}'),
      { constructor: InputError, kind: 'run-report', place: { path: 'schemaVersion' } },
      /^no run report of this version: schemaVersion: Invalid input: expected 1, found nothing$/,
    ],
    [
      'a report of another version',
      () => parseRunReport(JSON.stringify({ ...report, schemaVersion: 2 })),
      { constructor: InputError, kind: 'run-report', place: { path: 'schemaVersion' } },
      /schemaVersion: Invalid input: expected 1, found 2$/,
    ],
    [
      'a report with a wrong value deep within',
      () => parseRunReport(JSON.stringify({ ...report, lane: { ...Object(report).lane, name: 7 } })),
      { constructor: InputError, kind: 'run-report', place: { path: 'lane.name' } },
      /lane\.name: Invalid input: expected string, received number$/,
    ],
    [
      'a report that is no JSON',
      () => parseRunReport('{\n  "a" 1}'),
      { constructor: InputError, kind: 'run-report', place: { line: 2, column: 7 } },
      /^no run report of this version: not JSON, or cut off: Expected ':'/,
    ],
    [
      'a report that is cut off within a word',
      () => parseRunReport('{\n"a": tru'),
      { constructor: InputError, kind: 'run-report', place: { line: 2, column: 9 } },
      /not JSON, or cut off: Unexpected end of JSON input$/,
    ],
    [
      'a report of one bracket',
      () => parseRunReport('{'),
      { constructor: InputError, kind: 'run-report', place: { line: 1, column: 2 } },
      /not JSON, or cut off/,
    ],
    [
      'JUnit XML that is cut off',
      () => readJUnit('<testsuite>\n  <testcase name="x"'),
      { constructor: InputError, kind: 'junit', place: { line: 2, column: 20 } },
      /^no JUnit XML: unclosed tag: testsuite$/,
    ],
    [
      'an empty text as JUnit XML',
      () => readJUnit(''),
      { constructor: InputError, kind: 'junit', place: { line: 1, column: 1 } },
      /^no JUnit XML: document must contain a root element\.$/,
    ],
    [
      'a label filter with a slip',
      () => parseLabelFilter('a &&'),
      { constructor: LabelFilterError, kind: 'label-filter', position: -1, place: { line: 1, column: 5 } },
      /^label filter "a &&" at its end: /,
    ],
    [
      'a label filter with a slip in it, as criteria',
      () => selectSpecs([], filterCriteria('a &&& b')),
      { constructor: LabelFilterError, kind: 'label-filter', place: { line: 1, column: 5 } },
      /at column 5: /,
    ],
    [
      'a configuration with a slip',
      () =>
        loadConfig(
          temporaryFolder({ 'lanes/lanekeeper.yaml': 'suites: {}\nnodes: {}\nx: 1\n', '.git/HEAD': '' }),
        ),
      {
        constructor: ConfigError,
        kind: 'configuration',
        problems: [expect.objectContaining({ line: 3, column: 1 })],
      },
      /lanes\/lanekeeper\.yaml:3:1: found the unknown key "x"/,
    ],
    [
      'a folder without a configuration',
      () => loadConfig(temporaryFolder()),
      { constructor: LanekeeperError },
      /lanekeeper\.yaml/,
    ],
    [
      'a lane that nobody defined',
      () => resolveLane(loadConfig(REPOSITORY), 'nobody'),
      { constructor: LanekeeperError },
      /found no lane "nobody"/,
    ],
  ])('%s', (_, call, expected, message) => {
    const error = errorOf(call);
    expect(error).toMatchObject({ ...expected, exitCode: 2 });
    expect(error).toBeInstanceOf(LanekeeperError);
    expect((error as Error).message).toMatch(message);
  });

  it('gets the name of the file, once it is known, before its position', () => {
    const error = errorOf(() => parseRunReport('{')) as InputError;
    expect(error.in('r.json').message).toBe(`r.json:1:2: ${error.message}`);
    expect(error.in('r.json').in('other.json').place).toEqual({ file: 'r.json', line: 1, column: 2 });
  });
});

describe('a file that can’t be read ends the command with 2, its place and what was expected', () => {
  const NEITHER = 'neither XML nor JSON, or cut off';
  const NONE = 'no run report of this version';
  test.each<[string, string, RegExp, RegExp]>([
    ['nothing', '', new RegExp(`^f:1:1: ${NONE}: not JSON, or cut off`), new RegExp(`f:1:1: ${NEITHER}`)],
    ['a bracket', '{', new RegExp(`^f:1:2: ${NONE}: not JSON, or cut off`), new RegExp(`f:1:2: ${NEITHER}`)],
    [
      'an object',
      '{}',
      new RegExp(`^f: ${NONE}: schemaVersion: .*expected 1, found nothing`),
      /f: found JSON/,
    ],
    [
      'half a report',
      REPORT.slice(0, REPORT.length / 2),
      new RegExp(`^f:\\d+:\\d+: ${NONE}: not JSON`),
      new RegExp(`f:\\d+:\\d+: ${NEITHER}`),
    ],
    [
      'a report of another version',
      REPORT.replace('"schemaVersion": 1', '"schemaVersion": 9'),
      new RegExp(`^f: ${NONE}: schemaVersion: .*expected 1, found 9`),
      new RegExp(`f: ${NONE}: schemaVersion: .*expected 1, found 9`),
    ],
  ])('%s', async (_, text, merge, record) => {
    const folder = recordingFolder({ f: text });
    const merged = await cli(folder, 'merge', 'f');
    expect([merged.exitCode, merged.stdout, merged.stderr]).toEqual([2, '', expect.stringMatching(merge)]);
    const recorded = await cli(folder, 'record', 'f');
    expect([recorded.exitCode, recorded.stdout]).toEqual([2, '']);
    expect(recorded.stderr).toMatch(record);
  });

  const suite = (config: object, spec: object): string =>
    JSON.stringify([
      {
        SuiteSucceeded: true,
        SuiteConfig: { RandomSeed: 1, ...config },
        SpecReports: [
          {
            LeafNodeType: 'It',
            LeafNodeText: 'disk boots',
            LeafNodeLocation: { FileName: 'a_test.go', LineNumber: 1 },
            LeafNodeLabels: ['wg-arm64'],
            State: 'passed',
            StartTime: '2026-11-20T08:00:00Z',
            ...spec,
          },
        ],
        StartTime: '2026-11-20T08:00:00Z',
      },
    ]);

  it.each<[string, string, RegExp]>([
    [
      'a start that is no time',
      REPORT.replace(/"startedAt": "[^"]*"/, '"startedAt": "x"'),
      /found the time x/,
    ],
    [
      'a start in another age',
      REPORT.replace(/"startedAt": "[^"]*"/, '"startedAt": "+275760-09-12"'),
      /found the time/,
    ],
    ['a seed that is none', suite({ RandomSeed: 1.5 }, {}), /no run that the ledger can keep: seed: /],
    ['attempts without number', suite({}, { NumAttempts: 1e12 }), /found 1000000000000 attempts at a spec/],
    ['a spec that took an age', suite({}, { RunTime: 1e300 }), /found the time/],
  ])('a run with %s, of which the ledger keeps nothing', async (_, text, message) => {
    const folder = recordingFolder({ f: text });
    const { exitCode, stdout, stderr } = await cli(folder, 'record', 'f', '--lane', 'lane', ...INVENTORY);
    expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
    expect(existsSync(join(folder, 'reports/evidence'))).toBe(false);
  });

  it('a folder in place of a file', async () => {
    const { exitCode, stderr } = await cli(recordingFolder({}), 'run', '--plan', 'lanes', '--job', 'x');
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/lanes: found a folder, expected a file$/)]);
  });

  it.each([
    ['JUnit XML', '<testsuite>\n  <a', /f:2:4: no JUnit XML: unclosed tag: testsuite$/],
    ['a zip', 'PK\u0003\u0004 and then nothing', /f: is damaged, or cut off: .*: not unpacked$/],
  ])('%s that is damaged', async (_, text, message) => {
    const { exitCode, stderr } = await cli(recordingFolder({ f: text }), 'record', 'f', '--lane', 'lane');
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('a fault of ours ends the command with 101, and says what to report', () => {
  test.each([
    ['an Error', `new Error('injected: Forbidden')`],
    ['a TypeError', `new TypeError('injected')`],
    ['a SyntaxError', `new SyntaxError('injected')`],
  ])('%s, wherever it is thrown', async (_, fault) => {
    const folder = recordingFolder({ 'r.json': REPORT });
    for (const [args, place] of [
      [['merge', 'r.json'], 'Map.groupBy'],
      // Within what reads a report, where errors of the report are caught.
      [['record', 'r.json'], 'Date.prototype.toISOString'],
      [['--help'], 'setImmediate'],
    ] as const) {
      const injection =
        place === 'setImmediate'
          ? `setImmediate(() => { throw ${fault}; }); setTimeout(() => {}, 5000)`
          : `${place} = () => { throw ${fault}; }`;
      const { exitCode, stderr } = await startCli(folder, args, {
        NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(injection)}`,
      });
      expect([exitCode, stderr]).toEqual([
        101,
        expect.stringMatching(
          /(^|\n)This is a bug of Lanekeeper\. Please report it with the command line and this:\n\w*Error: injected.*\n\s+at /,
        ),
      ]);
    }
  });
});
