import type { ComponentChildren } from 'preact';
import { STATUSES } from '../../lanes/status-schema.ts';
import { formatStanding } from '../../status/standing.ts';
import { FeatureMatrix } from '../feature-matrix.tsx';
import { type Assets, type Page, renderPage } from '../layout.tsx';
import { List, Moment, StatusMark } from '../parts.tsx';
import type { Site, SiteCell } from '../schema.ts';
import { featurePage } from '../slug.ts';
import { describeAction, describeEvidence, describeNight, describeSince, describeTrend } from '../words.ts';

const MAX_CHANGES = 20;

/** Makes `index.html`, the page of features by architectures. */
export function supportPage(site: Site, assets: Assets): Page {
  const { changes, notes } = site;
  return renderPage({ path: 'index.html', title: 'What is supported', site, assets }, [
    <Tonight site={site} />,
    <FeatureMatrix
      id="support"
      label="Support of features by architecture"
      site={site}
      filter={{ name: 'status', label: 'Status', values: STATUSES }}
      show={(cell, page) => ({
        value: cell?.status ?? '',
        content: <SupportCell cell={cell} page={page} asOf={site.asOf} />,
      })}
    />,
    <p>
      <small>
        native 14/14: so many runs passed at the first attempt, of the verifying spec that is worst off. ≥
        80.7 %: its true rate is not lower, with 95 % confidence. Emulated runs alone make nothing SUPPORTED.
      </small>
    </p>,
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

const SupportCell = ({ cell, page, asOf }: { cell: SiteCell | undefined; page: string; asOf: string }) =>
  cell === undefined ? (
    <>no entry</>
  ) : (
    <>
      <a href={`${page}#${cell.arch}`}>
        <StatusMark {...cell} />
      </a>
      <small>{describeCell(cell, asOf)}</small>
    </>
  );

const describeCell = (cell: SiteCell, asOf: string): string =>
  [
    describeEvidence(cell, asOf),
    describeTrend(cell),
    describeAction(cell),
    cell.since === null ? '' : `since ${describeSince(cell)}`,
  ]
    .filter(Boolean)
    .join('; ');
