import { resolve } from 'node:path';
import { LanekeeperError } from '../../core/errors.ts';
import { oneLine } from '../../core/terminal.ts';
import type { Evidence, IndexedRun } from '../../evidence/ledger/indexed-run.ts';
import type { Ledger } from '../../evidence/ledger/ledger.ts';
import type { RunDetails } from '../../evidence/ledger/run.ts';
import { policyOf } from '../../lanes/policy.ts';
import { resolveLane } from '../../lanes/resolve.ts';
import type { LaneInput, SiteInput } from '../../site/types.ts';
import type { Context, Viewer } from '../shared/context.ts';
import { tellFuture } from '../shared/decisions.ts';
import { chooseSuite } from '../shared/lanes.ts';
import { type LocalReport, readLocalReports, withLocalRuns } from './local-reports.ts';
import { lookCloser } from './site-coverage.ts';
import { documentsOf } from './site-documents.ts';

/** Parts of a site that a user asks for. */
export type SiteQuestion = {
  /** Suite to which the site is limited. */
  readonly suite?: string;
  /** Inventory of one suite, which is read instead of the suites' own. */
  readonly inventory?: string;
  /** Path of the folder of run reports, which the ledger need not have. */
  readonly reports: string;
  /** Whether coverage and findings are included, which take the longest. */
  readonly isWhole: boolean;
};

/** Gathers everything that a site says, from the configuration, the documents, the ledger and the reports of this machine. */
export async function gatherSite(
  context: Context,
  viewer: Viewer,
  question: SiteQuestion,
  ledger: Ledger,
  asOf: string,
): Promise<SiteInput> {
  const { config } = viewer;
  const { suite, inventory } = question;
  const only = suite === undefined && inventory === undefined ? undefined : chooseSuite(config, question);
  const recorded = ledger.evidence();
  tellFuture(context, recorded);
  const reports = await readLocalReports(context, resolve(context.cwd, question.reports));
  const runs = runsOf(ledger, recorded, reports, only);
  const lanes = await lanesOf(viewer, only);
  const documents = await documentsOf(context, viewer, only, recorded, asOf);
  const closer = question.isWhole
    ? await lookCloser(context, viewer, inventory, lanes, documents.found, asOf)
    : { coverage: [], findings: [], notes: [] };
  return {
    version: context.version,
    asOf,
    lanes,
    documents: documents.found.map(({ input }) => input),
    ...runs,
    policyOf: (arch) => policyOf(config.settings.value.policy, arch),
    ...closer,
    notes: [...new Set([...documents.notes, ...closer.notes])].map(oneLine),
  };
}

/** The runs of the ledger and those of which this machine has a report only, of one suite where it is asked for. */
function runsOf(
  ledger: Ledger,
  recorded: Evidence,
  reports: readonly LocalReport[],
  only: string | undefined,
): Pick<SiteInput, 'evidence' | 'isRecorded' | 'detailsOf' | 'reportOf'> {
  const { evidence, details } = withLocalRuns(recorded, reports);
  const isShown = (run: IndexedRun): boolean => only === undefined || run.header.suite.name === only;
  const byKey = new Map(reports.map(({ key, report }) => [key, report]));
  const known = new Map<IndexedRun, RunDetails>(details);
  return {
    evidence: { ...evidence, runs: evidence.runs.filter(isShown) },
    isRecorded: ({ file }) => file !== '',
    detailsOf: (run) => {
      const own = known.get(run) ?? ledger.details(run);
      known.set(run, own);
      return own;
    },
    reportOf: ({ key }) => byKey.get(key),
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

/** View of a lane, or the reason why its suite can’t be listed here: that is none to show nothing of its runs. */
async function viewOf(viewer: Viewer, name: string): Promise<LaneInput['view']> {
  try {
    const { inventory, selection } = await viewer.view(name);
    return { specs: inventory.specs, selection };
  } catch (error) {
    if (error instanceof LanekeeperError) return { unlisted: oneLine(error.message) };
    throw error;
  }
}
