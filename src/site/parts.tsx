import type { ComponentChildren } from 'preact';
import type { Verdict } from '../core/types.ts';
import type { Standing } from '../status/types.ts';
import type { Html } from './layout.tsx';
import type { SiteRun } from './schema.ts';
import { minute } from './text.ts';

// What several pages show.

export const StatusMark = ({ status, qualifier }: Standing) => (
  <>
    <span class={`mark status-${(status ?? 'none').toLowerCase()}`}>{status ?? 'unspecified'}</span>
    {qualifier === null ? null : <span class="qualifier"> ({qualifier})</span>}
  </>
);

export const VerdictMark = ({ verdict, isIncident }: { verdict: Verdict; isIncident: boolean }) => (
  <>
    <span class={`mark verdict-${verdict}`}>{verdict}</span>
    {isIncident ? <span class="mark incident">incident</span> : null}
  </>
);

/** Kind of evidence that a run counts as, or the reason why it doesn't. */
export const CountsAs = ({ counts, because }: Pick<SiteRun, 'counts' | 'because'>) =>
  counts === 'no' ? <>does not count: {because}</> : <>counts as {counts}</>;

export const Moment = ({ at }: { at: string }) => <time dateTime={at}>{minute(at)}</time>;

/**
 * Link to the page of a run.
 *
 * @param root path to the root of the site, from the page that the link stands on.
 */
export const RunLink = ({ root, run: { page, startedAt } }: { root: string; run: SiteRun }) => (
  <a href={`${root}${page}`}>
    <Moment at={startedAt} />
  </a>
);

export type Filter = { readonly name: string; readonly label: string; readonly values: readonly string[] };

/** The tools of a table, which only a script can offer. */
const Tools = ({ table, filters }: { table: string; filters: readonly Filter[] }) => (
  <form class="tools" hidden data-table={table} role="search" aria-label="Rows to show">
    <label>
      Search <input type="search" name="q" autocomplete="off" spellcheck={false} />
    </label>
    {filters.map(({ name, label, values }) => (
      <label>
        {label}{' '}
        <select name={name}>
          <option value="">all</option>
          {values.map((value) => (
            <option>{value}</option>
          ))}
        </select>
      </label>
    ))}
    <output aria-live="polite" />
  </form>
);

/** Column of a table, by which it can be sorted: as `text`, or as `number` by `data-value` of its cells. */
type Column = { readonly title: string; readonly sort?: 'text' | 'number'; readonly arch?: string };

type TableProps = {
  readonly id: string;
  readonly label: string;
  readonly columns: readonly Column[];
  readonly filters?: readonly Filter[];
  readonly class?: string;
  /** A row that stays on top, whatever is searched or sorted. */
  readonly top?: ComponentChildren;
  /** Rows that were rendered before; absent where `children` has them. */
  readonly rows?: Html;
  /** Rows that are rendered with the table. */
  readonly children?: ComponentChildren;
};

/** A table that scrolls by itself where it is wider than the page. */
export const Table = ({ id, label, columns, filters, top, rows, children, ...others }: TableProps) => (
  <>
    {filters === undefined ? null : <Tools table={id} filters={filters} />}
    <div class="scroll" role="region" aria-label={label} tabIndex={0}>
      <table id={id} {...(others.class === undefined ? {} : { class: others.class })}>
        <thead>
          <tr>
            {columns.map(({ title, sort, arch }) => (
              <th
                scope="col"
                {...(sort === undefined ? {} : { 'data-sort': sort })}
                {...(arch === undefined ? {} : { 'data-arch': arch })}
              >
                {title}
              </th>
            ))}
          </tr>
          {top}
        </thead>
        {rows === undefined ? <tbody>{children}</tbody> : <tbody dangerouslySetInnerHTML={rows} />}
      </table>
    </div>
  </>
);

/** A list of texts, or what stands there where it is empty. */
export const List = ({ items, none }: { items: readonly ComponentChildren[]; none: string }) =>
  items.length === 0 ? (
    <p>{none}</p>
  ) : (
    <ul>
      {items.map((item) => (
        <li>{item}</li>
      ))}
    </ul>
  );
