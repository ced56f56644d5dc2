import { askGitHub, type GitHub, httpStatusOf } from './client.ts';

export type Repository = { readonly owner: string; readonly repo: string };

/** A pull request of ours, as GitHub has it. */
export type PullRequest = {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly url: string;
  readonly labels: readonly string[];
};

export type PullRequestDraft = {
  readonly title: string;
  readonly body: string;
  readonly base: string;
  readonly branch: string;
  readonly labels: readonly string[];
};

/** Mark in the body of a pull request that we closed ourselves, which is no refusal. */
const CLOSED_BY_US = '<!-- lanekeeper:nothing-left -->';

/** Number of closed pull requests that are looked at, newest first. */
const MAX_CLOSED = 30;

/** The open pull request of the branch. */
export async function findOpen(
  github: GitHub,
  repository: Repository,
  branch: string,
): Promise<PullRequest | undefined> {
  const { data } = await askGitHub('looking for the pull request', () =>
    github.rest.pulls.list({
      ...repository,
      state: 'open',
      head: `${repository.owner}:${branch}`,
      per_page: 10,
    }),
  );
  const found = data.find(({ head }) => head.ref === branch);
  return found === undefined
    ? undefined
    : {
        number: found.number,
        title: found.title,
        body: withLineFeeds(found.body ?? ''),
        url: found.html_url,
        labels: found.labels.map(({ name }) => name),
      };
}

/** Bodies of pull requests of the branch that people closed without merging, newest first. */
export async function findRefused(
  github: GitHub,
  repository: Repository,
  branch: string,
): Promise<readonly string[]> {
  const { data } = await askGitHub('looking for closed pull requests', () =>
    github.rest.pulls.list({
      ...repository,
      state: 'closed',
      head: `${repository.owner}:${branch}`,
      sort: 'updated',
      direction: 'desc',
      per_page: MAX_CLOSED,
    }),
  );
  return data
    .filter(({ head, merged_at }) => head.ref === branch && merged_at === null)
    .map(({ body }) => withLineFeeds(body ?? ''))
    .filter((body) => !body.includes(CLOSED_BY_US));
}

/** Opens the pull request, or brings the open one up to date. Done twice, the second time changes nothing. */
export async function propose(
  github: GitHub,
  repository: Repository,
  wanted: PullRequestDraft,
): Promise<{ readonly effect: 'created' | 'updated' | 'unchanged'; readonly url: string }> {
  const open = await findOpen(github, repository, wanted.branch);
  if (open !== undefined) return { effect: await update(github, repository, open, wanted), url: open.url };
  const created = await create(github, repository, wanted);
  await label(github, repository, created, wanted.labels);
  return { effect: 'created', url: created.url };
}

async function create(
  github: GitHub,
  repository: Repository,
  { title, body, base, branch }: PullRequestDraft,
): Promise<PullRequest> {
  try {
    const { data } = await github.rest.pulls.create({ ...repository, title, body, base, head: branch });
    return { number: data.number, title, body, url: data.html_url, labels: [] };
  } catch (error) {
    // An earlier try whose answer got lost may have made it.
    const open = httpStatusOf(error) === 422 ? await findOpen(github, repository, branch) : undefined;
    if (open !== undefined) return open;
    return askGitHub('opening the pull request', () => Promise.reject(error));
  }
}

async function update(
  github: GitHub,
  repository: Repository,
  open: PullRequest,
  { title, body, labels }: PullRequestDraft,
): Promise<'updated' | 'unchanged'> {
  const isSame = open.title === title && open.body === body;
  if (!isSame)
    await askGitHub('updating the pull request', () =>
      github.rest.pulls.update({ ...repository, pull_number: open.number, title, body }),
    );
  const labelled = await label(github, repository, open, labels);
  return isSame && !labelled ? 'unchanged' : 'updated';
}

/** Adds the labels that are missing; those that people added stay. */
async function label(
  github: GitHub,
  repository: Repository,
  { number, labels }: PullRequest,
  wanted: readonly string[],
): Promise<boolean> {
  const missing = wanted.filter((name) => !labels.includes(name));
  if (missing.length === 0) return false;
  await askGitHub('labelling the pull request', () =>
    github.rest.issues.addLabels({ ...repository, issue_number: number, labels: missing }),
  );
  return true;
}

/** Closes the pull request, because nothing is left to propose. */
export async function close(
  github: GitHub,
  repository: Repository,
  { number, body }: PullRequest,
): Promise<void> {
  await askGitHub('closing the pull request', () =>
    github.rest.pulls.update({
      ...repository,
      pull_number: number,
      state: 'closed',
      body: `${CLOSED_BY_US}\nNothing is left to propose: the evidence or the documents changed.\n\n${body}`,
    }),
  );
}

/** A body with LF alone: GitHub's forms send CRLF. */
const withLineFeeds = (text: string): string => text.replaceAll('\r\n', '\n');
