import { architectureOfUname } from '../../core/architectures.ts';
import { usageError } from '../../core/errors.ts';
import { OUTCOMES, type Outcome } from '../../core/types.ts';
import type { SpecEvidence } from '../ledger/run.ts';
import { checkRunReport, type RunReport } from '../report/run-report.ts';
import { type Admission, FAILURE_CHARACTERS, reportedTime } from './types.ts';

/** Whether a document is one of our run reports. */
export const isRunReport = (document: unknown): boolean =>
  (document as { tool?: { name?: unknown } } | null)?.tool?.name === 'lanekeeper';

/** Takes a run from our own report, the only one that says what the node was. */
export function readRunReport(document: unknown, digest: string, url: string | null): Admission {
  // The specs are checked by hand: there can be thousands, and few of their fields are needed.
  const { lane, suite, node, exit, ...report } = checkRunReport({
    ...(document as object),
    specs: [],
  });
  if (report.job !== null && report.job.shard.count > 1)
    throw usageError(
      `found the report of ${report.job.id}, a part of its lane: merge the parts first, with lanekeeper merge`,
    );
  if (node.machine !== null) {
    const probed = architectureOfUname(node.machine.uname)?.go;
    if (probed !== lane.arch)
      throw usageError(
        `found a run of a lane for ${lane.arch} on a machine that calls itself ${node.machine.uname}, expected one of ${lane.arch}`,
      );
  }
  const { specs } = document as { specs?: unknown };
  if (!Array.isArray(specs)) throw usageError('found no list of specs');
  return {
    run: {
      header: {
        schemaVersion: 1,
        suite,
        lane: { name: lane.name, digest: lane.digest },
        arch: lane.arch,
        node: {
          name: node.name,
          kind: node.kind,
          emulated: node.emulated || node.machine?.emulated === true,
          machine: node.machine,
          emulator: node.start?.emulator ?? null,
        },
        command: report.command,
        seed: report.seed,
        labelFilter: report.labelFilter,
        focus: report.focus,
        startedAt: reportedTime(report.startedAt),
        endedAt: reportedTime(report.endedAt),
        exitCode: exit?.code ?? null,
        failFast: [report.command, ...report.merged.map(({ command }) => command)].some(stopsEarly),
        verdict: report.verdict,
        reasons: report.reasons,
      },
      results: readResults(
        specs,
        new Set(report.merged.flatMap(({ counted }, run) => (counted ? [] : [run]))),
      ),
      origin: { source: { kind: 'run-report', digest }, url },
    },
    notes: [],
  };
}

const stopsEarly = (command: RunReport['command']): boolean =>
  command?.argv.some((word) => /^--?(ginkgo\.)?fail-fast(=true)?$/.test(word)) ?? false;

const KNOWN: ReadonlySet<unknown> = new Set(OUTCOMES);

/**
 * Reads the results of the specs that were selected: what stayed out, or is pending in the suite, could not run.
 * The loops are plain, because a year of reports has millions of specs.
 */
function readResults(specs: readonly unknown[], discounted: ReadonlySet<unknown>): readonly SpecEvidence[] {
  const results: SpecEvidence[] = [];
  for (const [index, spec] of specs.entries()) {
    const { id, testIds, outcome, attempts, seconds } = (spec ?? {}) as Record<string, unknown>;
    if (
      typeof id !== 'string' ||
      typeof seconds !== 'number' ||
      !isTexts(testIds) ||
      !KNOWN.has(outcome) ||
      !Array.isArray(attempts)
    )
      throw usageError(`found something else for specs[${index}], expected a spec of a run report`);
    if (outcome === 'excluded' || outcome === 'pending') continue;
    // What a lost node left is no attempt of the product.
    const counted = (attempts as readonly (AttemptFields | null)[]).filter(
      (attempt) => !discounted.has(attempt?.run),
    );
    const outcomes = counted.map((attempt) => attempt?.outcome);
    if (!outcomes.every((each): each is Outcome => KNOWN.has(each)))
      throw usageError(`found an unknown outcome among the attempts of specs[${index}]`);
    const failure = messageOf(counted.at(-1));
    const result = { id, testIds, attempts: outcomes, seconds };
    results.push(failure === undefined ? result : { ...result, failure });
  }
  return results;
}

type AttemptFields = { outcome?: unknown; run?: unknown; failure?: { message?: unknown } };

function messageOf(attempt: AttemptFields | null | undefined): string | undefined {
  const message = attempt?.failure?.message;
  return typeof message === 'string' ? message.slice(0, FAILURE_CHARACTERS) : undefined;
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');
