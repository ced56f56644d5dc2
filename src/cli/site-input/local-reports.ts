import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { complaintOf } from '../../core/errors.ts';
import { oneLine } from '../../core/terminal.ts';
import {
  type Evidence,
  type IndexedRun,
  packResult,
  type SpecNames,
} from '../../evidence/ledger/indexed-run.ts';
import { toLedgerFile } from '../../evidence/ledger/ledger-file.ts';
import type { EvidenceRun, RunDetails } from '../../evidence/ledger/run.ts';
import { parseRunReport, type RunReport } from '../../evidence/report/run-report.ts';
import { readRunReport } from '../../evidence/sources/run-report.ts';
import { readReportBytes } from '../../system/bounded-read.ts';
import { digestOfBytes } from '../../system/digest-files.ts';
import type { Context } from '../shared/context.ts';
import { JOBS_FOLDER } from '../shared/reports.ts';

/** A run report of this machine, and the run that it is of. */
export type LocalReport = { readonly report: RunReport; readonly run: EvidenceRun; readonly key: string };

/** All of them are in memory. */
const MAX_REPORTS = 200;

/** The reports of lanes below a folder; what can’t be read is told and left out. */
export async function readLocalReports(context: Context, folder: string): Promise<readonly LocalReport[]> {
  const found = (existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [])
    // Those of jobs are parts of their lanes, and merged where there is more than one.
    .filter((name) => basename(name) === 'report.json' && !name.startsWith(JOBS_FOLDER + sep))
    .map((name) => join(folder, name))
    .toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  const paths = found.slice(0, MAX_REPORTS);
  if (found.length > paths.length)
    context.note(`of ${found.length} reports, the ${MAX_REPORTS} newest files are read`);
  const reports: LocalReport[] = [];
  for (const path of paths)
    try {
      const bytes = readReportBytes(path);
      const report = parseRunReport(bytes.toString('utf8'));
      const { run } = readRunReport(report, await digestOfBytes(bytes), null);
      reports.push({ report, run, key: toLedgerFile(run).key });
    } catch (error) {
      context.note(oneLine(`${relative(context.cwd, path)}: left out: ${complaintOf(error)}`));
    }
  return reports;
}

/** Evidence with the runs added of which there is a report only; those have no file. */
export function withLocalRuns(
  { specs, runs }: Evidence,
  reports: readonly LocalReport[],
): { readonly evidence: Evidence; readonly details: ReadonlyMap<IndexedRun, RunDetails> } {
  const recorded = new Set(runs.map(({ key }) => key));
  const names: SpecNames[] = [...specs];
  const numbers = new Map(names.map((each, number) => [nameKey(each), number]));
  const numberOf = (own: SpecNames): number => {
    const known = numbers.get(nameKey(own));
    if (known !== undefined) return known;
    numbers.set(nameKey(own), names.length);
    return names.push(own) - 1;
  };
  const details = new Map<IndexedRun, RunDetails>();
  const added = reports
    .filter(({ key }) => !recorded.has(key))
    .map(({ run, key }): IndexedRun => {
      const results = run.results.map(({ id, testIds, attempts }) =>
        packResult(numberOf({ id, testIds }), attempts),
      );
      const indexed = {
        file: '',
        key,
        header: run.header,
        origin: run.origin,
        results: Uint32Array.from(results),
      };
      details.set(indexed, detailsOf(run));
      return indexed;
    });
  return { evidence: { specs: names, runs: [...runs, ...added] }, details };
}

const nameKey = ({ id, testIds }: SpecNames): string => JSON.stringify([id, testIds]);

const detailsOf = ({ results }: EvidenceRun): RunDetails => ({
  seconds: Float32Array.from(results, ({ seconds }) => seconds),
  attempts: new Map(
    results.flatMap(({ attempts }, place) => (attempts.length > 1 ? [[place, attempts] as const] : [])),
  ),
  failures: new Map(
    results.flatMap(({ failure }, place) => (failure === undefined ? [] : [[place, failure] as const])),
  ),
});
