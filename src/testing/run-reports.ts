import fc from 'fast-check';
import { OUTCOMES, VERDICTS } from '../core/types.ts';
import type { RunReport, RunSpec } from '../evidence/report/run-report.ts';

/**
 * Arbitrary of texts as strangers write them: markup, control characters, line breaks, and what looks like the end
 * of things.
 */
export const uglyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom(
        '<b>',
        '&amp;',
        ']]>',
        '"',
        "'",
        '|',
        '`',
        '```',
        '\n',
        '\r\n',
        '\t',
        '\u001b[31m',
        '\0',
        '\u{1f6a6}',
        '# x',
        '- x',
        '@me',
        'https://a.b',
        '\u202e',
        '  ',
        '\\',
        '*x*',
        '[a](b)',
        '~~~',
        '&#33;',
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

const location = fc.record({ file: uglyText, line: fc.nat() });

const attempt = fc.record(
  {
    outcome: fc.constantFrom(...OUTCOMES),
    failure: fc.record({ message: uglyText, location: fc.option(location) }),
  },
  { requiredKeys: ['outcome'] },
);

const spec: fc.Arbitrary<RunSpec> = fc.record(
  {
    id: uglyText,
    text: uglyText,
    labels: fc.array(uglyText, { maxLength: 3 }),
    location,
    testIds: fc.constant([]),
    outcome: fc.constantFrom(...OUTCOMES),
    attempts: fc.array(attempt, { maxLength: 3 }),
    startedAt: fc.constant(null),
    seconds: fc.integer({ min: 0, max: 10_000 }),
    skipReason: uglyText,
    exclusion: fc.record({
      rule: uglyText,
      because: uglyText,
      label: fc.option(uglyText),
      labelAt: fc.constant(null),
    }),
  },
  {
    requiredKeys: [
      'id',
      'text',
      'labels',
      'location',
      'testIds',
      'outcome',
      'attempts',
      'startedAt',
      'seconds',
    ],
  },
);

export const runReports: fc.Arbitrary<RunReport> = fc
  .record({
    specs: fc.array(spec, { maxLength: 6 }),
    verdict: fc.constantFrom(...VERDICTS),
    reasons: fc.array(uglyText, { maxLength: 3 }),
    cpuModel: uglyText,
    labelFilter: uglyText,
  })
  .map(({ specs, verdict, reasons, cpuModel, labelFilter }) => ({
    schemaVersion: 1,
    tool: { name: 'lanekeeper', version: '1.2.3' },
    lane: { name: 'wg-arm64', digest: 'sha256:1', state: 'active', arch: 'arm64' },
    suite: { name: 's', kind: 'ginkgo', digest: 'sha256:2', commit: 'c0ffee', modified: false },
    node: {
      name: 'n',
      kind: 'local',
      emulated: false,
      arch: 'arm64',
      machine: {
        uname: 'aarch64',
        os: 'Linux',
        kernel: '6.12',
        hostname: 'h',
        cpuModel,
        cpus: 2,
        memoryBytes: 1024,
        accel: 'none',
        emulated: false,
      },
      start: null,
      timeoutFactor: 1,
      consoleTail: null,
      capabilities: { acpi: { value: true, source: 'declared' }, nodes: { value: 2, source: 'probed' } },
    },
    labelFilter,
    focus: null,
    job: null,
    merged: [],
    seed: 1,
    command: { argv: ['suite'], cwd: '/', env: {} },
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:01:05.000Z',
    exit: { code: 0, signal: null, timedOut: false },
    verdict,
    reasons,
    counts: Object.fromEntries(
      OUTCOMES.map((outcome) => [outcome, specs.filter((each) => each.outcome === outcome).length]),
    ) as RunReport['counts'],
    earlierAttempts: [],
    suiteFailures: [],
    specs,
  }));
