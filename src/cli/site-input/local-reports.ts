import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { complaintOf } from '../../core/errors.ts';
import { oneLine } from '../../core/terminal.ts';
import type { Evidence, IndexedRun } from '../../evidence/ledger/indexed-run.ts';
import { toLedgerFile } from '../../evidence/ledger/ledger-file.ts';
import { createSpecNumbers, packResults } from '../../evidence/ledger/packed-results.ts';
import type { EvidenceRun, RunDetails } from '../../evidence/ledger/run.ts';
import { parseRunReport, type RunReport } from '../../evidence/report/run-report.ts';
import { readRunReport } from '../../evidence/sources/run-report.ts';
import { readReportBytes } from '../../system/bounded-read.ts';
import { digestOfBytes } from '../../system/digest-files.ts';
import type { Context } from '../shared/context.ts';
import { JOBS_FOLDER } from '../shared/reports.ts';

/** A run report of this machine, and the run that it is of. */
export type LocalReport = { readonly report: RunReport; readonly run: EvidenceRun; readonly key: string };

/** Number of reports that are taken: all of them are in memory. */
const MAX_REPORTS = 200;

/** Reads the reports of lanes below a folder; those that can’t be read are told and left out. */
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

/** Adds to the evidence the runs of which there is a report only; those have no file. */
export function withLocalRuns(
  { specs, runs }: Evidence,
  reports: readonly LocalReport[],
): { readonly evidence: Evidence; readonly details: ReadonlyMap<IndexedRun, RunDetails> } {
  const recorded = new Set(runs.map(({ key }) => key));
  const numbers = createSpecNumbers(specs);
  const details = new Map<IndexedRun, RunDetails>();
  const added = reports
    .filter(({ key }) => !recorded.has(key))
    .map(({ run, key }): IndexedRun => {
      const indexed = {
        file: '',
        key,
        header: run.header,
        origin: run.origin,
        results: packResults(run.results, numbers.numberOf),
      };
      details.set(indexed, detailsOf(run));
      return indexed;
    });
  return { evidence: { specs: numbers.specs, runs: [...runs, ...added] }, details };
}

const detailsOf = ({ results }: EvidenceRun): RunDetails => ({
  seconds: Float32Array.from(results, ({ seconds }) => seconds),
  attempts: new Map(
    results.flatMap(({ attempts }, place) => (attempts.length > 1 ? [[place, attempts] as const] : [])),
  ),
  failures: new Map(
    results.flatMap(({ failure }, place) => (failure === undefined ? [] : [[place, failure] as const])),
  ),
});
