import { amount } from '../../core/amount.ts';
import { usageError } from '../../core/errors.ts';
import type { Evidence } from '../../evidence/ledger/indexed-run.ts';
import { withLedger } from '../../evidence/ledger/ledger.ts';
import { existingFolder, withStore } from '../../evidence/ledger/open.ts';
import { allLanes, isActiveOn } from '../../lanes/active-lanes.ts';
import { policyOf } from '../../lanes/policy.ts';
import { decide } from '../../promotion/decide.ts';
import { describeRuns, weighRuns } from '../../promotion/runs.ts';
import type { Decision, Refusal, SuiteView } from '../../promotion/types.ts';
import { createFeatureFinder } from '../../status/features/find.ts';
import type { LaneChange } from '../../status/types.ts';
import type { CommonOptions, Context, Viewer } from './context.ts';
import { readStatusDocuments, type StatusDocument } from './status-documents.ts';
import { viewSuite } from './suite-views.ts';

/** A document with the text that follows from the decisions. */
export type EditedDocument = DecidedDocument & { readonly after: string };

export type DecisionOptions = CommonOptions & {
  readonly evidence?: string;
};

/** A document, what is decided about its rows, and what its prose should say of lanes. */
export type DecidedDocument = {
  readonly document: StatusDocument;
  readonly suites: readonly SuiteView[];
  readonly decisions: readonly Decision[];
  /** Sentences, one for each architecture, on which runs of the ledger count. */
  readonly runs: readonly string[];
  readonly lanes: readonly LaneChange[];
};

/** Decides about every row of every status document. */
export async function decideDocuments(
  context: Context,
  viewer: Viewer,
  options: DecisionOptions,
  asOf: string,
  refusals: readonly Refusal[],
): Promise<readonly DecidedDocument[]> {
  const documents = await readStatusDocuments(viewer.config, context.cwd);
  const evidence = await readEvidence(viewer, context, options);
  tellFuture(context, evidence);
  return decideAll(viewer, documents, evidence, asOf, refusals);
}

/** Decides about some documents, with the evidence that their rows rest on at hand. */
export async function decideAll(
  viewer: Viewer,
  documents: readonly StatusDocument[],
  evidence: Evidence,
  asOf: string,
  refusals: readonly Refusal[],
): Promise<readonly DecidedDocument[]> {
  const decided: DecidedDocument[] = [];
  for (const document of documents)
    decided.push(await decideDocument(viewer, document, evidence, asOf, refusals));
  return decided;
}

/** Says where runs of the ledger can't be of the time that they claim. */
export function tellFuture(context: Context, { runs }: Evidence): void {
  const now = new Date().toISOString();
  const later = runs.filter(({ header }) => header.startedAt > now).length;
  if (later > 0) context.note(`${amount(later, 'run')} in the ledger start later than now: a clock is wrong`);
}

const readEvidence = (viewer: Viewer, { cwd }: Context, { evidence }: DecisionOptions): Promise<Evidence> =>
  withStore(viewer.config, existingFolder(cwd, evidence), (store) =>
    withLedger(store, async (ledger) => ledger.evidence()),
  );

async function decideDocument(
  viewer: Viewer,
  document: StatusDocument,
  evidence: Evidence,
  asOf: string,
  refusals: readonly Refusal[],
): Promise<DecidedDocument> {
  const { config } = viewer;
  const { defaults, policy } = config.settings.value;
  const suite = suiteOfDocument(viewer, document);
  const find = createFeatureFinder(config.features?.value ?? { features: {} }, suite, defaults.suite);
  const byArch = Map.groupBy(document.reading.entries, ({ arch }) => arch);
  const decisions: Decision[] = [];
  const suites: SuiteView[] = [];
  const runs: string[] = [];
  for (const [arch, entries] of byArch) {
    const view = await viewSuite(viewer, suite, arch);
    suites.push(view);
    const own = policyOf(policy, arch);
    const active = new Set(view.lanes.map(({ name }) => name));
    runs.push(`${arch}: ${describeRuns(weighRuns(evidence, arch, active, own, asOf))}`);
    decisions.push(
      ...decide({
        asOf,
        arch,
        policy: own,
        evidence,
        suite: view,
        find,
        entries,
        refusals,
      }),
    );
  }
  const { format } = document.settings;
  return {
    document,
    suites,
    decisions: format === 'go-map' ? decisions.map(withoutQualifier) : decisions,
    runs,
    lanes: laneChanges(viewer, document),
  };
}

/** The suite that verifies a document. */
export function suiteOfDocument(
  { config }: Pick<Viewer, 'config'>,
  { name, settings }: StatusDocument,
): string {
  const { suites, defaults } = config.settings.value;
  const suite = settings.suite ?? defaults.suite ?? Object.keys(suites)[0];
  if (suite === undefined)
    throw usageError(`status.${name}: found no suite, expected one: add suite: kubevirt`);
  return suite;
}

/** Decision without a qualifier. A map of Go has no place for one: a human has to judge what it should say. */
function withoutQualifier(decision: Decision): Decision {
  if (decision.action !== 'change' || decision.to.qualifier === null) return decision;
  const stays = decision.to.status === decision.from.status;
  return {
    ...decision,
    to: decision.from,
    action: stays ? 'keep' : 'finding',
    reason: `${decision.reason}; a map of Go can’t hold the qualifier "${decision.to.qualifier}"`,
  };
}

/** Changes of the lanes that a document lists or should list, where it lists any. */
function laneChanges({ config }: Viewer, document: StatusDocument): readonly LaneChange[] {
  const claims = document.reading.lanes;
  if (!claims.some(({ claimed }) => claimed === 'active')) return [];
  const suite = suiteOfDocument({ config }, document);
  const active = allLanes(config).filter((lane) => isActiveOn(lane, suite, document.settings.arch));
  const listed = claims.filter(({ claimed }) => claimed === 'active').map(({ lane }) => lane);
  return [
    ...active
      .filter(({ name }) => !listed.includes(name))
      .map(({ name, description }) => ({ lane: name, to: 'active' as const, description })),
    ...listed
      .filter((name) => !active.some((lane) => lane.name === name))
      .map((name) => ({ lane: name, to: 'gone' as const, description: '' })),
  ];
}
