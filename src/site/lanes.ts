import { OUTCOMES, type Outcome } from '../core/types.ts';
import { followSpecs } from '../evidence/ledger/follow-specs.ts';
import type { IndexedRun } from '../evidence/ledger/indexed-run.ts';
import { lastOutcome } from '../evidence/ledger/packed-results.ts';
import type { Weighed } from '../promotion/runs.ts';
import { type Grid, gridOf, isIncident, statisticsOf } from './grid.ts';
import type { SiteLane, SiteRun } from './schema.ts';
import { lanePage, resultsFile, runPage } from './slug.ts';
import type { LaneInput, SiteInput } from './types.ts';

/**
 * Makes the lane of a site, with its grid.
 *
 * @param weighed runs of the lane's suite and architecture, oldest first.
 */
export function laneOf(
  input: SiteInput,
  lane: LaneInput,
  weighed: readonly Weighed[],
): { readonly lane: SiteLane; readonly grid: Grid } {
  const { name, arch, suite, state, node, description, view } = lane;
  const own = weighed.filter(({ run }) => run.header.lane.name === name && run.header.suite.name === suite);
  const names = input.evidence.specs;
  // By all runs that decisions look at, so that both say the same.
  const follow = followSpecs(
    'specs' in view ? view.specs : [],
    names,
    weighed.map(({ run }) => run),
  );
  const grid = gridOf(own, names, follow, input.detailsOf);
  return {
    grid,
    lane: {
      name,
      page: lanePage(name),
      arch,
      suite,
      state,
      node,
      description,
      ...('unlisted' in view
        ? { selected: null, excluded: [], unlisted: view.unlisted }
        : {
            selected: view.selection.selected.length,
            excluded: [...Map.groupBy(view.selection.excluded, ({ rule }) => rule)].map(([rule, specs]) => ({
              rule,
              because: specs[0]?.because ?? '',
              specs: specs.length,
            })),
            unlisted: null,
          }),
      flakeRate: flakeRate(grid),
      data: monthsOf(grid).map((month) => resultsFile(name, month)),
      runs: grid.runs.map((each) => runOf(input, name, each)),
    },
  };
}

export const monthOf = ({ run }: Weighed): string => run.header.startedAt.slice(0, 7);

/** Months in which a lane ran, newest first. */
export const monthsOf = ({ runs }: Grid): readonly string[] => [...new Set(runs.map(monthOf))];

/**
 * Share of results that passed, but not at the first attempt, in runs that are no incident; `null` without any.
 */
function flakeRate({ rows, runs }: Grid): number | null {
  let completed = 0;
  let flaky = 0;
  for (const row of rows) {
    const statistics = statisticsOf(row, runs);
    completed += statistics.completed;
    flaky += statistics.flaky;
  }
  return completed === 0 ? null : flaky / completed;
}

function runOf({ isRecorded }: SiteInput, lane: string, weighed: Weighed): SiteRun {
  const { run, counts } = weighed;
  const { header, key, origin } = run;
  return {
    key,
    page: runPage(lane, key),
    startedAt: header.startedAt,
    seconds: (Date.parse(header.endedAt) - Date.parse(header.startedAt)) / 1000,
    verdict: header.verdict,
    reasons: header.reasons,
    counts,
    because: weighed.counts === 'no' ? weighed.because : null,
    isIncident: isIncident(weighed),
    outcomes: countResults(run),
    commit: header.suite.commit,
    emulated: header.node.emulated,
    machine: describeMachine(run),
    report: origin.source.digest,
    url: origin.url,
    isRecorded: isRecorded(run),
  };
}

function countResults({ results }: IndexedRun): SiteRun['outcomes'] {
  const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  for (const packed of results) counts[lastOutcome(packed)] += 1;
  return counts;
}

function describeMachine({ header: { node } }: IndexedRun): string | null {
  const { machine, emulator } = node;
  if (machine === null) return null;
  const kind = node.emulated ? `emulated${emulator === null ? '' : ` by ${emulator}`}` : 'native';
  return `${machine.uname}, ${kind}, ${machine.cpuModel}, ${machine.cpus} CPUs, kernel ${machine.kernel}, accel ${machine.accel}`;
}
