import { mkdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { usageError } from '../../../core/errors.ts';
import { findSources } from '../../../evidence/ledger/find-sources.ts';
import type { Config } from '../../../lanes/config.ts';
import { ArchiveRefusal, archiveKind, extractArchive } from '../../../system/archives/index.ts';
import { withTemporaryFolder } from '../../../system/files.ts';
import { downloadArtifacts } from '../../../system/github/artifacts.ts';
import type { Context } from '../../shared/context.ts';
import { chooseRepository, connectGithub } from '../../shared/github.ts';

/** Source of a run to be read: its path, and its name in messages. */
export type NamedSource = { readonly path: string; readonly name: string };

/** Artifacts of a run of GitHub Actions. */
export type GithubRun = {
  readonly run: number;
  /** Repository of the run, `owner/name`; that of the configuration or of the job when absent. */
  readonly repository: string | undefined;
  /** Beginning of the names of the artifacts. */
  readonly prefix: string;
};

/** Sources of runs, and for each that has no run or can't be unpacked a sentence that says so. */
export type FoundSources = { readonly sources: readonly NamedSource[]; readonly problems: readonly string[] };

/**
 * Finds the runs in files, folders and archives, and gives them to a function; files that were unpacked for it go
 * then.
 */
export function withSources<T>(
  context: Context,
  config: Config,
  paths: readonly string[],
  github: GithubRun | undefined,
  use: (found: FoundSources) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder(async (scratch) => {
    const named = paths.map((each) => {
      const path = resolve(context.cwd, each);
      return { path, name: relative(context.cwd, path) || '.', holds: holdsOf(path) };
    });
    const archives = [
      ...named.filter(({ holds }) => holds === 'archive'),
      ...(github === undefined ? [] : await fetchArchives(context, config, github, scratch)),
    ];
    const found = named.map((each): FoundSources => {
      if (each.holds === 'archive') return { sources: [], problems: [] };
      return each.holds === 'folder' ? inFolder(each) : { sources: [each], problems: [] };
    });
    for (const [index, archive] of archives.entries())
      found.push(await inArchive(archive, join(scratch, `${index}`)));
    return use({
      sources: found.flatMap(({ sources }) => sources),
      problems: found.flatMap(({ problems }) => problems),
    });
  });
}

function holdsOf(path: string): 'folder' | 'archive' | 'run' {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) return 'folder';
  return stats?.isFile() === true && archiveKind(path) !== undefined ? 'archive' : 'run';
}

function inFolder({ path, name }: NamedSource): FoundSources {
  const found = findSources(path);
  return {
    sources: found.map((source) => ({ path: source, name: join(name, relative(path, source)) })),
    problems:
      found.length > 0
        ? []
        : [
            `${name}: found no report, expected run reports (report.json), reports of Ginkgo or Playwright in JSON, JUnit XML, or jobs of Prow (started.json)`,
          ],
  };
}

async function inArchive({ path, name }: NamedSource, folder: string): Promise<FoundSources> {
  mkdirSync(folder);
  try {
    await extractArchive(path, folder);
  } catch (error) {
    if (!(error instanceof ArchiveRefusal)) throw error;
    return { sources: [], problems: [`${name}: ${error.message}: not unpacked`] };
  }
  return inFolder({ path: folder, name });
}

async function fetchArchives(
  context: Context,
  { settings }: Config,
  { run, repository, prefix }: GithubRun,
  scratch: string,
): Promise<readonly NamedSource[]> {
  const { promotion } = settings.value;
  const folder = join(scratch, 'artifacts');
  mkdirSync(folder);
  const artifacts = await downloadArtifacts(
    connectGithub(context, promotion.apiUrl),
    chooseRepository(repository ?? promotion.repository),
    run,
    prefix,
    folder,
    context.note,
  );
  if (artifacts.length > 0) return artifacts;
  throw usageError(
    `--github-run: found no artifact of the run ${run} whose name begins with ${JSON.stringify(prefix)}`,
  );
}
