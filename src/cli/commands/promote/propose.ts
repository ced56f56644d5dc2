import { posix } from 'node:path';
import { oneLine } from '../../../core/terminal.ts';
import type { Config } from '../../../lanes/config.ts';
import { proposalBody, refusalsIn } from '../../../promotion/body.ts';
import type { Refusal } from '../../../promotion/types.ts';
import { gitIn } from '../../../system/git.ts';
import { deleteProposal, type ProposedFile, pushProposal } from '../../../system/github/proposal-branch.ts';
import { close, findOpen, findRefused, propose } from '../../../system/github/pull-request.ts';
import type { Context } from '../../shared/context.ts';
import type { EditedDocument } from '../../shared/decisions.ts';
import { chooseRepository, connectGithub } from '../../shared/github.ts';

export type Proposal = {
  readonly documents: readonly EditedDocument[];
  readonly effect: 'created' | 'updated' | 'unchanged' | 'closed';
  readonly url: string | null;
};

/** Brings the one pull request in step with what is decided now; closes it when nothing is left. */
export async function proposeDocuments(
  context: Context,
  { root, settings }: Config,
  make: (refusals: readonly Refusal[]) => Promise<readonly EditedDocument[]>,
): Promise<Proposal> {
  const { promotion } = settings.value;
  const { branch, labels, base } = promotion;
  const repository = chooseRepository(promotion.repository);
  const github = connectGithub(context, promotion.apiUrl);
  const refused = await findRefused(github, repository, branch);
  const documents = await make(refused.flatMap(refusalsIn));
  const files = await changedFiles(root, documents);
  if (files.length === 0) {
    const open = await findOpen(github, repository, branch);
    if (open === undefined) return { documents, effect: 'unchanged', url: null };
    await deleteProposal(root, promotion, () => close(github, repository, open));
    return { documents, effect: 'closed', url: open.url };
  }
  const title = titleOf(documents);
  const pushed = await pushProposal(root, promotion, title, files);
  const body = proposalBody(documents.map(({ document, decisions }) => ({ file: document.file, decisions })));
  const { effect, url } = await propose(github, repository, { title, body, base, branch, labels });
  return { documents, effect: effect === 'unchanged' && pushed === 'pushed' ? 'updated' : effect, url };
}

/** Title of the pull request; GitHub takes 256 characters. */
const titleOf = (documents: readonly EditedDocument[]): string =>
  oneLine(describeChanges(documents)).slice(0, 200);

function describeChanges(documents: readonly EditedDocument[]): string {
  const changes = documents.flatMap(({ decisions }) => decisions.filter(({ action }) => action === 'change'));
  const arches = [...new Set(changes.map(({ arch }) => arch))].toSorted();
  if (changes.length === 0) return 'Update the lanes in the support status';
  const [only, ...others] = changes;
  return others.length === 0 && only !== undefined
    ? `Update the support status of ${only.feature} on ${only.arch}`
    : `Update the support status of ${changes.length} features on ${arches.join(', ')}`;
}

/**
 * Files that change, by their paths from the top of the repository, which may be above the folder that holds
 * lanes/.
 */
async function changedFiles(
  root: string,
  documents: readonly EditedDocument[],
): Promise<readonly ProposedFile[]> {
  const prefix = (await gitIn(root).run('rev-parse', '--show-prefix')).trim();
  return documents
    .filter(({ document, after }) => after !== document.text)
    .map(({ document, after }) => ({
      path: posix.normalize(posix.join(prefix, document.settings.path)),
      before: document.text,
      after,
    }));
}
