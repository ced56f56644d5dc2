import type { ComponentChildren } from 'preact';
import { type Assets, type Page, renderPage } from '../layout.tsx';
import { List, Moment, Status, Table } from '../parts.tsx';
import type { Site, SiteCell } from '../schema.ts';
import { formatStanding } from '../../status/standing.ts';
import { STATUSES } from '../../lane/status-schema.ts';
import { featurePage } from '../slug.ts';
import { named } from '../text.ts';
import { describeEvidence, describeNight, describeOutcome, describeSince, describeTrend } from '../words.ts';

const MAX_CHANGES = 20;
/** More than any project has. */
export const MAX_FEATURES = 2000;

/** `index.html`: features by architectures. */
export function supportPage(site: Site, assets: Assets): Page {
  const { features, arches, changes, notes } = site;
  return renderPage({ path: 'index.html', title: 'What is supported', site, assets }, [
    <Tonight site={site} />,
    features.length === 0 ? (
      <p>
        The configuration names no status document: <code>status:</code> in lanekeeper.yaml says where the
        tables are.
      </p>
    ) : (
      <Table
        id="support"
        label="Support of features by architecture"
        class="matrix"
        columns={[
          { title: 'Feature', sort: 'text' },
          ...arches.map((arch) => ({ title: arch, sort: 'text' as const, arch })),
        ]}
        filters={[
          { name: 'arch', label: 'Architecture', values: arches },
          { name: 'status', label: 'Status', values: STATUSES },
        ]}
      >
        {features.slice(0, MAX_FEATURES).map(({ name, page, cells }) => (
          <tr>
            <th scope="row">
              <a href={page}>{named(name)}</a>
            </th>
            {arches.map((arch) => (
              <Cell arch={arch} page={page} site={site} cell={cells.find((cell) => cell.arch === arch)} />
            ))}
          </tr>
        ))}
      </Table>
    ),
    <p>
      <small>
        native 14/14: so many runs passed at the first attempt, of the verifying spec that is worst off. ≥
        80.7 %: its true rate is not lower, with 95 % confidence. Emulated runs alone make nothing SUPPORTED.
      </small>
    </p>,
    features.length > MAX_FEATURES ? <p>… and {features.length - MAX_FEATURES} more, in the data.</p> : null,
    <h2 id="changes">Changes of status</h2>,
    <List
      items={changes.slice(0, MAX_CHANGES).map(
        ({ at, feature, arch, from, to }): ComponentChildren => [
          <Moment at={at} />,
          ': ',
          <a href={`${featurePage(feature)}#${arch}`}>
            {feature} on {arch}
          </a>,
          `: ${from === null ? 'no row' : formatStanding(from)} → ${to === null ? 'no row' : formatStanding(to)}`,
        ],
      )}
      none="The documents have no history here, or nothing changed in it."
    />,
    ...(notes.length === 0 ? [] : [<h2>What could not be found out</h2>, <List items={notes} none="" />]),
  ]);
}

const Tonight = ({ site: { red } }: { site: Site }) => {
  const [headline, causes] = describeNight(red);
  return (
    <p>
      <a href="broke.html">{headline}</a>
      {causes}
    </p>
  );
};

const Cell = ({
  arch,
  page,
  cell,
  site,
}: {
  arch: string;
  page: string;
  cell: SiteCell | undefined;
  site: Site;
}) =>
  cell === undefined ? (
    <td data-arch={arch} data-status="">
      no entry
    </td>
  ) : (
    <td data-arch={arch} data-status={cell.status ?? ''}>
      <a href={`${page}#${arch}`}>
        <Status {...cell} />
      </a>
      <small>{describeCell(cell, site.asOf)}</small>
    </td>
  );

const describeCell = (cell: SiteCell, asOf: string): string =>
  [
    describeEvidence(cell, asOf),
    describeTrend(cell),
    describeOutcome(cell),
    cell.since === null ? '' : `since ${describeSince(cell)}`,
  ]
    .filter(Boolean)
    .join('; ');
