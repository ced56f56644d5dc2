import { amount } from '../../core/amount.ts';
import type { Result } from '../../promotion/history.ts';
import { percent } from '../../promotion/measure.ts';
import { formatStanding } from '../../status/standing.ts';
import { type Chain, type ChainSpec, resultsInWindow } from '../chain.ts';
import { anchorOf } from '../grid.ts';
import { type Assets, type Page, renderPage, rootOf } from '../layout.tsx';
import { List, StatusMark } from '../parts.tsx';
import type { SiteCell, SiteFeature } from '../schema.ts';
import { named } from '../text.ts';
import type { SiteContent } from '../types.ts';
import { RunsOfCell } from './runs-of-cell.tsx';

const MAX_SPECS = 200;

/** Makes `features/<name>.html`, with the chain from the decision to the command line for each architecture. */
export function featurePageOf(content: SiteContent, feature: SiteFeature, assets: Assets): Page {
  const { site, chains } = content;
  const { name, page, cells } = feature;
  return renderPage({ path: page, title: name, site, assets }, [
    <p>
      On{' '}
      {cells.map(({ arch, ...standing }, index) => [
        index === 0 ? '' : ', ',
        <a href={`#${arch}`}>
          {arch}: {formatStanding(standing)}
        </a>,
      ])}
    </p>,
    ...cells.map((cell) => (
      <ArchitectureSection
        content={content}
        path={page}
        cell={cell}
        chain={chains.get(name)?.get(cell.arch)}
      />
    )),
  ]);
}

type Parts = { content: SiteContent; path: string; cell: SiteCell; chain: Chain | undefined };

const ArchitectureSection = ({ content, path, cell, chain }: Parts) => (
  <section id={cell.arch}>
    <h2>
      {cell.arch}: <StatusMark {...cell} />
    </h2>
    <p>
      {cell.name} in {cell.file}, line {cell.line}
      {cell.since === null ? '' : `, since ${cell.since.on}${cell.since.orEarlier ? ' or earlier' : ''}`}.
    </p>
    <h3>Why</h3>
    <p>{named(cell.decision.reason)}.</p>
    <Outlook cell={cell} />
    <h3>Specs that verify it</h3>
    {chain === undefined || chain.specs.length === 0 ? (
      <p>None: no result of any run says anything of it.</p>
    ) : (
      <Specs content={content} path={path} chain={chain} />
    )}
    <h3>Runs that it rests on</h3>
    {cell.runs.length === 0 ? (
      <p>No run in the window of the policy.</p>
    ) : (
      <RunsOfCell content={content} path={path} cell={cell} />
    )}
  </section>
);

/** Outlook on what would change the status, and when that may be. */
function Outlook({ cell: { status, decision } }: { cell: SiteCell }) {
  const { outcome, to, missing, expected } = decision;
  if (outcome === 'change' || outcome === 'held' || outcome === 'refused')
    return (
      <p>
        It {outcome === 'change' ? 'is to become' : `would become, but is ${outcome}:`}{' '}
        <strong>{formatStanding(to)}</strong>. <code>lanekeeper promote</code> proposes it.
      </p>
    );
  if (status === 'UNSUPPORTED') return <p>UNSUPPORTED is set and lifted by people only.</p>;
  return (
    <>
      <h3>{status === 'SUPPORTED' ? 'What evidence lacks for it' : 'What would make it SUPPORTED'}</h3>
      <List items={missing.map(named)} none="Nothing is missing." />
      {expected === null ? null : (
        <p>
          Expected: <strong>{expected.on ?? 'no day can be named'}</strong>, {expected.because}.
        </p>
      )}
    </>
  );
}

const Specs = ({ content, path, chain }: Omit<Parts, 'cell' | 'chain'> & { chain: Chain }) => (
  <>
    {chain.specs.slice(0, MAX_SPECS).map((spec) => (
      <SpecRow content={content} path={path} spec={spec} arch={chain.decision.arch} />
    ))}
    {chain.specs.length > MAX_SPECS ? <p>… and {chain.specs.length - MAX_SPECS} more.</p> : null}
  </>
);

const SpecRow = ({
  content: { input, runs },
  path,
  spec,
  arch,
}: {
  content: SiteContent;
  path: string;
  spec: ChainSpec;
  arch: string;
}) => {
  const results = resultsInWindow(spec, input.policyOf(arch), input.asOf);
  return (
    <details class="spec" open>
      <summary>{named(spec.id)}</summary>
      <p>
        {spec.spec === undefined
          ? 'The suite lacks it now. '
          : `${spec.spec.location.file}:${spec.spec.location.line}. `}
        {spec.lanes.length === 0 ? 'No active lane selects it.' : `Selected by ${spec.lanes.join(', ')}.`}
      </p>
      <p>
        {results.length === 0 ? 'No result in the window of the policy.' : `${describeResults(results)}: `}
        <span class="strip">
          {results.map((result) => {
            const page = runs.get(result.run.key)?.page;
            const name = result.passed === null ? 'N' : result.passed ? 'P' : 'F';
            const title = `${result.run.header.startedAt.slice(0, 16)} ${result.run.header.node.emulated ? 'emulated' : 'native'}`;
            return (
              <a
                class={`letter-${name}`}
                title={title}
                href={page === undefined ? '' : `${rootOf(path)}${page}#${anchorOf(spec.id)}`}
              >
                {name}
              </a>
            );
          })}
        </span>
      </p>
    </details>
  );
};

function describeResults(results: readonly Result[]): string {
  const passed = results.filter((result) => result.passed === true).length;
  return `${passed} of ${amount(results.length, 'result')} passed at the first attempt (${percent(passed / results.length)}), newest first`;
}
