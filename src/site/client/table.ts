import { readState, writeState } from './state.ts';

type Order = 'ascending' | 'descending';

/** A table with its form, if it has one. */
type LiveTable = {
  readonly table: HTMLTableElement;
  readonly form: HTMLFormElement | undefined;
  readonly body: HTMLTableSectionElement;
  /** Rows in the order that the page came with. */
  readonly rows: readonly HTMLTableRowElement[];
  /** Headers that sort their column. */
  readonly headers: readonly HTMLTableCellElement[];
};

/** Makes a table answer to its form, if it has one, and its columns sort it. */
export function makeLive(form: HTMLFormElement | undefined, table: HTMLTableElement): void {
  table.dataset['live'] = '';
  const [body] = table.tBodies;
  if (body === undefined) return;
  const headers = [...table.querySelectorAll<HTMLTableCellElement>('th[data-sort]')];
  const live: LiveTable = { table, form, body, rows: [...body.rows], headers };
  // A page has one table that it is about: its state goes into the address.
  const isFirst = document.querySelector('table') === table;
  const save = (): void => {
    if (isFirst) writeState(stateOf(live));
  };
  for (const header of headers)
    addButton(header, () => {
      sortBy(live, header, header.ariaSort === 'ascending' ? 'descending' : 'ascending');
      save();
    });
  if (isFirst) {
    restore(live, readState());
    addEventListener('hashchange', () => {
      if (!location.hash.includes('=')) return;
      restore(live, readState());
      if (form !== undefined) filter(live, form);
    });
  }
  if (form === undefined) return;
  form.hidden = false;
  filter(live, form);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', () => {
    filter(live, form);
    save();
  });
}

function addButton(header: HTMLTableCellElement, onClick: () => void): void {
  const button = document.createElement('button');
  button.type = 'button';
  button.append(...header.childNodes);
  header.append(button);
  button.addEventListener('click', onClick);
}

function sortBy({ body, rows, headers }: LiveTable, header: HTMLTableCellElement, order: Order): void {
  for (const other of headers) other.removeAttribute('aria-sort');
  header.ariaSort = order;
  const column = header.cellIndex;
  const isNumber = header.dataset['sort'] === 'number';
  const keys = new Map(rows.map((row) => [row, sortKey(row.cells[column], isNumber)]));
  const sign = order === 'ascending' ? 1 : -1;
  body.append(...rows.toSorted((a, b) => sign * compare(keys.get(a) ?? '', keys.get(b) ?? '')));
}

/** Shows the rows and cells that the form asks for. */
function filter({ table, rows }: LiveTable, form: HTMLFormElement): void {
  const words = (form.querySelector('input')?.value ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const choices = [...form.querySelectorAll('select')].filter(({ value }) => value !== '');
  const arch = choices.find(({ name }) => name === 'arch')?.value;
  for (const cell of table.querySelectorAll<HTMLElement>('[data-arch]'))
    cell.hidden = arch !== undefined && cell.dataset['arch'] !== arch;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !(
      words.every((word) => text.includes(word)) &&
      choices.every(({ name, value }) => name === 'arch' || hasChoice(row, name, value))
    );
  }
  const output = form.querySelector('output');
  const shown = rows.filter(({ hidden }) => !hidden);
  if (output !== null) output.value = `${shown.length} of ${rows.length} rows`;
}

/** Choices of the user. */
function stateOf({ form, headers }: LiveTable): URLSearchParams {
  const state = new URLSearchParams();
  for (const { name, value } of fieldsOf(form)) if (value !== '') state.set(name, value);
  const sorted = headers.find((header) => header.ariaSort !== null);
  if (sorted !== undefined) state.set('sort', `${sorted.textContent}:${sorted.ariaSort}`);
  return state;
}

function restore(live: LiveTable, state: URLSearchParams): void {
  for (const field of fieldsOf(live.form)) field.value = state.get(field.name) ?? '';
  const [, title, order] = /^(.*):(ascending|descending)$/.exec(state.get('sort') ?? '') ?? [];
  const header = live.headers.find(({ textContent }) => textContent === title);
  if (header !== undefined) sortBy(live, header, order as Order);
}

const fieldsOf = (form: HTMLFormElement | undefined) => [
  ...(form?.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select') ?? []),
];

/** Whether a row has a choice, itself or in a cell that is shown. */
const hasChoice = (row: HTMLTableRowElement, name: string, value: string): boolean => {
  const attribute = `data-${name}`;
  return (
    row.getAttribute(attribute) === value ||
    [...row.cells].some((cell) => !cell.hidden && cell.getAttribute(attribute) === value)
  );
};

const sortKey = (cell: HTMLTableCellElement | undefined, isNumber: boolean): string | number =>
  isNumber ? Number(cell?.dataset['value'] ?? '-1') : (cell?.textContent ?? '');

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number'
    ? a - b
    : `${a}`.localeCompare(`${b}`, 'en', { numeric: true });
