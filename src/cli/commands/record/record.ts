import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { amount } from '../../../core/amount.ts';
import {
  EXIT,
  type ExitCode,
  InputError,
  isSystemError,
  LanekeeperError,
  usageError,
} from '../../../core/errors.ts';
import { oneLine } from '../../../core/terminal.ts';
import { SCHEMA_VERSION } from '../../../core/types.ts';
import { type Ledger, withLedger } from '../../../evidence/ledger/ledger.ts';
import { withStore } from '../../../evidence/ledger/open.ts';
import { readSource } from '../../../evidence/ledger/read-source.ts';
import type { Admission } from '../../../evidence/sources/types.ts';
import { type Context, createViewer, printJson } from '../../shared/context.ts';
import { createClaims } from './claims.ts';
import type { RecordOptions } from './command.ts';
import { type GithubRun, type NamedSource, withSources } from './sources.ts';

/** Number of reports that are in memory at a time. */
const BATCH_SIZE = 50;

/** Admits reports to the ledger. Those that can't be read are named at the end; by then the others are in. */
export async function record(
  context: Context,
  paths: readonly string[],
  options: RecordOptions,
): Promise<ExitCode> {
  const viewer = await createViewer(context, options);
  const github = githubRunOf(options);
  const url = options.url ?? (github === undefined ? urlOfJob() : urlOfRun(options, github.run));
  const named = paths.length > 0 || github !== undefined ? paths : ownReports(context, options);
  const claims = createClaims(viewer, options, url);
  const ledger = options.evidence === undefined ? undefined : resolve(context.cwd, options.evidence);
  const { recorded, problems } = await withSources(context, viewer.config, named, github, (found) =>
    withStore(viewer.config, ledger, (store) =>
      withLedger(store, async ({ admit }) => {
        context.note(`evidence is kept in ${relative(context.cwd, store.title) || store.title}`);
        const admitted = await admitSources(admit, found.sources, (path) => readSource(path, url, claims));
        return { ...admitted, problems: [...found.problems, ...admitted.problems] };
      }),
    ),
  );
  printRecorded(context, recorded, problems, options.json === true);
  if (problems.length > 0) throw usageError(problems.join('\n'));
  return EXIT.ok;
}

/** Outcomes of the runs that could be read, and for each other one a sentence that says why not. */
type Recorded = { readonly recorded: readonly RecordedRun[]; readonly problems: readonly string[] };

type RecordedRun = ReturnType<typeof recordedRun>;

/** Reads runs and admits them, a portion at a time: a year of reports need not fit into memory. */
async function admitSources(
  admit: Ledger['admit'],
  sources: readonly NamedSource[],
  read: (path: string) => Promise<Admission>,
): Promise<Recorded> {
  const batches: Recorded[] = [];
  for (let at = 0; at < sources.length; at += BATCH_SIZE) {
    const { admissions, problems } = await readSources(sources.slice(at, at + BATCH_SIZE), read);
    const admitted = await admit(admissions.map(({ run }) => run));
    batches.push({
      recorded: admissions.map((admission, index) => recordedRun({ ...admission, ...admitted[index] })),
      problems,
    });
  }
  return {
    recorded: batches.flatMap(({ recorded }) => recorded),
    problems: batches.flatMap(({ problems }) => problems),
  };
}

type NamedAdmission = Admission & { readonly path: string };

/** Reads the runs of some sources; those that can't be read are problems. */
async function readSources(
  sources: readonly NamedSource[],
  read: (path: string) => Promise<Admission>,
): Promise<{ readonly admissions: readonly NamedAdmission[]; readonly problems: readonly string[] }> {
  const admissions: NamedAdmission[] = [];
  const problems: string[] = [];
  for (const { path, name } of sources) {
    try {
      admissions.push({ path: name, ...(await read(path)) });
    } catch (error) {
      problems.push(problemOf(name, error));
    }
  }
  return { admissions, problems };
}

const recordedRun = ({
  path,
  run: { header, results },
  notes,
  file,
  admittedAs,
}: NamedAdmission & { readonly file?: string; readonly admittedAs?: string }) => ({
  path,
  outcome: admittedAs,
  file,
  lane: header.lane.name,
  arch: header.arch,
  node: header.node.emulated ? 'emulated' : header.node.machine === null ? 'not probed' : 'native',
  verdict: header.verdict,
  specs: results.length,
  notes,
});

function printRecorded(
  context: Context,
  recorded: readonly RecordedRun[],
  problems: readonly string[],
  json: boolean,
): void {
  if (json) printJson(context, { schemaVersion: SCHEMA_VERSION, recorded, problems });
  for (const { path, outcome, lane, arch, node, verdict, specs, notes } of recorded)
    for (const line of [
      `${outcome}: ${path}: ${lane} on ${arch} (${node}), ${verdict}, ${amount(specs, 'spec')}`,
      ...notes.map((note) => `  ${note}`),
    ])
      context.note(oneLine(line));
}

/** Paths of the run reports that `run` left. */
function ownReports(context: Context, { reports }: RecordOptions): readonly string[] {
  const folder = resolve(context.cwd, reports);
  const found = (existsSync(folder) ? readdirSync(folder).toSorted() : [])
    .map((name) => join(folder, name, 'report.json'))
    .filter((path) => existsSync(path));
  if (found.length > 0) return found;
  throw usageError(
    `found no report.json of a lane in ${reports}/: name reports, or run a lane first: lanekeeper run wg-arm64`,
  );
}

function githubRunOf({ githubRun, repository, artifact }: RecordOptions): GithubRun | undefined {
  if (githubRun === undefined) return undefined;
  if (/^[1-9]\d{0,14}$/.test(githubRun)) return { run: Number(githubRun), repository, prefix: artifact };
  throw usageError(
    `--github-run: found ${JSON.stringify(githubRun)}, expected the number of a run, as in its address: /actions/runs/123`,
  );
}

function urlOfRun({ repository }: RecordOptions, run: number): string | null {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env;
  const name = repository ?? GITHUB_REPOSITORY;
  return name ? `${GITHUB_SERVER_URL ?? 'https://github.com'}/${name}/actions/runs/${run}` : null;
}

/** URL of the GitHub Actions job that runs this process. */
function urlOfJob(): string | null {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = process.env;
  return GITHUB_SERVER_URL && GITHUB_REPOSITORY && GITHUB_RUN_ID
    ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`
    : null;
}

/** Says in a line what is wrong with a report; whatever is no fault of the report is passed on. */
function problemOf(name: string, error: unknown): string {
  if (error instanceof InputError) return error.in(name).message;
  const isUsage = error instanceof LanekeeperError && error.exitCode === EXIT.usage;
  if (isUsage || isSystemError(error)) return `${name}: ${error.message}`;
  throw error;
}
