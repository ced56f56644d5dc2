import { resolve } from 'node:path';
import { LanekeeperError } from '../../core/errors.ts';
import { oneLine } from '../../core/terminal.ts';
import type { IndexedRun } from '../../evidence/ledger/indexed-run.ts';
import type { Ledger } from '../../evidence/ledger/ledger.ts';
import type { RunDetails } from '../../evidence/ledger/run.ts';
import { policyOf } from '../../lanes/policy.ts';
import { resolveLane } from '../../lanes/resolve.ts';
import type { LaneInput, SiteInput } from '../../site/types.ts';
import type { ReportOptions } from '../commands/report/command.ts';
import type { Context, Viewer } from '../shared/context.ts';
import { tellFuture } from '../shared/decisions.ts';
import { suiteOf } from '../shared/lanes.ts';
import { readLocalReports, withLocalRuns } from './local-reports.ts';
import { coverageAndFindings } from './site-coverage.ts';
import { documentsOf } from './site-documents.ts';

/** Everything that a site says, from the configuration, the documents, the ledger and the reports of this machine. */
export async function gatherSite(
  context: Context,
  viewer: Viewer,
  options: ReportOptions,
  ledger: Ledger,
  asOf: string,
): Promise<SiteInput> {
  const { config } = viewer;
  const notes: string[] = [];
  // One inventory is of one suite.
  const only =
    options.suite === undefined && options.inventory === undefined ? undefined : suiteOf(config, options);
  const recorded = ledger.evidence();
  tellFuture(context, recorded);
  const isShown = (run: IndexedRun): boolean => only === undefined || run.header.suite.name === only;
  const reports = await readLocalReports(context, resolve(context.cwd, options.reports));
  const joined = withLocalRuns(recorded, reports);
  const evidence = { ...joined.evidence, runs: joined.evidence.runs.filter(isShown) };
  const byKey = new Map(reports.map(({ key, report }) => [key, report]));
  const known = new Map<IndexedRun, RunDetails>(joined.details);
  const lanes = await lanesOf(viewer, only);
  const documents = await documentsOf(context, viewer, only, recorded, asOf, notes);
  // What is printed has neither, and they take the longest.
  const isWhole = options.site !== undefined || options.json === true || options.format === 'json';
  const { coverage, findings } = isWhole
    ? await coverageAndFindings(context, viewer, options, lanes, documents, asOf, notes)
    : { coverage: [], findings: [] };
  return {
    version: context.version,
    asOf,
    lanes,
    documents: documents.map(({ input }) => input),
    evidence,
    isRecorded: ({ file }) => file !== '',
    detailsOf: (run) => {
      const details = known.get(run) ?? ledger.details(run);
      known.set(run, details);
      return details;
    },
    reportOf: ({ key }) => byKey.get(key),
    policyOf: (arch) => policyOf(config.settings.value.policy, arch),
    coverage,
    findings,
    notes: [...new Set(notes)].map(oneLine),
  };
}

const lanesOf = (viewer: Viewer, only: string | undefined): Promise<readonly LaneInput[]> =>
  Promise.all(
    [...viewer.config.lanes.keys()]
      .map((name) => resolveLane(viewer.config, name).lane)
      .filter(({ suite }) => only === undefined || suite === only)
      .map(async ({ name, arch, suite, state, node, description }) => ({
        name,
        arch,
        suite,
        state,
        node,
        description,
        view: await viewOf(viewer, name),
      })),
  );

/** A suite that can’t be listed here is no reason to show nothing of its runs. */
async function viewOf(viewer: Viewer, name: string): Promise<LaneInput['view']> {
  try {
    const { inventory, selection } = await viewer.view(name);
    return { specs: inventory.specs, selection };
  } catch (error) {
    if (error instanceof LanekeeperError) return { unlisted: oneLine(error.message) };
    throw error;
  }
}
