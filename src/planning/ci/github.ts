import { milliseconds } from '../../core/duration.ts';
import type { NodeSettings } from '../../lanes/schema-types.ts';
import type { Job } from '../plan.ts';

/** A job of a plan as an entry of a matrix of GitHub Actions. */
export type MatrixEntry = {
  readonly job: string;
  readonly lane: string;
  readonly arch: string;
  /** Name of the job as the page of the run shows it: `wg-arm64 (2/4)`. */
  readonly name: string;
  /** Labels that a runner must have. */
  readonly 'runs-on': readonly string[];
  readonly 'timeout-minutes': number;
};

/** Number of jobs that a matrix can have at most. */
export const MAX_MATRIX_JOBS = 256;

/** Minutes for checking out, compiling, booting, and bringing reports back. */
const OVERHEAD_MINUTES = 30;
/** Minutes of the longest job: GitHub ends one of its own runners after six hours, and any after five days. */
const MAX_MINUTES = 5 * 24 * 60;

/** Runners that GitHub has itself; machines of other architectures are the user's own. */
const HOSTED: Readonly<Record<string, readonly string[]>> = {
  amd64: ['ubuntu-24.04'],
  arm64: ['ubuntu-24.04-arm'],
};

/**
 * The matrices of a plan, in portions that GitHub takes.
 *
 * @param nodeOf the settings of a job's node.
 */
export function matricesOf(
  jobs: readonly Job[],
  nodeOf: (job: Job) => NodeSettings,
): readonly (readonly MatrixEntry[])[] {
  const entries = jobs.map((job) => entryOf(job, nodeOf(job)));
  return Array.from({ length: Math.ceil(entries.length / MAX_MATRIX_JOBS) }, (_, index) =>
    entries.slice(index * MAX_MATRIX_JOBS, (index + 1) * MAX_MATRIX_JOBS),
  );
}

/** Lines for `GITHUB_OUTPUT`: `matrix`, `matrix2`, … and `matrices`, their number. JSON has no line breaks of its own. */
export const formatOutputs = (matrices: readonly (readonly MatrixEntry[])[]): string =>
  [
    ...matrices.map(
      (include, index) => `matrix${index === 0 ? '' : index + 1}=${JSON.stringify({ include })}\n`,
    ),
    `matrices=${matrices.length}\n`,
  ].join('');

const entryOf = ({ id, lane, arch, timeout, shard }: Job, node: NodeSettings): MatrixEntry => ({
  job: id,
  lane,
  arch,
  name: shard.count === 1 ? lane : `${lane} (${shard.number}/${shard.count})`,
  'runs-on': runnerFor(node, arch),
  'timeout-minutes': Math.min(MAX_MINUTES, minutesFor(node, timeout) + OVERHEAD_MINUTES),
});

/**
 * Labels of the runner of a job: as the node says; else those of a machine of the lane's architecture where the suite
 * runs on the runner itself.
 */
function runnerFor(node: NodeSettings, arch: string): readonly string[] {
  if (node.runsOn !== undefined) return typeof node.runsOn === 'string' ? [node.runsOn] : node.runsOn;
  const runsHere = node.kind === 'local' && node.capabilitiesFrom !== 'cluster';
  return HOSTED[runsHere ? arch : 'amd64'] ?? ['self-hosted', 'linux', arch];
}

/** Minutes that a suite may take: an emulated CPU takes longer, and so does what is run on it. */
function minutesFor(node: NodeSettings, timeout: string): number {
  const factor =
    ('timeoutFactor' in node ? node.timeoutFactor : undefined) ?? (node.kind.startsWith('qemu-') ? 10 : 1);
  return Math.ceil((milliseconds(timeout) * factor) / 60_000);
}
