import { basename, dirname } from 'node:path';
import { complaintOf } from '../core/errors.ts';
import { gitIn } from '../system/git.ts';
import type { Version } from './changes.ts';
import type { StatusEntry } from './types.ts';

/** Number of versions that are looked at: each has to be read and parsed. */
const MAX_VERSIONS = 50;

export type DocumentHistory = {
  /** Versions of the document, newest first; none outside of a repository. */
  readonly versions: readonly Version[];
  /** Whether the last version is the document’s first, and not only the last one that we looked at. */
  readonly isWhole: boolean;
};

const NONE: DocumentHistory = { versions: [], isWhole: false };

/**
 * Reads how a document came to be, by the commits of the repository around it. Without git there is no history,
 * and nothing is claimed of it.
 *
 * @param path absolute path of the document.
 * @param until time in ISO 8601; later commits are not looked at.
 * @param read gives the entries of a text; throws InputError where it is none of its kind.
 */
export async function historyOf(
  path: string,
  until: string,
  read: (text: string) => Promise<readonly StatusEntry[]>,
): Promise<DocumentHistory> {
  const git = gitIn(dirname(path));
  const name = `./${basename(path)}`;
  const limit = `--max-count=${MAX_VERSIONS}`;
  const log = await git
    .try('log', limit, '--first-parent', `--until=${until}`, '--format=%H %ct', '--', name)
    .catch(orNothing);
  if (log === undefined || log.exitCode !== 0) return NONE;
  const commits = log.stdout.split('\n').filter(Boolean);
  const shallow = await git.try('rev-parse', '--is-shallow-repository');
  const versions: Version[] = [];
  for (const line of commits) {
    const [commit = '', seconds = ''] = line.split(' ');
    const shown = await git.try('show', `${commit}:${name}`);
    // A commit may have removed the document, or have broken it.
    if (shown.exitCode !== 0) continue;
    const entries = await read(shown.stdout).catch(orNothing);
    if (entries !== undefined)
      versions.push({ commit, at: new Date(Number(seconds) * 1000).toISOString(), entries });
  }
  return { versions, isWhole: commits.length < MAX_VERSIONS && shallow.stdout.trim() === 'false' };
}

/** Answers nothing for what can't be asked or read; a fault of ours is thrown on. */
const orNothing = (error: unknown): undefined => void complaintOf(error);
