import { LanekeeperError } from '../../core/errors.ts';
import { oneLine } from '../../core/terminal.ts';
import type { Evidence } from '../../evidence/ledger/indexed-run.ts';
import type { Decision, SuiteView } from '../../promotion/types.ts';
import type { DocumentInput } from '../../site/types.ts';
import { historyOf } from '../../status/history.ts';
import { STATUS_FORMATS } from '../../status/index.ts';
import type { StatusEntry } from '../../status/types.ts';
import type { Context, Viewer } from '../shared/context.ts';
import { type DecidedDocument, decideAll, suiteOf } from '../shared/decisions.ts';
import { createNamer } from '../shared/feature-names.ts';
import { readStatusDocuments, type StatusDocument } from '../shared/status-documents.ts';

/** A document of a site; without decisions where its suite could not be listed. */
export type SiteDocument = { readonly input: DocumentInput; readonly decided: DecidedDocument | undefined };

/**
 * The status documents of a site, with what is decided and how they came to be.
 *
 * @param only documents of this suite only.
 * @param notes what could not be found out is added here.
 */
export async function documentsOf(
  context: Context,
  viewer: Viewer,
  only: string | undefined,
  evidence: Evidence,
  asOf: string,
  notes: string[],
): Promise<readonly SiteDocument[]> {
  const { config } = viewer;
  if (Object.keys(config.settings.value.status).length === 0) return [];
  const all = await readStatusDocuments(config, context.cwd);
  const nameOf = createNamer(config);
  const documents = all.filter((document) => only === undefined || suiteOf(viewer, document) === only);
  return Promise.all(
    documents.map(async (document) => {
      const suite = suiteOf(viewer, document);
      const decided = await decideOrTell(viewer, document, evidence, asOf, notes);
      return {
        decided: typeof decided === 'string' ? undefined : decided,
        input: {
          file: document.file,
          suite,
          ...(typeof decided === 'string' ? undecided(document, suite, decided) : decided),
          nameOf: (feature) => nameOf(document, feature),
          ...(await historyOf(document.path, asOf, (text) => entriesOf(text, document))),
        },
      };
    }),
  );
}

const entriesOf = async (text: string, { settings }: StatusDocument): Promise<readonly StatusEntry[]> =>
  (await STATUS_FORMATS[settings.format].read(text, settings)).entries;

/** Why nothing can be decided is a sentence on each row; the rows are shown all the same. */
async function decideOrTell(
  viewer: Viewer,
  document: StatusDocument,
  evidence: Evidence,
  asOf: string,
  notes: string[],
): Promise<DecidedDocument | string> {
  try {
    const [decided] = await decideAll(viewer, [document], evidence, asOf, []);
    return decided as DecidedDocument;
  } catch (error) {
    if (!(error instanceof LanekeeperError)) throw error;
    const because = oneLine(error.message);
    notes.push(`${document.file}: nothing can be decided: ${because}`);
    return because;
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
      outcome: 'keep',
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
