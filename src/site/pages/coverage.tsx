import { FeatureMatrix } from '../feature-matrix.tsx';
import { type Assets, type Page, renderPage } from '../layout.tsx';
import { Table } from '../parts.tsx';
import type { Site, SiteCell } from '../schema.ts';
import { named } from '../text.ts';

/** Coverage of a feature by the specs that verify it, before any of them runs. */
function coverageOf({ specs, decision }: SiteCell): string {
  if (decision.code === 'unknown-feature') return 'unknown feature';
  if (specs.length === 0) return 'no test';
  const selected = specs.filter(({ lanes }) => lanes.length > 0).length;
  return selected === 0 ? 'not selected' : selected < specs.length ? 'partly selected' : 'selected';
}

const KINDS = ['selected', 'partly selected', 'not selected', 'no test', 'unknown feature'] as const;
const MAX_FINDINGS = 2000;

/** Makes `coverage.html`, the page on what is tested where, and what is not as somebody meant it. */
export function coveragePage(site: Site, assets: Assets): Page {
  return renderPage({ path: 'coverage.html', title: 'Coverage and drift', site, assets }, [
    <h2>Specs that verify features</h2>,
    <Verified site={site} />,
    <h2>Specs that exercise features, by the source</h2>,
    <Exercised coverage={site.coverage} />,
    <h2>Drift and findings</h2>,
    <Findings findings={site.findings} />,
  ]);
}

const Verified = ({ site }: { site: Site }) => (
  <FeatureMatrix
    id="coverage"
    label="Coverage of features by architecture"
    site={site}
    filter={{ name: 'coverage', label: 'Coverage', values: KINDS }}
    show={(cell) => {
      const kind = cell === undefined ? 'no entry' : coverageOf(cell);
      return { value: kind, content: <Kind kind={kind} specs={cell?.specs ?? []} /> };
    }}
  />
);

const Kind = ({ kind, specs }: { kind: string; specs: SiteCell['specs'] }) => (
  <>
    <span class={`mark coverage-${kind.replace(' ', '-')}`}>{kind}</span>
    {specs.length === 0 ? null : (
      <small>
        {specs.filter(({ lanes }) => lanes.length > 0).length} of {specs.length} specs
      </small>
    )}
  </>
);

const Exercised = ({ coverage }: Pick<Site, 'coverage'>) =>
  coverage.length === 0 ? (
    <p>
      No source of a suite was read. <code>lanekeeper coverage --arch arm64</code> says it where there is one.
    </p>
  ) : (
    <Table
      id="exercised"
      label="Specs that exercise features"
      columns={[
        { title: 'Feature', sort: 'text' },
        { title: 'Architecture', sort: 'text' },
        { title: 'Specs', sort: 'number' },
        { title: 'What becomes of them' },
      ]}
      filters={[
        {
          name: 'exercised-on',
          label: 'Architecture',
          values: [...new Set(coverage.map(({ arch }) => arch))],
        },
      ]}
    >
      {coverage.map(({ feature, arch, exercised, fates, disables }) => (
        <tr data-exercised-on={arch}>
          <th scope="row">{feature}</th>
          <td>{arch}</td>
          <td data-value={exercised}>{exercised}</td>
          <td>
            {[
              ...Object.entries(fates).map(([fate, count]) => `${count} ${fate}`),
              ...(disables > 0 ? [`${disables} run with it disabled`] : []),
            ].join(', ')}
          </td>
        </tr>
      ))}
    </Table>
  );

const Findings = ({ findings }: Pick<Site, 'findings'>) =>
  findings.length === 0 ? (
    <p>Nothing was found.</p>
  ) : (
    <>
      <Table
        id="findings"
        label="Findings"
        columns={[
          { title: 'Where', sort: 'text' },
          { title: 'Finding', sort: 'text' },
          { title: 'What' },
          { title: 'What to do' },
        ]}
        filters={[
          { name: 'source', label: 'Of', values: ['drift', 'lint'] },
          { name: 'code', label: 'Finding', values: [...new Set(findings.map(({ code }) => code))] },
        ]}
      >
        {findings.slice(0, MAX_FINDINGS).map(({ source, code, file, line, column, message, remedy }) => (
          <tr data-source={source} data-code={code}>
            <th scope="row">
              {file}:{line}:{column}
            </th>
            <td>{code}</td>
            <td>{named(message)}</td>
            <td>{named(remedy)}</td>
          </tr>
        ))}
      </Table>
      {findings.length > MAX_FINDINGS ? (
        <p>… and {findings.length - MAX_FINDINGS} more, in the data.</p>
      ) : null}
    </>
  );
