import { SCHEMA_VERSION } from '../core/types.ts';
import type { Grid } from './grid.ts';
import { monthOf, monthsOf } from './lanes.ts';
import type { SiteResults } from './schema.ts';

/** Makes the documents of a lane's results, one for each month, with every spec. */
export const resultsOf = (lane: string, grid: Grid): readonly SiteResults[] =>
  monthsOf(grid).map((month) => {
    const columns = [...grid.runs.keys()].filter((column) => {
      const run = grid.runs[column];
      return run !== undefined && monthOf(run) === month;
    });
    return {
      schemaVersion: SCHEMA_VERSION,
      lane,
      month,
      runs: columns.map((column) => grid.runs[column]?.run.key ?? ''),
      specs: grid.rows.map(({ id, letters, seconds }) => ({
        id,
        outcomes: columns.map((column) => letters[column] ?? '-').join(''),
        seconds: columns.map((column) => rounded(seconds[column] ?? Number.NaN)),
      })),
    };
  });

const rounded = (seconds: number): number | null =>
  Number.isNaN(seconds) ? null : Math.round(seconds * 1000) / 1000;
