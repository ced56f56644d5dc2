import { LanekeeperError } from '../../core/errors.ts';
import { oneLine } from '../../core/terminal.ts';
import type { Evidence } from '../../evidence/ledger/indexed-run.ts';
import type { Decision, SuiteView } from '../../promotion/types.ts';
import type { DocumentInput } from '../../site/types.ts';
import { historyOf } from '../../status/history.ts';
import { STATUS_FORMATS } from '../../status/index.ts';
import type { StatusEntry } from '../../status/types.ts';
import type { Context, Viewer } from '../shared/context.ts';
import { type DecidedDocument, decideAll, suiteOfDocument } from '../shared/decisions.ts';
import { createNamer } from '../shared/feature-names.ts';
import { readStatusDocuments, type StatusDocument } from '../shared/status-documents.ts';
import { joinNoted, type Noted } from './noted.ts';

/** A document of a site; without decisions where its suite could not be listed. */
export type SiteDocument = { readonly input: DocumentInput; readonly decided: DecidedDocument | undefined };

/**
 * Reads the status documents of a site, with what is decided and how they came to be.
 *
 * @param only suite to whose documents the site is limited.
 */
export async function documentsOf(
  context: Context,
  viewer: Viewer,
  only: string | undefined,
  evidence: Evidence,
  asOf: string,
): Promise<Noted<SiteDocument>> {
  const { config } = viewer;
  if (Object.keys(config.settings.value.status).length === 0) return { found: [], notes: [] };
  const all = await readStatusDocuments(config, context.cwd);
  const nameOf = createNamer(config);
  const documents = all.filter(
    (document) => only === undefined || suiteOfDocument(viewer, document) === only,
  );
  const siteDocuments = documents.map(async (document): Promise<Noted<SiteDocument>> => {
    const suite = suiteOfDocument(viewer, document);
    const decided = await decideOrSayWhy(viewer, document, evidence, asOf);
    const isUndecided = typeof decided === 'string';
    const input: DocumentInput = {
      file: document.file,
      suite,
      ...(isUndecided ? undecided(document, suite, decided) : decided),
      nameOf: (feature) => nameOf(document, feature),
      ...(await historyOf(document.path, asOf, (text) => entriesOf(text, document))),
    };
    return {
      found: [{ input, decided: isUndecided ? undefined : decided }],
      notes: isUndecided ? [`${document.file}: nothing can be decided: ${decided}`] : [],
    };
  });
  return joinNoted(await Promise.all(siteDocuments));
}

const entriesOf = async (text: string, { settings }: StatusDocument): Promise<readonly StatusEntry[]> =>
  (await STATUS_FORMATS[settings.format].read(text, settings)).entries;

/**
 * Decides about a document, or says why nothing can be decided: a sentence on each row, and the rows are shown all
 * the same.
 */
async function decideOrSayWhy(
  viewer: Viewer,
  document: StatusDocument,
  evidence: Evidence,
  asOf: string,
): Promise<DecidedDocument | string> {
  try {
    const [decided] = await decideAll(viewer, [document], evidence, asOf, []);
    return decided as DecidedDocument;
  } catch (error) {
    if (!(error instanceof LanekeeperError)) throw error;
    return oneLine(error.message);
  }
}

function undecided(
  { reading }: StatusDocument,
  suite: string,
  because: string,
): Pick<DocumentInput, 'decisions' | 'suites'> {
  const decisions = reading.entries.map((entry): Decision => {
    const standing = { status: entry.status, qualifier: entry.qualifier };
    return {
      feature: entry.feature,
      arch: entry.arch,
      code: 'no-evidence',
      action: 'keep',
      from: standing,
      to: standing,
      reason: `nothing can be decided: ${because}`,
      specs: [],
      native: null,
      emulated: null,
      missing: [],
      expected: null,
      runs: [],
      entry,
    };
  });
  const arches = [...new Set(decisions.map(({ arch }) => arch))];
  return {
    decisions,
    suites: arches.map((arch): SuiteView => ({ name: suite, arch, specs: [], lanes: [] })),
  };
}
