import { amount } from '../../core/amount.ts';
import { anchorOf } from '../grid.ts';
import { type Assets, type Page, renderPage } from '../layout.tsx';
import { Moment, RunLink, Table, VerdictMark } from '../parts.tsx';
import { isLate } from '../red.ts';
import type { Site, SiteRun } from '../schema.ts';
import { named } from '../text.ts';
import type { SiteContent } from '../types.ts';
import { CAUSES } from '../words.ts';

/** Number of specs that are shown: an incident can turn a whole suite red. */
const MAX_ROWS = 1000;

/** Makes `broke.html`, the page on what turned red within the last day, and what to put it down to. */
export function brokePage(content: SiteContent, assets: Assets): Page {
  const { site, runs } = content;
  const { red } = site;
  return renderPage({ path: 'broke.html', title: 'What broke within the last day', site, assets }, [
    <p>
      A spec is here when it is red in its newest run of the last day and was not before. What failed in an
      incident is put down to the machine; in a run that can be trusted, to the product or its test.
    </p>,
    red.length === 0 ? (
      <p>No spec turned red.</p>
    ) : (
      <Table
        id="red"
        label="Specs that turned red"
        columns={[
          { title: 'Spec', sort: 'text' },
          { title: 'Lane', sort: 'text' },
          { title: 'Cause', sort: 'text' },
          { title: 'Because' },
          { title: 'Run' },
        ]}
        filters={[
          { name: 'cause', label: 'Cause', values: Object.values(CAUSES) },
          { name: 'lane', label: 'Lane', values: [...new Set(red.map(({ lane }) => lane))] },
        ]}
      >
        {red.slice(0, MAX_ROWS).map((each) => (
          <RedRow each={each} run={runs.get(each.run)} />
        ))}
      </Table>
    ),
    red.length > MAX_ROWS ? <p>… and {red.length - MAX_ROWS} more, in the data.</p> : null,
    <h2>Runs of the last day</h2>,
    <Nights content={content} />,
  ]);
}

const RedRow = ({ each, run }: { each: Site['red'][number]; run: SiteRun | undefined }) => (
  <tr data-cause={CAUSES[each.cause]} data-lane={each.lane}>
    <th scope="row">
      <a href={`${run?.page}#${anchorOf(each.spec)}`}>{named(each.spec)}</a>
    </th>
    <td>{each.lane}</td>
    <td>
      <span class={`mark cause-${each.cause}`}>{CAUSES[each.cause]}</span>
    </td>
    <td>{named(each.because)}</td>
    <td>{run === undefined ? null : <Moment at={run.startedAt} />}</td>
  </tr>
);

const Nights = ({ content: { site, grids } }: { content: SiteContent }) => {
  const late = site.lanes.flatMap(({ name, page, runs }) =>
    (grids.get(name)?.runs ?? []).flatMap((weighed, index) => {
      const run = runs[index];
      return run !== undefined && isLate(weighed, site.asOf) ? [{ name, page, run }] : [];
    }),
  );
  if (late.length === 0) return <p>No lane ran.</p>;
  return (
    <Table
      id="nights"
      label="Runs of the last day"
      columns={['Lane', 'Run', 'Verdict', 'Why'].map((title) => ({ title }))}
    >
      {late.map(({ name, page, run }) => (
        <tr>
          <th scope="row">
            <a href={page}>{name}</a>
          </th>
          <td>
            <RunLink root="" run={run} />
          </td>
          <td>
            <VerdictMark {...run} />
          </td>
          <td>
            {[...run.reasons, ...(run.because === null ? [] : [run.because])].join('; ') ||
              amount(run.outcomes.passed, 'spec') + ' passed'}
          </td>
        </tr>
      ))}
    </Table>
  );
};
