import { amount } from '../core/amount.ts';
import { usageError } from '../core/errors.ts';
import type { Facts, Spec } from '../core/types.ts';
import type { PlannedJob } from '../planning/plan-file.ts';
import { findSpecs } from '../planning/selection/find.ts';
import { laneCriteria } from '../planning/selection/lane-selection.ts';
import { type Criteria, type Selection, selectSpecs } from '../planning/selection/select.ts';
import type { RunOptions } from './run-options.ts';
import type { RunSetup } from './setup.ts';

/** Part of its lane's selection that a run is to run. */
export type RunScope = {
  readonly selection: Selection;
  /** Whether fewer specs are run than match the filter. */
  readonly narrowed: boolean;
  /** The one spec that the user asked for. */
  readonly focus?: Spec;
  /** Ids of specs of the job that the lane does not select any more. */
  readonly absent: readonly string[];
  /** Differences between what the lane selects and what was planned, in words. */
  readonly differences: readonly string[];
};

type RunLimits = Pick<RunOptions, 'focus' | 'job'>;

/** Criteria of a lane on its node, and the part of the selection that a run is to run. */
export type RunSelection = { readonly criteria: Criteria; readonly scope: RunScope };

/**
 * Selects what a run of a lane is to run, on a node with these facts.
 *
 * @param specs specs of the suite; `undefined` where it could not be listed: then nothing can be missing in it.
 */
export function selectForRun(
  { lane, rules, suiteAdapter }: Pick<RunSetup, 'lane' | 'rules' | 'suiteAdapter'>,
  facts: Facts,
  specs: readonly Spec[] | undefined,
  limits: RunLimits,
): RunSelection {
  const criteria = laneCriteria(rules, lane, facts);
  const all = selectSpecs(specs ?? [], criteria);
  if (specs === undefined) return { criteria, scope: scopeOf(all, {}) };
  // A suite that runs all that it has is one job.
  const { job: _job, ...ofWholeLane } = limits;
  return { criteria, scope: scopeOf(all, suiteAdapter.listsLastRun ? ofWholeLane : limits) };
}

export function scopeOf(all: Selection, { focus, job }: RunLimits): RunScope {
  if (job !== undefined) return jobScope(all, job);
  if (focus === undefined) return { selection: all, narrowed: false, absent: [], differences: [] };
  const spec = focusSpec(focus, all);
  return {
    selection: narrow(all, new Set([spec]), 'focus', 'the run was limited to one other spec'),
    narrowed: all.selected.length > 1,
    focus: spec,
    absent: [],
    differences: [],
  };
}

function jobScope(all: Selection, { job, laneSpecs }: PlannedJob): RunScope {
  const wanted = new Set(job.specs);
  const mine = all.selected.filter(({ id }) => wanted.has(id));
  const known = new Set(all.selected.map(({ id }) => id));
  const absent = job.specs.filter((id) => !known.has(id));
  const added = all.selected.filter(({ id }) => !laneSpecs.has(id));
  return {
    selection: narrow(
      all,
      new Set(mine),
      'job',
      `runs in another job of the plan, or in none: this is ${job.id}`,
    ),
    narrowed: mine.length < all.selected.length,
    absent,
    differences: [
      ...listed(absent, 'of this job', 'not selected any more'),
      ...listed(
        added.map(({ id }) => id),
        'of the lane',
        'in no job of the plan',
      ),
    ],
  };
}

const listed = (ids: readonly string[], whose: string, what: string): readonly string[] =>
  ids.length === 0
    ? []
    : [
        `${amount(ids.length, 'spec')} ${whose} ${ids.length === 1 ? 'is' : 'are'} ${what}, first ${JSON.stringify(ids[0])}`,
      ];

/** Finds the one selected spec that a query means. */
function focusSpec(query: string, { selected, excluded, pending }: Selection): Spec {
  const found = findSpecs(selected, query)?.specs ?? [];
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined)
    throw usageError(
      `--focus: ${JSON.stringify(query)} means ${found.length} specs of the lane, expected one; first ${JSON.stringify(only.text)} and ${JSON.stringify(others[0]?.text)}`,
    );
  const outside = findSpecs([...excluded.map(({ spec }) => spec), ...pending], query)?.specs[0];
  const hint =
    outside === undefined
      ? ''
      : `; ${JSON.stringify(outside.text)} is like it, but not selected: lanekeeper explain says why`;
  throw usageError(`--focus: the lane selects no spec like ${JSON.stringify(query)}${hint}`);
}

/** Narrows a selection to one spec; all others are excluded, each with that as its reason. */
const narrow = (
  selection: Selection,
  keep: ReadonlySet<Spec>,
  rule: 'focus' | 'job',
  because: string,
): Selection => ({
  ...selection,
  selected: selection.selected.filter((spec) => keep.has(spec)),
  excluded: [
    ...selection.excluded,
    ...selection.selected
      .filter((spec) => !keep.has(spec))
      .map((spec) => ({ spec, rule, because, label: null, labelAt: null })),
  ],
});
