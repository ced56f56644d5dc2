import { percent } from '../../promotion/measure.ts';
import { type Assets, type Page, renderPage } from '../layout.tsx';
import { Moment, Table, VerdictMark } from '../parts.tsx';
import type { SiteLane } from '../schema.ts';
import { age } from '../text.ts';
import type { SiteContent } from '../types.ts';

/** Makes `lanes.html`, the page of all lanes and their newest runs. */
export function lanesPage({ site }: SiteContent, assets: Assets): Page {
  return renderPage({ path: 'lanes.html', title: 'Lanes', site, assets }, [
    <Table
      id="lanes"
      label="Lanes"
      columns={[
        { title: 'Lane', sort: 'text' },
        { title: 'Architecture', sort: 'text' },
        { title: 'State', sort: 'text' },
        { title: 'Selects', sort: 'number' },
        { title: 'Newest run' },
        { title: 'Runs', sort: 'number' },
        { title: 'Flakes', sort: 'number' },
      ]}
      filters={[
        {
          name: 'arch-of-lane',
          label: 'Architecture',
          values: [...new Set(site.lanes.map(({ arch }) => arch))],
        },
        { name: 'state', label: 'State', values: ['active', 'defined', 'gone'] },
      ]}
    >
      {site.lanes.map((lane) => (
        <LaneRow lane={lane} asOf={site.asOf} />
      ))}
    </Table>,
  ]);
}

const LaneRow = ({ lane, asOf }: { lane: SiteLane; asOf: string }) => {
  const { name, page, arch, state, selected, runs, flakeRate } = lane;
  const [newest] = runs;
  return (
    <tr data-arch-of-lane={arch} data-state={state}>
      <th scope="row">
        <a href={page}>{name}</a>
      </th>
      <td>{arch}</td>
      <td>{state}</td>
      <td data-value={selected ?? -1}>{selected ?? 'unknown'}</td>
      <td>
        {newest === undefined ? (
          'never ran'
        ) : (
          <>
            <VerdictMark {...newest} /> <Moment at={newest.startedAt} /> ({age(newest.startedAt, asOf)})
          </>
        )}
      </td>
      <td data-value={runs.length}>{runs.length}</td>
      <td data-value={flakeRate ?? -1}>{flakeRate === null ? '' : percent(flakeRate)}</td>
    </tr>
  );
};
