import { usageError } from '../../core/errors.ts';
import { createGitHub, type GitHub } from '../../system/github/client.ts';
import type { Repository } from '../../system/github/pull-request.ts';
import type { Context } from './context.ts';

/**
 * Connects to GitHub with the token of the environment.
 *
 * @param apiUrl URL of the configuration; that of the environment, else GitHub's own, when absent.
 */
export function connectGithub(context: Context, apiUrl: string | undefined): GitHub {
  const token = process.env['GITHUB_TOKEN'];
  if (token === undefined || token === '')
    throw usageError(
      'GITHUB_TOKEN is not set, expected a token of the repository: for promotions one that may write contents and pull requests',
    );
  const url = apiUrl ?? process.env['GITHUB_API_URL'] ?? 'https://api.github.com';
  if (!/^https?:\/\//.test(url)) throw usageError(`promotion.apiUrl: found ${url}, expected a URL`);
  return createGitHub(url, token, context.version, context.note);
}

/** The repository that is named, else that of the job of GitHub Actions. */
export function chooseRepository(named: string | undefined): Repository {
  const name = named ?? process.env['GITHUB_REPOSITORY'] ?? '';
  const [owner, repo, ...rest] = name.split('/');
  if (!owner || !repo || rest.length > 0)
    throw usageError(
      `found ${name === '' ? 'no repository' : JSON.stringify(name)}, expected owner/name in promotion.repository or GITHUB_REPOSITORY`,
    );
  return { owner, repo };
}
