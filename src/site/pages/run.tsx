import { OUTCOMES } from '../../core/types.ts';
import type { IndexedRun } from '../../evidence/ledger/indexed-run.ts';
import type { RunReport } from '../../evidence/report/run-report.ts';
import { type Grid, isRed } from '../grid.ts';
import { type Assets, type Page, renderPage, rootOf } from '../layout.tsx';
import { createBudget, Output, type OutputBudget } from '../output.tsx';
import { CountsAs, List, Table, VerdictMark } from '../parts.tsx';
import { MAX_ROWS, specRows } from '../run-rows.tsx';
import { type RunSpecView, specsOfRun } from '../run-specs.ts';
import type { SiteLane, SiteRun } from '../schema.ts';
import { durationText, named, webUrl } from '../text.ts';
import { Timeline } from '../timeline.tsx';
import type { SiteContent } from '../types.ts';
import { Differences } from './differences.tsx';
import { CommandLine, MachineFactsList } from './provenance.tsx';

const SLOWEST = 10;

/**
 * Makes `runs/<lane>/<key>.html`, the page of one run of a lane.
 *
 * @param place place of the run among those of the lane, from 0.
 */
export function runPageOf(content: SiteContent, lane: SiteLane, place: number, assets: Assets): Page {
  const { input, site, grids } = content;
  const run = lane.runs[place] as SiteRun;
  const grid = grids.get(lane.name) as Grid;
  const indexed = grid.runs[place]?.run as IndexedRun;
  const report = input.reportOf(indexed);
  const specs = specsOfRun(indexed, report, input.evidence.specs, grid.idOf, input.detailsOf(indexed));
  const budget = createBudget();
  const root = rootOf(run.page);
  const title = `${lane.name}, ${run.startedAt.slice(0, 16).replace('T', ' ')} UTC`;
  return renderPage({ path: run.page, title, site, assets }, [
    <Summary run={run} lane={lane} root={root} />,
    <EarlierAttempts report={report} budget={budget} />,
    <h2>Against the run before</h2>,
    <Differences run={run} lane={lane} place={place} rows={grid.rows} root={root} />,
    <h2>Specs</h2>,
    <Table
      id="specs"
      label="Specs"
      columns={[
        { title: 'Spec', sort: 'text' },
        { title: 'Outcome', sort: 'text' },
        { title: 'Duration', sort: 'number' },
      ]}
      filters={[
        { name: 'outcome', label: 'Outcome', values: OUTCOMES.filter((each) => run.outcomes[each] > 0) },
      ]}
      rows={specRows(specs, budget)}
    />,
    specs.length > MAX_ROWS ? <p>… and {specs.length - MAX_ROWS} more, in the data.</p> : null,
    <h2>Slowest specs</h2>,
    <Slowest specs={specs} />,
    <h2>Timeline</h2>,
    <Timeline specs={specs} hasReport={report !== undefined} />,
    <h2>Where and how it ran</h2>,
    <MachineFactsList node={indexed.header.node} />,
    <OriginList run={run} indexed={indexed} />,
    <CommandLine command={indexed.header.command} />,
    <ConsoleTail tail={report?.node.consoleTail ?? ''} budget={budget} />,
    ...(report?.suiteFailures ?? []).map(({ step, phase, failure }) => (
      <Output
        title={`${step} failed ${phase} the specs`}
        text={failure.message}
        keep="start"
        budget={budget}
      />
    )),
  ]);
}

/** Nodes that failed before this one, in the same run of the lane. */
const EarlierAttempts = ({ report, budget }: { report: RunReport | undefined; budget: OutputBudget }) => (
  <>
    {(report?.earlierAttempts ?? []).map(({ reasons, consoleTail }, index) => (
      <>
        <p>
          Attempt {index + 1} failed before: {reasons.map(named).join('; ')}
        </p>
        <ConsoleTail tail={consoleTail ?? ''} budget={budget} />
      </>
    ))}
  </>
);

const ConsoleTail = ({ tail, budget }: { tail: string; budget: OutputBudget }) =>
  tail === '' ? null : (
    <Output title="The last that the node’s console said" text={tail} keep="end" budget={budget} />
  );

const Summary = ({ run, lane, root }: { run: SiteRun; lane: SiteLane; root: string }) => (
  <>
    <p>
      <VerdictMark {...run} /> in {durationText(run.seconds)}, <CountsAs {...run} />. Lane{' '}
      <a href={`${root}${lane.page}`}>{lane.name}</a>
      {webUrl(run.url) === undefined ? null : (
        <>
          , <a href={webUrl(run.url) ?? ''}>where it ran</a>
        </>
      )}
      .
    </p>
    <List items={run.reasons.map(named)} none="" />
    <p>
      {OUTCOMES.filter((outcome) => run.outcomes[outcome] > 0)
        .map((outcome) => `${run.outcomes[outcome]} ${outcome}`)
        .join(', ')}
    </p>
  </>
);

const Slowest = ({ specs }: { specs: readonly RunSpecView[] }) => (
  <ol>
    {specs
      .toSorted((a, b) => b.seconds - a.seconds)
      .slice(0, SLOWEST)
      .map(({ anchor, id, seconds, letter }) => (
        <li>
          {durationText(seconds)}: <a href={`#${anchor}`}>{named(id)}</a>
          {isRed(letter) ? ' (red)' : ''}
        </li>
      ))}
  </ol>
);

const OriginList = ({ run, indexed: { header, file } }: { run: SiteRun; indexed: IndexedRun }) => (
  <dl>
    <dt>suite</dt>
    <dd>
      {header.suite.name}, commit {header.suite.commit ?? 'unknown'}
      {header.suite.modified === true ? ', modified' : ''}, digest{' '}
      <code>{header.suite.digest ?? 'unknown'}</code>
    </dd>
    <dt>report</dt>
    <dd>
      <code class="digest">{run.report}</code>
    </dd>
    <dt>ledger</dt>
    <dd>{run.isRecorded ? <code>{file}</code> : 'not recorded'}</dd>
    <dt>seed</dt>
    <dd>{header.seed ?? 'unknown'}</dd>
    <dt>exit code</dt>
    <dd>{header.exitCode ?? 'unknown'}</dd>
    <dt>label filter</dt>
    <dd>
      <code>{header.labelFilter ?? 'unknown'}</code>
    </dd>
  </dl>
);
