import { amount } from '../core/amount.ts';
import { percent } from '../promotion/measure.ts';
import { type Grid, type GridRow, isIncident, isRed, LETTERS, type Letter, statisticsOf } from './grid.ts';
import { rootOf } from './layout.tsx';
import { Table } from './parts.tsx';
import type { SiteRun } from './schema.ts';
import { durationText, minute, named } from './text.ts';

/** Number of specs on a page: one of more would be larger than anybody loads, and the worst ones stay. */
const MAX_ROWS = 2000;

type GridProps = {
  /** Path of the page that the table stands on. */
  readonly path: string;
  readonly grid: Grid;
  /** Runs as the site has them, in the order of the grid’s. */
  readonly runs: readonly SiteRun[];
  readonly from: number;
  readonly until: number;
};

/** Table of specs by runs, newest left, a letter each; the worst specs first. */
export const GridTable = ({ path, grid, runs, from, until }: GridProps) => {
  const shown = runs.slice(from, until);
  const rows = grid.rows
    .map((row) => ({ row, statistics: statisticsOf(row, grid.runs), reds: countRed(row, from, until) }))
    .filter(({ row }) => row.letters.slice(from, until).some((letter) => letter !== '-'))
    .toSorted((a, b) => b.reds - a.reds || b.statistics.flaky - a.statistics.flaky);
  return (
    <>
      <p class="legend">
        {Object.entries(LETTERS).map(([letter, meaning]) => (
          <>
            <span class={`letter-${letter === '-' ? 'none' : letter}`}>{letter}</span> {meaning}{' '}
          </>
        ))}
        <span class="in-incident">F</span> in an incident
      </p>
      <Table
        id="grid"
        label="Specs by runs, newest left"
        class="grid"
        columns={[
          { title: 'Spec', sort: 'text' },
          { title: 'Passed', sort: 'number' },
          { title: 'Flakes', sort: 'number' },
          { title: 'Median', sort: 'number' },
          { title: `${amount(shown.length, 'run')}, newest left` },
        ]}
        filters={[{ name: 'state', label: 'Now', values: ['red', 'flaky', 'green'] }]}
        top={
          <tr>
            <th scope="row">Verdict of the run</th>
            <td />
            <td />
            <td />
            <td class="strip">
              {shown.map((run) => (
                <a
                  class={`verdict-${run.verdict}${run.isIncident ? ' in-incident' : ''}`}
                  href={`${rootOf(path)}${run.page}`}
                  title={`${minute(run.startedAt)}: ${run.verdict}${run.isIncident ? ', an incident' : ''}`}
                >
                  {run.verdict === 'infrastructure'
                    ? '!'
                    : run.verdict === 'inconclusive'
                      ? '?'
                      : run.verdict[0]?.toUpperCase()}
                </a>
              ))}
            </td>
          </tr>
        }
      >
        {rows.slice(0, MAX_ROWS).map(({ row, statistics: { completed, passed, flaky, seconds } }) => (
          <tr id={row.anchor} data-state={stateOf(row)}>
            <th scope="row">{named(row.id)}</th>
            <td data-value={completed === 0 ? -1 : passed / completed}>
              {completed === 0 ? '' : `${percent(passed / completed)} of ${completed}`}
            </td>
            <td data-value={flaky}>{flaky === 0 ? '' : flaky}</td>
            <td data-value={seconds ?? -1}>{seconds === null ? '' : durationText(seconds)}</td>
            <td class="strip">
              <Strip path={path} row={row} grid={grid} runs={runs} from={from} until={until} />
            </td>
          </tr>
        ))}
      </Table>
      {rows.length > MAX_ROWS ? <p>… and {rows.length - MAX_ROWS} more, in the data.</p> : null}
    </>
  );
};

const countRed = ({ letters }: GridRow, from: number, until: number): number =>
  letters.slice(from, until).filter(isRed).length;

/** State of a spec by its newest run that completed: `red`, `flaky` or `green`; empty without one. */
function stateOf({ letters }: GridRow): string {
  const newest = letters.find((letter) => letter === 'P' || letter === 'K' || isRed(letter));
  return newest === undefined ? '' : isRed(newest) ? 'red' : newest === 'K' ? 'flaky' : 'green';
}

/** Letters of a row, equal ones that follow each other in one element: a page has tens of thousands of letters. */
const Strip = ({ path, row, grid, runs, from, until }: GridProps & { row: GridRow }) => {
  const parts: { letter: Letter; incident: boolean; start: number; count: number }[] = [];
  for (let column = from; column < Math.min(until, row.letters.length); column += 1) {
    const letter = row.letters[column] ?? '-';
    const weighed = grid.runs[column];
    const incident = weighed !== undefined && isIncident(weighed);
    const last = parts.at(-1);
    // What is red leads to its own run.
    if (last !== undefined && last.letter === letter && last.incident === incident && !isRed(letter))
      last.count += 1;
    else parts.push({ letter, incident, start: column, count: 1 });
  }
  return (
    <>
      {parts.map(({ letter, incident, start, count }) => {
        const name = `letter-${letter === '-' ? 'none' : letter}${incident ? ' in-incident' : ''}`;
        const text = letter.repeat(count);
        const page = runs[start]?.page;
        return isRed(letter) && page !== undefined ? (
          <a class={name} href={`${rootOf(path)}${page}#${row.anchor}`}>
            {text}
          </a>
        ) : (
          <span class={name}>{text}</span>
        );
      })}
    </>
  );
};
