import { SCHEMA_VERSION } from '../core/types.ts';
import { isActiveOn } from '../lanes/active-lanes.ts';
import { type Weighed, weighRuns } from '../promotion/runs.ts';
import { standingChanges } from '../status/changes.ts';
import type { Grid } from './grid.ts';
import { laneOf } from './lanes.ts';
import { matrixOf } from './matrix.ts';
import { turnedRed } from './red.ts';
import type { Site } from './schema.ts';
import type { LaneInput, SiteContent, SiteInput } from './types.ts';

/** Puts together the content of a site. */
export function buildSite(input: SiteInput): SiteContent {
  const { asOf } = input;
  const lanes = [...input.lanes, ...goneLanes(input)];
  const weighedOf = createScale(input, lanes);
  const { features, chains } = matrixOf(input, weighedOf);
  const grids = new Map<string, Grid>();
  const shown = lanes.map((each) => {
    const { lane, grid } = laneOf(input, each, weighedOf(each.suite, each.arch));
    grids.set(lane.name, grid);
    return lane;
  });
  return {
    input,
    grids,
    chains,
    runs: new Map(shown.flatMap(({ runs }) => runs.map((run) => [run.key, run] as const))),
    site: {
      schemaVersion: SCHEMA_VERSION,
      tool: { name: 'lanekeeper', version: input.version },
      asOf,
      arches: [...new Set(features.flatMap(({ cells }) => cells.map(({ arch }) => arch)))],
      features,
      lanes: shown,
      red: shown.flatMap(({ name }) => turnedRed(name, grids.get(name) as Grid, asOf)),
      changes: documentChanges(input),
      coverage: input.coverage,
      findings: input.findings,
      notes: input.notes,
    },
  };
}

/** Lanes that the ledger has runs of and the configuration no longer has. */
function goneLanes({ lanes, evidence }: SiteInput): readonly LaneInput[] {
  const known = new Set(lanes.map(({ name }) => name));
  const runs = new Map(
    evidence.runs
      .filter(({ header }) => !known.has(header.lane.name))
      .map(({ header }) => [header.lane.name, header]),
  );
  return [...runs.values()].map(({ lane, arch, suite }) => ({
    name: lane.name,
    arch,
    suite: suite.name,
    state: 'gone',
    node: null,
    description: '',
    view: { unlisted: 'the configuration has no such lane now' },
  }));
}

/**
 * Creates a function that weighs the runs of an architecture, by the lanes that are active for a suite, once for
 * each pair.
 */
function createScale({ evidence, policyOf, asOf, isRecorded }: SiteInput, lanes: readonly LaneInput[]) {
  const known = new Map<string, readonly Weighed[]>();
  return (suite: string, arch: string): readonly Weighed[] => {
    const key = JSON.stringify([suite, arch]);
    const active = lanes.filter((lane) => isActiveOn(lane, suite, arch));
    const weighed =
      known.get(key) ??
      weighRuns(evidence, arch, new Set(active.map(({ name }) => name)), policyOf(arch), asOf).map((each) =>
        isRecorded(each.run) || each.counts === 'no' ? each : { run: each.run, ...UNRECORDED },
      );
    known.set(key, weighed);
    return weighed;
  };
}

const UNRECORDED = {
  counts: 'no',
  because: 'it is not in the ledger: lanekeeper record admits it',
  isIncident: false,
} as const;

const documentChanges = ({ documents }: SiteInput): Site['changes'] =>
  documents
    .flatMap(({ file, versions, nameOf }) =>
      standingChanges(versions).map((change) => ({ ...change, feature: nameOf(change.feature), file })),
    )
    .toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
