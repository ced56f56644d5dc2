import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { restEndpointMethods } from '@octokit/plugin-rest-endpoint-methods';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { infrastructureError, LanekeeperError } from '../../core/errors.ts';
import { oneLine } from '../../core/terminal.ts';

/** Seconds of the longest wait; longer ones are for the next run of the job. */
const MAX_WAIT_SECONDS = 90;
const MAX_RETRIES = 2;

const Client = Octokit.plugin(restEndpointMethods, paginateRest, retry, throttling);

export type GitHub = InstanceType<typeof Client>;

/**
 * Speaks to GitHub, or to GitHub Enterprise by the URL of its API. Failures of the server are tried again, limits of
 * its rates are waited for where that takes no longer than a minute and a half.
 */
export function createGitHub(
  apiUrl: string,
  token: string,
  version: string,
  note: (message: string) => void,
): GitHub {
  const wait = (what: string) => (seconds: number, _: unknown, __: unknown, retries: number) => {
    const waits = retries < MAX_RETRIES && seconds <= MAX_WAIT_SECONDS;
    note(`GitHub ${what}: ${waits ? `waiting ${seconds} s` : `it asks to wait ${seconds} s, giving up`}`);
    return waits;
  };
  return new Client({
    auth: token,
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: `lanekeeper/${version}`,
    retry: { retries: MAX_RETRIES },
    throttle: { onRateLimit: wait('limits the rate'), onSecondaryRateLimit: wait('limits the rate') },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
}

/** What GitHub answered: whatever else is thrown is a bug of ours. */
export async function askGitHub<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof LanekeeperError) throw error;
    const status = httpStatusOf(error);
    if (status === undefined) throw error;
    throw infrastructureError(
      `GitHub: ${what} failed (${status}): ${oneLine((error as Error).message)}${hintFor(status)}`,
    );
  }
}

/** The HTTP status of an answer that was an error; 500 also where no answer came. */
export const httpStatusOf = (error: unknown): number | undefined =>
  error instanceof Error && error.name === 'HttpError'
    ? Number((error as { status?: number }).status)
    : undefined;

function hintFor(status: number): string {
  if (status === 401) return '; the token in GITHUB_TOKEN is not valid';
  if (status === 403 || status === 429)
    return '; the token needs contents: write and pull-requests: write, or the rate is limited: try again later';
  if (status === 404) return '; the repository does not exist, or the token can’t see it';
  return status >= 500 ? '; run the command again: what is done already is not done twice' : '';
}
