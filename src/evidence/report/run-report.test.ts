import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runReports } from '../../testing/run-reports.ts';
import { jsonReporter } from '../reporters/json.ts';
import { parseRunReport } from './run-report.ts';

it('is read back as it was written', () => {
  fc.assert(
    fc.property(runReports, (report) => {
      expect(parseRunReport(jsonReporter.render(report))).toEqual(report);
    }),
  );
});

it('is refused with a field too many or too few', () => {
  const [report] = fc.sample(runReports, 1);
  expect(() => parseRunReport(JSON.stringify({ ...report, more: 1 }))).toThrow(/more/);
  expect(() => parseRunReport(JSON.stringify({ ...report, verdict: undefined }))).toThrow(/verdict/);
  expect(() => parseRunReport(JSON.stringify({ ...report, schemaVersion: 2 }))).toThrow(/schemaVersion/);
});
