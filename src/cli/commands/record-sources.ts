import { mkdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { usageError } from '../../core/errors.ts';
import { findSources } from '../../evidence/ledger/find-sources.ts';
import type { Config } from '../../lanes/config.ts';
import { ArchiveRefusal, archiveKind, extractArchive } from '../../system/archives/index.ts';
import { withTemporaryFolder } from '../../system/files.ts';
import { downloadArtifacts } from '../../system/github/artifacts.ts';
import type { Context } from '../shared/context.ts';
import { connectGithub, repositoryOf } from '../shared/github.ts';

/** A run to be read: where it is, and how messages call it. */
export type NamedSource = { readonly path: string; readonly name: string };

type Archive = NamedSource;

/** Artifacts of a run of GitHub Actions. */
export type GithubRun = {
  readonly run: number;
  /** `owner/name`; that of the configuration or of the job when absent. */
  readonly repository: string | undefined;
  /** What the names of the artifacts begin with. */
  readonly prefix: string;
};

/**
 * Finds the runs in files, folders and archives, and gives them to a function; what was unpacked for it goes then.
 * Archives that can't be unpacked are problems.
 */
export function withSources<T>(
  context: Context,
  config: Config,
  paths: readonly string[],
  github: GithubRun | undefined,
  problems: string[],
  use: (sources: readonly NamedSource[]) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder(async (scratch) => {
    const sources: NamedSource[] = [];
    const archives: Archive[] = [];
    for (const path of paths.map((named) => resolve(context.cwd, named))) {
      const source = { path, name: relative(context.cwd, path) || '.' };
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats?.isDirectory() === true) sources.push(...inFolder(source, problems));
      else if (stats?.isFile() === true && archiveKind(path) !== undefined) archives.push(source);
      else sources.push(source);
    }
    if (github !== undefined) archives.push(...(await fetchArchives(context, config, github, scratch)));
    for (const [index, archive] of archives.entries()) {
      const folder = join(scratch, `${index}`);
      mkdirSync(folder);
      try {
        await extractArchive(archive.path, folder);
        sources.push(...inFolder({ path: folder, name: archive.name }, problems));
      } catch (error) {
        if (!(error instanceof ArchiveRefusal)) throw error;
        problems.push(`${archive.name}: ${error.message}: not unpacked`);
      }
    }
    return use(sources);
  });
}

function inFolder({ path, name }: NamedSource, problems: string[]): readonly NamedSource[] {
  const found = findSources(path);
  if (found.length === 0)
    problems.push(
      `${name}: found no report, expected run reports (report.json), reports of Ginkgo or Playwright in JSON, JUnit XML, or jobs of Prow (started.json)`,
    );
  return found.map((source) => ({ path: source, name: join(name, relative(path, source)) }));
}

async function fetchArchives(
  context: Context,
  { settings }: Config,
  { run, repository, prefix }: GithubRun,
  scratch: string,
): Promise<readonly Archive[]> {
  const { promotion } = settings.value;
  const folder = join(scratch, 'artifacts');
  mkdirSync(folder);
  const artifacts = await downloadArtifacts(
    connectGithub(context, promotion.apiUrl),
    repositoryOf(repository ?? promotion.repository),
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
