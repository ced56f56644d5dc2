import { amount } from '../../core/amount.ts';
import { compareRuns } from '../compare-runs.ts';
import type { GridRow } from '../grid.ts';
import { List, RunLink, VerdictMark } from '../parts.tsx';
import type { SiteLane, SiteRun } from '../schema.ts';
import { durationText, named } from '../text.ts';

const MAX_DIFFERENCES = 50;

type DifferencesProps = {
  readonly run: SiteRun;
  readonly lane: SiteLane;
  readonly place: number;
  readonly rows: readonly GridRow[];
  readonly root: string;
};

/** Differences between a run and the one before it in its lane. */
export const Differences = ({ run, lane, place, rows, root }: DifferencesProps) => {
  const before = lane.runs[place + 1];
  if (before === undefined) return <p>There is none.</p>;
  const { turnedRed, turnedGreen, came, went } = compareRuns(rows, place, place + 1);
  const slower = run.seconds - before.seconds;
  return (
    <>
      <p>
        Against <RunLink root={root} run={before} />, <VerdictMark {...before} />:{' '}
        {durationText(Math.abs(slower))} {slower < 0 ? 'faster' : 'slower'}
        {run.isIncident || before.isIncident
          ? '; one of them is an incident, so that differences say little'
          : ''}
        .
      </p>
      <DifferenceList title="turned red" rows={turnedRed} isOpen />
      <DifferenceList title="turned green" rows={turnedGreen} isOpen />
      <DifferenceList title="came into the lane" rows={came} isOpen={false} />
      <DifferenceList title="left it" rows={went} isOpen={false} />
    </>
  );
};

const DifferenceList = ({
  title,
  rows,
  isOpen,
}: {
  title: string;
  rows: readonly GridRow[];
  isOpen: boolean;
}) =>
  rows.length === 0 ? null : (
    <details open={isOpen}>
      <summary>
        {amount(rows.length, 'spec')} {title}
      </summary>
      <List
        items={rows.slice(0, MAX_DIFFERENCES).map(({ id, anchor, letters }) => {
          const isHere = letters.some((letter) => letter !== '-');
          return isHere ? <a href={`#${anchor}`}>{named(id)}</a> : named(id);
        })}
        none=""
      />
    </details>
  );
