import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { amount } from '../../core/amount.ts';
import {
  EXIT,
  type ExitCode,
  InputError,
  isSystemError,
  LanekeeperError,
  usageError,
} from '../../core/errors.ts';
import { oneLine } from '../../core/terminal.ts';
import { SCHEMA_VERSION } from '../../core/types.ts';
import { withLedger } from '../../evidence/ledger/ledger.ts';
import { withStore } from '../../evidence/ledger/open.ts';
import { readSource } from '../../evidence/ledger/read-source.ts';
import type { Admission, Claims } from '../../evidence/sources/types.ts';
import { suiteSettings } from '../../lanes/config.ts';
import { isEmulated, nodeOf } from '../../nodes/index.ts';
import { digestOfLane } from '../../planning/plan.ts';
import { type Context, createViewer, printJson, type Viewer } from '../shared/context.ts';
import { timeOf } from '../shared/time-option.ts';
import type { RecordOptions } from './record/command.ts';
import { type GithubRun, type NamedSource, withSources } from './record-sources.ts';

/** Reports that are in memory at a time. */
const PORTION = 50;

/** Admits reports to the ledger. Those that can't be read are named at the end; the others are in then. */
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
  const problems: string[] = [];
  const ledger = options.evidence === undefined ? undefined : resolve(context.cwd, options.evidence);
  const documents = await withSources(context, viewer.config, named, github, problems, (sources) =>
    withStore(viewer.config, ledger, (store) =>
      withLedger(store, async ({ admit }) => {
        context.note(`evidence is kept in ${relative(context.cwd, store.title) || store.title}`);
        const done = [];
        // A portion at a time: a year of reports need not fit into memory.
        for (let at = 0; at < sources.length; at += PORTION) {
          const read = await readSources(sources.slice(at, at + PORTION), url, claims, problems);
          const admitted = await admit(read.map(({ run }) => run));
          done.push(...read.map((source, index) => describe({ ...source, ...admitted[index] })));
        }
        return done;
      }),
    ),
  );
  if (options.json === true)
    printJson(context, { schemaVersion: SCHEMA_VERSION, recorded: documents, problems });
  for (const { path, outcome, lane, arch, node, verdict, specs, notes } of documents)
    for (const line of [
      `${outcome}: ${path}: ${lane} on ${arch} (${node}), ${verdict}, ${amount(specs, 'spec')}`,
      ...notes.map((note) => `  ${note}`),
    ])
      context.note(oneLine(line));
  if (problems.length > 0) throw usageError(problems.join('\n'));
  return EXIT.ok;
}

/** Those that can be read; the others are problems. */
async function readSources(
  sources: readonly NamedSource[],
  url: string | null,
  claims: () => Claims,
  problems: string[],
): Promise<readonly (Admission & { path: string })[]> {
  const read: (Admission & { path: string })[] = [];
  for (const { path, name } of sources) {
    try {
      read.push({ path: name, ...(await readSource(path, url, claims)) });
    } catch (error) {
      problems.push(problemOf(name, error));
    }
  }
  return read;
}

const describe = ({
  path,
  run: { header, results },
  notes,
  file,
  outcome,
}: Admission & { path: string; file?: string; outcome?: string }) => ({
  path,
  outcome,
  file,
  lane: header.lane.name,
  arch: header.arch,
  node: header.node.emulated ? 'emulated' : header.node.machine === null ? 'not probed' : 'native',
  verdict: header.verdict,
  specs: results.length,
  notes,
});

/** The run reports that `run` left. */
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

/** What the command line and the lane's configuration say of a report that doesn't say it itself. */
const createClaims =
  ({ config, look, view }: Viewer, options: RecordOptions, url: string | null) =>
  (): Claims => {
    if (options.lane === undefined)
      throw usageError(
        'its report does not say which lane it was: add --lane, and --exit-code if you know it',
      );
    const { resolved, criteria } = look(options.lane);
    const { lane } = resolved;
    const { node } = nodeOf(config, lane);
    const { kind } = suiteSettings(config, lane.suite);
    return {
      lane: { name: lane.name, digest: digestOfLane(lane, criteria) },
      arch: lane.arch,
      suite: { name: lane.suite, kind },
      node: { name: lane.node, kind: node.settings.kind, emulated: isEmulated(node.settings) },
      selected: async () => (await view(lane.name)).selection.selected,
      flakeAttempts: lane.run.flakeAttempts,
      exitCode: numberOf('--exit-code', options.exitCode),
      commit: commitOf(options.commit),
      startedAt: timeOf('--started-at', options.startedAt),
      url,
    };
  };

function numberOf(option: string, value: string | undefined): number | null {
  if (value === undefined) return null;
  if (/^\d{1,3}$/.test(value)) return Number(value);
  throw usageError(`${option}: found ${JSON.stringify(value)}, expected a number such as 0`);
}

function commitOf(value: string | undefined): string | null {
  if (value === undefined || /^[0-9a-f]{7,64}$/.test(value)) return value ?? null;
  throw usageError(`--commit: found ${JSON.stringify(value)}, expected the hash of a commit`);
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

/** Of the job of GitHub Actions that we are in. */
function urlOfJob(): string | null {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = process.env;
  return GITHUB_SERVER_URL && GITHUB_REPOSITORY && GITHUB_RUN_ID
    ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`
    : null;
}

/** What is wrong with a report, in a line; whatever is no fault of the report is passed on. */
function problemOf(name: string, error: unknown): string {
  if (error instanceof InputError) return error.in(name).message;
  const isUsage = error instanceof LanekeeperError && error.exitCode === EXIT.usage;
  if (isUsage || isSystemError(error)) return `${name}: ${error.message}`;
  throw error;
}
