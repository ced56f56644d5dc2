import { percent } from '../../promotion/measure.ts';
import { GridTable } from '../grid-table.tsx';
import { type Assets, type Page, renderPage, rootOf } from '../layout.tsx';
import { CountsAs, RunLink, Table, VerdictMark } from '../parts.tsx';
import type { SiteLane, SiteRun } from '../schema.ts';
import { monthPage } from '../slug.ts';
import { durationText, named } from '../text.ts';
import type { SiteContent } from '../types.ts';
import { Candidates } from './candidates.tsx';
import { SelectionDetails } from './selection.tsx';

/** Number of the newest runs on the page of the lane; those before have a page for each month. */
const NEWEST_RUNS = 60;

type LaneParts = { readonly content: SiteContent; readonly lane: SiteLane };

/** Makes `lanes/<lane>.html` and the pages of its months. */
export function lanePages(content: SiteContent, lane: SiteLane, assets: Assets): readonly Page[] {
  const { site } = content;
  const months = Map.groupBy(lane.runs.keys(), (index) => lane.runs[index]?.startedAt.slice(0, 7) ?? '');
  const older = lane.runs.length > NEWEST_RUNS ? [...months] : [];
  return [
    renderPage({ path: lane.page, title: `Lane ${lane.name}`, site, assets }, [
      <LaneFacts lane={lane} />,
      <h2>Runs</h2>,
      <GridOrNone content={content} lane={lane} path={lane.page} from={0} until={NEWEST_RUNS} />,
      older.length === 0 ? null : (
        <p>
          By month:{' '}
          {older.map(([month]) => (
            <>
              <a href={`${rootOf(lane.page)}${monthPage(lane.name, month)}`}>{month}</a>{' '}
            </>
          ))}
        </p>
      ),
      <RunTable path={lane.page} runs={lane.runs.slice(0, NEWEST_RUNS)} />,
      <h2>Candidates for a promotion</h2>,
      <Candidates site={site} lane={lane} />,
      <h2>What it selects</h2>,
      <SelectionDetails input={content.input.lanes.find(({ name }) => name === lane.name)} lane={lane} />,
    ]),
    ...older.map(([month, indexes]) => {
      const path = monthPage(lane.name, month);
      const [from, until] = [indexes[0] ?? 0, (indexes.at(-1) ?? 0) + 1];
      return renderPage({ path, title: `Lane ${lane.name} in ${month}`, site, assets }, [
        <p>
          <a href={`${rootOf(path)}${lane.page}`}>The lane</a>
        </p>,
        <GridOrNone content={content} lane={lane} path={path} from={from} until={until} />,
        <RunTable path={path} runs={lane.runs.slice(from, until)} />,
      ]);
    }),
  ];
}

const LaneFacts = ({
  lane: { arch, suite, state, node, description, flakeRate, runs },
}: {
  lane: SiteLane;
}) => (
  <>
    {description === '' ? null : <p>{named(description)}</p>}
    <dl>
      <dt>architecture</dt>
      <dd>{arch}</dd>
      <dt>suite</dt>
      <dd>{suite}</dd>
      <dt>state</dt>
      <dd>{state}</dd>
      <dt>node</dt>
      <dd>{node ?? 'unknown'}</dd>
      <dt>flake rate</dt>
      <dd>
        {flakeRate === null
          ? 'no completed run'
          : `${percent(flakeRate)} of results in runs that are no incident`}
      </dd>
      <dt>runs</dt>
      <dd>{runs.length}</dd>
    </dl>
  </>
);

const GridOrNone = ({
  content,
  lane,
  path,
  from,
  until,
}: LaneParts & { path: string; from: number; until: number }) => {
  const grid = content.grids.get(lane.name);
  return grid === undefined || grid.runs.length === 0 ? (
    <p>It never ran: nothing is known of it.</p>
  ) : (
    <GridTable path={path} grid={grid} runs={lane.runs} from={from} until={until} />
  );
};

const RunTable = ({ path, runs }: { path: string; runs: readonly SiteRun[] }) =>
  runs.length === 0 ? null : (
    <Table
      id="runs"
      label="Runs"
      columns={[
        { title: 'Run', sort: 'text' },
        { title: 'Verdict', sort: 'text' },
        { title: 'Duration', sort: 'number' },
        { title: 'Passed', sort: 'number' },
        { title: 'Failed', sort: 'number' },
        { title: 'Evidence' },
      ]}
    >
      {runs.map((run) => {
        const failed = run.outcomes.failed + run.outcomes.panicked + run.outcomes.timedout;
        return (
          <tr>
            <th scope="row">
              <RunLink root={rootOf(path)} run={run} />
            </th>
            <td>
              <VerdictMark {...run} />
            </td>
            <td data-value={run.seconds}>{durationText(run.seconds)}</td>
            <td data-value={run.outcomes.passed}>{run.outcomes.passed}</td>
            <td data-value={failed}>{failed}</td>
            <td>
              <CountsAs {...run} />
            </td>
          </tr>
        );
      })}
    </Table>
  );
