import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJUnit } from '../../suites/junit/read-junit.ts';
import { runReports } from '../../testing/run-reports.ts';
import { isFlaky } from '../report/run-report.ts';
import { junitReporter } from './junit.ts';

/** Text as XML can hold it: there is no place for most control characters and lone surrogates. */
const inXml = (text: string): string =>
  text.replace(/(?![\t\n\r\u007f-\u009f])\p{Cc}|[\ufffe\uffff]|\p{Surrogate}/gu, '');

const STATES = {
  passed: 'bare',
  failed: 'failure',
  panicked: 'failure',
  timedout: 'failure',
  interrupted: 'error',
  aborted: 'error',
  skipped: 'skipped',
  pending: 'skipped',
  excluded: 'skipped',
  notrun: 'skipped',
};

describe('what is written', () => {
  it('is read back: every spec with its outcome, reasons and labels, and the facts of the run', () => {
    fc.assert(
      fc.property(runReports, (report) => {
        const [suite, ...others] = readJUnit(junitReporter.render(report));
        expect(others).toEqual([]);
        expect(suite?.name).toBe('s on wg-arm64');
        expect(suite?.properties).toMatchObject({
          'lanekeeper.lane': 'wg-arm64',
          'lanekeeper.arch': 'arm64',
          'lanekeeper.verdict': report.verdict,
          'lanekeeper.reasons': inXml(report.reasons.join('; ')),
          'lanekeeper.cpuModel': inXml(report.node.machine?.cpuModel ?? ''),
          'lanekeeper.labelFilter': inXml(report.labelFilter),
          'lanekeeper.kernel': '6.12',
          'lanekeeper.emulated': 'false',
          'lanekeeper.capability.nodes': '2',
        });
        expect(suite?.cases).toHaveLength(report.specs.length);
        report.specs.forEach((spec, index) => {
          const found = suite?.cases[index];
          expect(found?.name).toBe(inXml(spec.text));
          expect(found?.seconds).toBe(spec.seconds);
          expect(found?.state).toBe(STATES[spec.outcome]);
          expect(found?.type).toBe(['failure', 'error'].includes(STATES[spec.outcome]) ? spec.outcome : null);
          const { failure } = spec.attempts.at(-1) ?? {};
          if (failure !== undefined && found?.type !== null) {
            expect(found?.message).toBe(inXml(failure.message.split('\n', 1)[0] ?? ''));
            expect(found?.details).toContain(
              inXml(failure.message.replace(/\r\n?/g, '\n')).replaceAll(']]>', ']] >'),
            );
          }
          const reason = spec.exclusion?.because ?? spec.skipReason;
          expect(found?.properties).toEqual({
            'lanekeeper.id': inXml(spec.id),
            'lanekeeper.outcome': spec.outcome,
            'lanekeeper.labels': inXml(spec.labels.join(', ')),
            ...(spec.attempts.length > 1
              ? { 'lanekeeper.attempts': spec.attempts.map(({ outcome }) => outcome).join(', ') }
              : {}),
            ...(isFlaky(spec) ? { 'lanekeeper.flaky': 'true' } : {}),
            ...(spec.exclusion === undefined ? {} : { 'lanekeeper.rule': inXml(spec.exclusion.rule) }),
            ...(reason === undefined ? {} : { 'lanekeeper.reason': inXml(reason) }),
          });
        });
      }),
    );
  });
});

describe('the reader', () => {
  it('tells a case without a result from one that was skipped, in nested suites', () => {
    const text = `<testsuites><testsuite name="out"><testsuite name="in">
      <testcase name="a" classname="c" time="1.5"></testcase>
      <testcase name="b"><skipped/></testcase>
      <testcase name="d"><failure type="T" message="m">x &lt; y<![CDATA[ & z]]></failure></testcase>
    </testsuite><properties><property name="__proto__" value="v"/></properties></testsuite></testsuites>`;
    const [outer, inner] = readJUnit(text);
    expect(outer?.properties['__proto__']).toBe('v');
    expect(
      inner?.cases.map(({ name, state, type, details, seconds }) => [name, state, type, details, seconds]),
    ).toEqual([
      ['a', 'bare', null, '', 1.5],
      ['b', 'skipped', null, '', 0],
      ['d', 'failure', 'T', 'x < y & z', 0],
    ]);
  });

  it('refuses a file that ends early', () => {
    expect(() => readJUnit('<testsuites><testsuite><testcase name="a">')).toThrow(/unclosed tag/);
  });
});
