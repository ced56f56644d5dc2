import { readState, writeState } from './state.ts';

/** Makes a table answer to its form, if it has one, and its columns sort it. */
export function makeLive(form: HTMLFormElement | undefined, table: HTMLTableElement): void {
  table.dataset['live'] = '';
  const [body] = table.tBodies;
  if (body === undefined) return;
  const rows = [...body.rows];
  // A page has one table that it is about: its state goes into the address.
  const isFirst = document.querySelector('table') === table;
  const headers = [...table.querySelectorAll<HTMLTableCellElement>('th[data-sort]')];
  for (const header of headers) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener('click', () => {
      sortBy(header, header.ariaSort === 'ascending' ? 'descending' : 'ascending');
      save();
    });
  }

  function sortBy(header: HTMLTableCellElement, order: 'ascending' | 'descending'): void {
    for (const other of headers) other.removeAttribute('aria-sort');
    header.ariaSort = order;
    const column = header.cellIndex;
    const isNumber = header.dataset['sort'] === 'number';
    const keys = new Map(rows.map((row) => [row, keyOf(row.cells[column], isNumber)]));
    const sign = order === 'ascending' ? 1 : -1;
    const sorted = rows.toSorted((a, b) => sign * compare(keys.get(a) ?? '', keys.get(b) ?? ''));
    body?.append(...sorted);
  }

  function filter(): void {
    if (form === undefined) return;
    const words = (form.querySelector('input')?.value ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    const choices = [...form.querySelectorAll('select')].filter(({ value }) => value !== '');
    const arch = choices.find(({ name }) => name === 'arch')?.value;
    for (const cell of table.querySelectorAll<HTMLElement>('[data-arch]'))
      cell.hidden = arch !== undefined && cell.dataset['arch'] !== arch;
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !(
        words.every((word) => text.includes(word)) &&
        choices.every(({ name, value }) => name === 'arch' || hasChoice(row, name, value))
      );
      if (!row.hidden) shown += 1;
    }
    const output = form.querySelector('output');
    if (output !== null) output.value = `${shown} of ${rows.length} rows`;
  }

  function save(): void {
    if (!isFirst) return;
    const state = new URLSearchParams();
    for (const { name, value } of fieldsOf(form)) if (value !== '') state.set(name, value);
    const sorted = headers.find((header) => header.ariaSort !== null);
    if (sorted !== undefined) state.set('sort', `${sorted.textContent}:${sorted.ariaSort}`);
    writeState(state);
  }

  function restore(): void {
    const state = readState();
    for (const field of fieldsOf(form)) field.value = state.get(field.name) ?? '';
    const [, title, order] = /^(.*):(ascending|descending)$/.exec(state.get('sort') ?? '') ?? [];
    const header = headers.find(({ textContent }) => textContent === title);
    if (header !== undefined) sortBy(header, order as 'ascending' | 'descending');
  }

  if (isFirst) {
    restore();
    addEventListener('hashchange', () => {
      if (!location.hash.includes('=')) return;
      restore();
      filter();
    });
  }
  if (form === undefined) return;
  form.hidden = false;
  filter();
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', () => {
    filter();
    save();
  });
}

const fieldsOf = (form: HTMLFormElement | undefined) => [
  ...(form?.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select') ?? []),
];

/** A row has a choice itself, or in a cell that is shown. */
const hasChoice = (row: HTMLTableRowElement, name: string, value: string): boolean => {
  const attribute = `data-${name}`;
  return (
    row.getAttribute(attribute) === value ||
    [...row.cells].some((cell) => !cell.hidden && cell.getAttribute(attribute) === value)
  );
};

const keyOf = (cell: HTMLTableCellElement | undefined, isNumber: boolean): string | number =>
  isNumber ? Number(cell?.dataset['value'] ?? '-1') : (cell?.textContent ?? '');

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number'
    ? a - b
    : `${a}`.localeCompare(`${b}`, 'en', { numeric: true });
